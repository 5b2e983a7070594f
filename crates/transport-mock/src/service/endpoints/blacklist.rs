//! `/cgi-bin/tags/members/*blacklist` (黑名单).

use std::ops::Bound;

use super::call::Call;
use super::openids::openid_list;
use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::state::settings::Settings;
use crate::service::wire::refusal::{Reply, ok};

/// How many openids `batchblacklist` and `batchunblacklist` take.
const BATCH_LIMIT: usize = 20;

/// `POST tags/members/getblacklist` with `{"begin_openid":".."}`: the response calls the cursor `next_openid`.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Reply {
    let cursor = account.text_cursor(call, "begin_openid")?;
    let cursor = cursor.map(|openid| account.user_of_account(openid)).transpose()?;
    let start = match cursor {
        None => Bound::Unbounded,
        Some(cursor) if account.settings.blacklist_begins_with_cursor => Bound::Included(cursor),
        Some(cursor) => Bound::Excluded(cursor),
    };
    let mut rest = account.blacklist.range((start, Bound::Unbounded));
    let page: Vec<User> =
        rest.by_ref().take(Settings::bounded(account.settings.blacklist_page_size)).copied().collect();
    let is_last = rest.next().is_none();
    let mut json = account.json();
    json.key("total").integer(account.blacklist.len()).key("count").integer(page.len());
    if page.is_empty() {
        account.write_cursor(None, is_last, &mut json);
    } else {
        account.write_page(&page, is_last, &mut json);
    }
    Ok(json.finish())
}

/// `POST tags/members/batchblacklist` with `{"openid_list":["..",".."]}`.
pub(super) fn add(account: &mut Account, call: &Call<'_>) -> Reply {
    let users = openid_list(account, call, BATCH_LIMIT)?;
    account.blacklist.extend(users);
    ok()
}

/// `POST tags/members/batchunblacklist`, the reverse.
pub(super) fn remove(account: &mut Account, call: &Call<'_>) -> Reply {
    for user in openid_list(account, call, BATCH_LIMIT)? {
        account.blacklist.remove(&user);
    }
    ok()
}

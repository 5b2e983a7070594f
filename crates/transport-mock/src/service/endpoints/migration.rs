//! `/cgi-bin/changeopenid` (帐号迁移): converts the openids of an old account to those of this one.

use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::wire::refusal::{Refusal, Reply};

/// How many openids a call accepts.
const BATCH_LIMIT: usize = 100;
/// For how long after the approval openids can be converted.
const WINDOW: Duration = Duration::from_secs(15 * 86_400);

/// `POST changeopenid` with `{"from_appid":"..","openid_list":["..",".."]}`. A body that is not JSON counts as an empty
/// list.
pub(super) fn change(account: &mut Account, call: &Call<'_>) -> Reply {
    let body: Value = serde_json::from_slice(call.bytes).unwrap_or_default();
    let openids = body.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match openids.len() {
        0 => return Err(Refusal::new(63182)),
        1..=BATCH_LIMIT => {}
        _ => return Err(Refusal::new(63179)),
    }
    let from = body.get("from_appid").and_then(Value::as_str).unwrap_or_default();
    let known = account
        .old_account
        .as_ref()
        .filter(|old| from == old.original_id || (account.settings.from_app_id && from == old.app_id.as_str()));
    let old = known.ok_or(Refusal::new(63178))?;
    if call.now < old.approved_at {
        return Err(Refusal::new(63183));
    }
    if call.now.since(old.approved_at) > WINDOW {
        return Err(Refusal::new(-1));
    }
    let users = old.followers_of(account.seed);
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("result_list").open_array();
    for openid in openids.iter().map(|openid| openid.as_str().unwrap_or_default()) {
        json.open_object().key("ori_openid").user_text(&[openid]);
        match users.find(openid).filter(|user| users.follows(*user)) {
            Some(User::Generated(number)) => {
                let new = account.openid(User::Generated(number));
                json.key("new_openid").text(&new).key("err_msg").text("ok");
            }
            _ => {
                json.key("err_msg").text("ori_openid error");
            }
        }
        json.close_object();
    }
    json.close_array();
    Ok(json.finish())
}

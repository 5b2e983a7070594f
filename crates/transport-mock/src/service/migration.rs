//! `/cgi-bin/changeopenid` (帐号迁移): the openids that the followers of an old account have with this one.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wechat_user_core::{AppId, Timestamp};

use super::account::Account;
use super::call::{Answer, Call, Refusal};
use super::people::{People, Person};

/// How many openids a call takes.
const BATCH_LIMIT: usize = 100;
/// How long after the approval it works.
const WINDOW: Duration = Duration::from_secs(15 * 86_400);

/// The account that was migrated to this one. Its follower of number n has, with this account, the openid of number n.
///
/// ```
/// use transport_mock::{FakeWeChat, OldAccount, TestClock};
///
/// let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 1_000, TestClock::START);
/// let wechat = FakeWeChat::new().with_followers(1_000).with_old_account(old);
/// assert_ne!(wechat.old_openid(7), Some(wechat.openid(7)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OldAccount {
    /// Its app id, the `from_appid` of practice.
    #[serde(with = "super::written_time::app_id")]
    pub app_id: AppId,
    /// Its original id (原始ID), the `from_appid` of the documents.
    pub original_id: String,
    /// How many followed it.
    pub followers: u64,
    /// When the migration was approved: from then on, and for fifteen days, openids can be changed.
    #[serde(rename = "approved_at_ms", with = "super::written_time::millis")]
    pub approved_at: Timestamp,
}

impl OldAccount {
    /// This app id and `gh_` id, with so many followers.
    #[must_use]
    pub fn new(
        app_id: impl Into<AppId>,
        original_id: impl Into<String>,
        followers: u64,
        approved_at: Timestamp,
    ) -> Self {
        Self { app_id: app_id.into(), original_id: original_id.into(), followers, approved_at }
    }

    /// The people who followed it, by the same formula.
    pub(crate) fn people(&self, seed: u64) -> People {
        let mut people = People::new(seed, self.app_id.as_str());
        people.set_count(self.followers);
        people
    }
}

/// `POST changeopenid` with `{"from_appid":"..","openid_list":["..",".."]}`. What is no JSON counts as an empty list.
pub(super) fn change(account: &mut Account, call: &Call<'_>) -> Answer {
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
    let people = old.people(account.seed);
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("result_list").open_array();
    for openid in openids.iter().map(|openid| openid.as_str().unwrap_or_default()) {
        json.open_object().key("ori_openid").user_text(&[openid]);
        match people.find(openid).filter(|person| people.follows(*person)) {
            Some(Person::Numbered(number)) => {
                let new = account.openid(Person::Numbered(number));
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

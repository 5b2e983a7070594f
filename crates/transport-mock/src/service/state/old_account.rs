//! The account that was migrated to this one (帐号迁移).

use serde::{Deserialize, Serialize};
use wechat_user_core::{AppId, Timestamp};

use super::followers::Followers;

/// The account that was migrated to this one. Its follower number n has the openid of number n in this account.
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
    #[serde(with = "super::written::app_id")]
    pub app_id: AppId,
    /// Its original id (原始ID), the `from_appid` of the documents.
    pub original_id: String,
    /// How many followers it had.
    pub followers: u64,
    /// When the migration was approved. Openids can be converted for fifteen days from then on.
    #[serde(rename = "approved_at_ms", with = "super::written::millis")]
    pub approved_at: Timestamp,
}

impl OldAccount {
    /// An old account with this app id, `gh_` id and number of followers.
    #[must_use]
    pub fn new(
        app_id: impl Into<AppId>,
        original_id: impl Into<String>,
        followers: u64,
        approved_at: Timestamp,
    ) -> Self {
        Self { app_id: app_id.into(), original_id: original_id.into(), followers, approved_at }
    }

    /// Its followers, generated in the same way.
    pub(crate) fn followers_of(&self, seed: u64) -> Followers {
        let mut followers = Followers::new(seed, self.app_id.as_str());
        followers.set_generated(self.followers);
        followers
    }
}

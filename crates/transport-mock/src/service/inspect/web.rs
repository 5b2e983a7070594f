//! The browser's part of a web authorization (网页授权), and the account that was migrated to this one.

use wechat_user_core::{OpenId, Timestamp};

use super::super::Service;
use crate::service::state::followers::User;
use crate::service::state::grants::{Revoked, WebScope};
use crate::service::state::old_account::OldAccount;

/// Web authorizations and migration.
impl Service {
    /// Simulates the browser: the user opens the page and agrees. Returns the `code` that WeChat appends to the
    /// `redirect_uri`, valid once and for five minutes. The user need not follow. `None` for an openid of another
    /// account.
    pub fn authorize(&mut self, now: Timestamp, openid: &OpenId, scope: WebScope) -> Option<String> {
        let user = self.find(openid)?;
        Some(self.account.grants.authorize(now, Some(user), scope))
    }

    /// The same for the virtual user of a snapshot page (快照页): the response has `is_snapshotuser` 1.
    pub fn authorize_snapshot(&mut self, now: Timestamp, scope: WebScope) -> String {
        self.account.grants.authorize(now, None, scope)
    }

    /// The user changes their password: all tokens of web authorizations get 42007 from now on.
    pub fn change_password(&mut self, openid: &OpenId) {
        if let Some(user) = self.find(openid) {
            self.account.grants.revoke(user, None, Revoked::Password);
        }
    }

    /// Sets or removes the account that was migrated to this one.
    pub fn set_old_account(&mut self, old: Option<OldAccount>) {
        self.account.old_account = old;
    }

    /// Resets the account to the successor of another one of this simulator (账号迁移): with its seed and its number of
    /// followers.
    pub(crate) fn succeed(&mut self, seed: u64, old: OldAccount) {
        (self.seed, self.followers) = (seed, old.followers);
        self.reset();
        self.account.old_account = Some(old);
    }

    /// This account as the old one of another, and the seed that its openids come from.
    pub(crate) fn as_old_account(&self, approved_at: Timestamp) -> (u64, OldAccount) {
        (self.seed, OldAccount::new(self.app_id().clone(), self.original_id(), self.followers, approved_at))
    }

    /// The openid of this follower in the old account; `None` without an old account.
    #[must_use]
    pub fn old_openid(&self, number: u64) -> Option<OpenId> {
        let users = self.account.old_account.as_ref()?.followers_of(self.seed);
        let text = users.with_openid(User::Generated(number), |openid| String::from_utf8_lossy(openid).into_owned());
        OpenId::new(text).ok()
    }
}

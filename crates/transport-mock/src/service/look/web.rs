//! The browser's part of a web authorization (网页授权), and the account that was migrated to this one.

use wechat_user_core::{OpenId, Timestamp};

use super::super::Service;
use crate::service::state::followers::Person;
use crate::service::state::grants::{Revoked, WebScope};
use crate::service::state::old_account::OldAccount;

/// Web authorizations and migration.
impl Service {
    /// Plays the browser: this person looks at the page and agrees. Returns the `code` that WeChat appends to the `redirect_uri`; it is good
    /// for one exchange within five minutes. Whether the person follows does not matter. `None` for an openid of another account.
    pub fn authorize(&mut self, now: Timestamp, openid: &OpenId, scope: WebScope) -> Option<String> {
        let person = self.find(openid)?;
        Some(self.account.grants.authorize(now, Some(person), scope))
    }

    /// The same of a virtual person, who sees a snapshot of the page (快照页): the exchange answers `is_snapshotuser` 1.
    pub fn authorize_snapshot(&mut self, now: Timestamp, scope: WebScope) -> String {
        self.account.grants.authorize(now, None, scope)
    }

    /// This person changes the password: all tokens of web authorizations get 42007 from now on.
    pub fn change_password(&mut self, openid: &OpenId) {
        if let Some(person) = self.find(openid) {
            self.account.grants.revoke(person, None, Revoked::Password);
        }
    }

    /// Sets the account that was migrated to this one, or none.
    pub fn set_old_account(&mut self, old: Option<OldAccount>) {
        self.account.old_account = old;
    }

    /// The openid that the follower of this number has with the old account; `None` without an old account.
    #[must_use]
    pub fn old_openid(&self, number: u64) -> Option<OpenId> {
        let people = self.account.old_account.as_ref()?.people(self.seed);
        let text = people.with_openid(Person::Numbered(number), |openid| String::from_utf8_lossy(openid).into_owned());
        OpenId::new(text).ok()
    }
}

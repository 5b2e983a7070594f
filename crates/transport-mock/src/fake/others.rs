//! What others do to the account while a test looks on: processes, users, the network.

use wechat_user_core::clock::Clock;
use wechat_user_core::{AccessToken, OpenId, TagId};

use super::FakeWeChat;
use crate::gate::Gate;
use crate::service::{BadFile, Fault, Profile, TokenMode, TokenRef, WebScope};

/// What others do to the account.
impl FakeWeChat {
    /// Another process replaced the tokens: those that were current get 40001 from now on.
    pub fn replace_token(&self) {
        self.service().replace_token(self.clock.now());
    }

    /// The tokens that are current expire: 42001 from now on.
    pub fn expire_token(&self) {
        self.service().expire_token(self.clock.now());
    }

    /// The token that `/cgi-bin/stable_token` would answer with now, for requests made by hand. Not in the journal.
    #[must_use]
    pub fn stable_token(&self) -> AccessToken {
        self.issue_token(TokenMode::Stable).1
    }

    /// A token as another process would get it now. Not in the journal.
    pub fn issue_token(&self, mode: TokenMode) -> (TokenRef, AccessToken) {
        self.service().issue_token(self.clock.now(), mode)
    }

    /// This user follows, again or for the first time.
    pub fn follow(&self, openid: &OpenId) {
        self.service().follow(self.clock.now(), openid);
    }

    /// This user stops following; group and remark are forgotten. False when he did not follow.
    pub fn unfollow(&self, openid: &OpenId) -> bool {
        self.service().unfollow(openid)
    }

    /// Changes what `user/info` says of a follower. False when he does not follow.
    pub fn edit_profile(&self, openid: &OpenId, edit: impl FnOnce(&mut Profile)) -> bool {
        self.service().edit_profile(openid, edit)
    }

    /// The operator makes a tag (标签) on the web console.
    pub fn create_tag(&self, name: &str) -> TagId {
        self.service().create_tag(name)
    }

    /// The operator tags a follower. False when he does not follow, or when there is no such tag.
    pub fn tag(&self, openid: &OpenId, tag: TagId) -> bool {
        self.service().tag(openid, tag)
    }

    /// The operator puts somebody on the blacklist (黑名单). False when that is no openid of this account.
    pub fn block(&self, openid: &OpenId) -> bool {
        self.service().block(openid)
    }

    /// Plays the browser: this person looks at a page of yours and agrees (网页授权). Returns the `code` that comes to the callback; `None`
    /// for an openid of another account.
    pub fn authorize(&self, openid: &OpenId, scope: WebScope) -> Option<String> {
        self.service().authorize(self.clock.now(), openid, scope)
    }

    /// The same of a virtual person, who sees a snapshot of the page (快照页).
    pub fn authorize_snapshot(&self, scope: WebScope) -> String {
        self.service().authorize_snapshot(self.clock.now(), scope)
    }

    /// This person changes the password: the tokens of web authorizations get 42007.
    pub fn change_password(&self, openid: &OpenId) {
        self.service().change_password(openid);
    }

    /// Lets a path be called so many times a day, then 45009.
    pub fn limit_per_day(&self, path: &str, calls: u64) {
        self.service().limit_per_day(path, calls);
    }

    /// Lets a path be called so many times in each minute, then 45011.
    pub fn limit_per_minute(&self, path: &str, calls: u64) {
        self.service().limit_per_minute(path, calls);
    }

    /// Starts afresh as a seed says: see [`Service::seed`](crate::Service::seed).
    ///
    /// # Errors
    ///
    /// When it is no seed, or names who is not there.
    pub fn seed(&self, seed: &str) -> Result<(), BadFile> {
        self.service().seed(self.clock.now(), seed)
    }

    /// Goes on from a saved state: see [`Service::load`](crate::Service::load).
    ///
    /// # Errors
    ///
    /// When it is no saved state.
    pub fn load(&self, state: &str) -> Result<(), BadFile> {
        self.service().load(state)
    }

    /// Something will go wrong.
    pub fn add_fault(&self, fault: Fault) {
        self.service().add_fault(fault);
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&self) {
        self.service().clear_faults();
    }

    /// Holds back the answers of a path until the gate is opened or dropped.
    pub fn hold(&self, path: &str) -> Gate {
        let gate = Gate::new(path);
        let mut gates = self.gates();
        gates.retain(|(_, door)| !door.is_open());
        gates.push((path.to_owned(), gate.door()));
        gate
    }
}

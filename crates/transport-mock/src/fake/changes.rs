//! Changes to the account by users, the operator, other processes and the network.

use wechat_user_core::clock::Clock;
use wechat_user_core::{AccessToken, OpenId, TagId};

use super::FakeWeChat;
use crate::gate::Gate;
use crate::service::{Fault, FileError, Profile, Scan, ScanError, ScannedCode, TokenMode, TokenRef, WebScope};

/// Changes by users, the operator and other processes.
impl FakeWeChat {
    /// Replaces the tokens, as another process would: the current ones get 40001 from now on.
    pub fn replace_token(&self) {
        self.service().replace_token(self.clock.now());
    }

    /// Makes the current tokens expire: they get 42001 from now on.
    pub fn expire_token(&self) {
        self.service().expire_token(self.clock.now());
    }

    /// The token that `/cgi-bin/stable_token` would return now, for requests written by hand. Not in the journal.
    #[must_use]
    pub fn stable_token(&self) -> AccessToken {
        self.issue_token(TokenMode::Stable).1
    }

    /// Issues a token, as another process would get it. Not in the journal.
    pub fn issue_token(&self, mode: TokenMode) -> (TokenRef, AccessToken) {
        self.service().issue_token(self.clock.now(), mode)
    }

    /// Makes a user follow, again or for the first time.
    pub fn follow(&self, openid: &OpenId) {
        self.service().follow(self.clock.now(), openid);
    }

    /// Removes a follower together with their remark, group and tags. False if the user does not follow.
    pub fn unfollow(&self, openid: &OpenId) -> bool {
        self.service().unfollow(self.clock.now(), openid)
    }

    /// A user scans a QR code with a scene (带参数二维码), and agrees to follow: see
    /// [`Service::scan`](crate::Service::scan).
    ///
    /// # Errors
    ///
    /// When the code is unknown or has expired; nothing changes then.
    pub fn scan(&self, code: ScannedCode<'_>, openid: &OpenId) -> Result<Scan, ScanError> {
        self.service().scan(self.clock.now(), code, openid)
    }

    /// Changes the profile of a follower. False if the user does not follow.
    pub fn edit_profile(&self, openid: &OpenId, edit: impl FnOnce(&mut Profile)) -> bool {
        self.service().edit_profile(openid, edit)
    }

    /// Creates a tag (标签), as the operator does on the web console.
    pub fn create_tag(&self, name: &str) -> TagId {
        self.service().create_tag(name)
    }

    /// Tags a follower, as the operator does. False if the user does not follow or the tag does not exist.
    pub fn tag(&self, openid: &OpenId, tag: TagId) -> bool {
        self.service().tag(openid, tag)
    }

    /// Blocks a user (黑名单), as the operator does. False if the openid is not of this account.
    pub fn block(&self, openid: &OpenId) -> bool {
        self.service().block(openid)
    }

    /// Simulates the browser: the user opens a page and agrees (网页授权). Returns the `code` for the callback; `None` for
    /// an openid of another account.
    pub fn authorize(&self, openid: &OpenId, scope: WebScope) -> Option<String> {
        self.service().authorize(self.clock.now(), openid, scope)
    }

    /// The same for the virtual user of a snapshot page (快照页).
    pub fn authorize_snapshot(&self, scope: WebScope) -> String {
        self.service().authorize_snapshot(self.clock.now(), scope)
    }

    /// The user changes their password: the tokens of web authorizations get 42007.
    pub fn change_password(&self, openid: &OpenId) {
        self.service().change_password(openid);
    }

    /// Limits the calls of a path per day; more get 45009.
    pub fn limit_per_day(&self, path: &str, calls: u64) {
        self.service().limit_per_day(path, calls);
    }

    /// Limits the calls of a path per minute; more get 45011.
    pub fn limit_per_minute(&self, path: &str, calls: u64) {
        self.service().limit_per_minute(path, calls);
    }

    /// Continues from a saved state: see [`Service::load`](crate::Service::load).
    ///
    /// # Errors
    ///
    /// When the text is not a saved state.
    pub fn load(&self, state: &str) -> Result<(), FileError> {
        self.service().load(state)
    }

    /// As [`load`](Self::load), for an account that is found by its AppID: see
    /// [`Service::reload`](crate::Service::reload).
    ///
    /// # Errors
    ///
    /// When the state is of another account, and as [`load`](Self::load).
    pub fn reload(&self, state: &str) -> Result<(), FileError> {
        self.service().reload(state)
    }

    /// Adds a fault.
    pub fn add_fault(&self, fault: Fault) {
        self.service().add_fault(fault);
    }

    /// Adds faults that come from outside: see [`Service::add_faults`](crate::Service::add_faults).
    ///
    /// # Errors
    ///
    /// When one of them can never apply; none is added then.
    pub fn add_faults(&self, faults: Vec<Fault>) -> Result<(), FileError> {
        self.service().add_faults(faults)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service().clear_faults();
    }

    /// Holds back the responses of a path until the gate is opened or dropped.
    pub fn hold(&self, path: &str) -> Gate {
        let gate = Gate::new(path);
        let mut gates = self.gates();
        gates.retain(|(_, door)| !door.is_open());
        gates.push((path.to_owned(), gate.door()));
        gate
    }
}

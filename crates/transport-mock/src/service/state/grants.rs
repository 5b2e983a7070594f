//! Web authorizations (网页授权): codes, and the tokens that they were exchanged for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::followers::User;
use super::numbered::Numbered;

/// How long a code is valid.
const CODE_LIFETIME: Duration = Duration::from_secs(300);
/// How long a user's access token is valid.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::from_secs(7_200);
/// How long a refresh token is valid.
const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 86_400);
/// How many authorizations are stored; the tokens of older ones are unknown.
const REMEMBERED: usize = 100_000;
/// The first user number of snapshot pages (快照页); no generated follower has a number this high.
const PLACEHOLDERS: u64 = 1 << 62;

/// What a user lets a page know (授权作用域).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebScope {
    /// `snsapi_base`: the openid.
    Base,
    /// `snsapi_userinfo`: the profile too.
    UserInfo,
}

impl WebScope {
    /// As the service writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
        }
    }
}

/// One authorization by a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) user: User,
    pub(crate) scope: WebScope,
    /// Whether the user is the virtual one of a snapshot page (快照页).
    pub(crate) is_snapshot: bool,
    #[serde(with = "super::written::millis")]
    pub(crate) at: Timestamp,
    /// When the code was exchanged.
    #[serde(with = "super::written::optional_millis")]
    pub(crate) exchanged: Option<Timestamp>,
    pub(crate) revoked: Option<Revoked>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Revoked {
    /// The user changed their password: 42007.
    Password,
    /// A later authorization replaced it: 40030.
    Superseded,
}

/// An access token: its authorization, and when it expires.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Access {
    pub(crate) grant: u64,
    #[serde(with = "super::written::millis")]
    pub(crate) expires: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grants {
    #[serde(skip)]
    codes: Numbered,
    #[serde(skip)]
    refresh: Numbered,
    #[serde(skip)]
    access: Numbered,
    pub(crate) by_number: BTreeMap<u64, Grant>,
    pub(crate) accesses: BTreeMap<u64, Access>,
    pub(crate) next: u64,
}

impl Grants {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        Self {
            codes: Numbered::new(seed, "code", app_id, 32),
            refresh: Numbered::tagged(seed, "refresh_token", app_id, 110),
            access: Numbered::tagged(seed, "user access_token", app_id, 110),
            by_number: BTreeMap::new(),
            accesses: BTreeMap::new(),
            next: 1,
        }
    }

    /// Takes the authorizations of a saved state.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        Self { codes: self.codes, refresh: self.refresh, access: self.access, ..changes }
    }

    /// Authorizes a user; `None` is the virtual one of a snapshot page. Returns the code for the callback.
    pub(crate) fn authorize(&mut self, now: Timestamp, user: Option<User>, scope: WebScope) -> String {
        let number = self.take_number();
        let is_snapshot = user.is_none();
        let user = user.unwrap_or(User::Generated(PLACEHOLDERS + number));
        self.by_number.insert(number, Grant { user, scope, is_snapshot, at: now, exchanged: None, revoked: None });
        if self.by_number.len() > REMEMBERED {
            self.by_number.pop_first();
        }
        self.codes.text(number)
    }

    /// The authorization of a code, or the error code: 40029, 40163, 42003.
    pub(crate) fn take_code(&mut self, now: Timestamp, code: &str) -> Result<u64, i64> {
        let number = self.codes.number(code).ok_or(40029)?;
        let grant = self.by_number.get_mut(&number).ok_or(40029)?;
        if grant.exchanged.is_some() {
            return Err(40163);
        }
        if now.since(grant.at) >= CODE_LIFETIME {
            return Err(42003);
        }
        grant.exchanged = Some(now);
        Ok(number)
    }

    /// The authorization of a refresh token, or 40030, 42002, 42007.
    pub(crate) fn find_refresh(&self, now: Timestamp, text: &str) -> Result<u64, i64> {
        let number = self.refresh.number(text).ok_or(40030)?;
        let grant = self.by_number.get(&number).ok_or(40030)?;
        let exchanged = grant.exchanged.ok_or(40030)?;
        match grant.revoked {
            Some(Revoked::Password) => Err(42007),
            Some(Revoked::Superseded) => Err(40030),
            None if now.since(exchanged) >= REFRESH_LIFETIME => Err(42002),
            None => Ok(number),
        }
    }

    /// The authorization of an access token, or 40001, 40014, 42001, 42007.
    pub(crate) fn find_access(&self, now: Timestamp, text: &str) -> Result<&Grant, i64> {
        if text.len() < 100 {
            return Err(40014);
        }
        let number = self.access.number(text).ok_or(40001)?;
        let access = self.accesses.get(&number).ok_or(40001)?;
        let grant = self.by_number.get(&access.grant).ok_or(40001)?;
        match grant.revoked {
            Some(Revoked::Password) => Err(42007),
            _ if now >= access.expires => Err(42001),
            _ => Ok(grant),
        }
    }

    /// A new access token, and the refresh token, which stays the same.
    pub(crate) fn issue(&mut self, now: Timestamp, grant: u64) -> (String, String) {
        let number = self.take_number();
        self.accesses.insert(number, Access { grant, expires: now + ACCESS_LIFETIME });
        if self.accesses.len() > REMEMBERED {
            self.accesses.pop_first();
        }
        (self.access.text(number), self.refresh.text(grant))
    }

    /// Revokes the authorizations of this user, with one scope or with any.
    pub(crate) fn revoke(&mut self, user: User, scope: Option<WebScope>, why: Revoked) {
        for grant in self.by_number.values_mut().filter(|grant| grant.user == user && grant.revoked.is_none()) {
            if scope.is_none_or(|scope| scope == grant.scope) {
                grant.revoked = Some(why);
            }
        }
    }

    fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

//! Web authorizations (网页授权): codes, and the tokens that they were exchanged for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::followers::Person;
use super::numbered::Numbered;

/// How long a code lives.
const CODE_LIFETIME: Duration = Duration::from_secs(300);
/// How long a user's access token lives.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::from_secs(7_200);
/// How long a refresh token lives.
const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 86_400);
/// Of how many authorizations the dates are remembered; the tokens of an older one are unknown.
const REMEMBERED: usize = 100_000;
/// From here on the numbers of people whom no formula of followers reaches: the placeholders of snapshot pages.
const PLACEHOLDERS: u64 = 1 << 62;

/// What a person lets a page know (授权作用域).
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

/// One authorization, from the page on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) person: Person,
    pub(crate) scope: WebScope,
    /// A virtual person, who looks at the page's snapshot (快照页).
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
    /// The person changed the password: 42007.
    Password,
    /// A later authorization took its place: 40030.
    Superseded,
}

/// An access token: of which authorization, and until when.
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
            refresh: Numbered::new(seed, "refresh_token", app_id, 110),
            access: Numbered::new(seed, "user access_token", app_id, 110),
            by_number: BTreeMap::new(),
            accesses: BTreeMap::new(),
            next: 1,
        }
    }

    /// Takes what a saved state knows of authorizations.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        Self { codes: self.codes, refresh: self.refresh, access: self.access, ..changes }
    }

    /// The person agreed; `None` is a virtual one. Returns the code that comes to the callback.
    pub(crate) fn authorize(&mut self, now: Timestamp, person: Option<Person>, scope: WebScope) -> String {
        let number = self.take_number();
        let is_snapshot = person.is_none();
        let person = person.unwrap_or(Person::Numbered(PLACEHOLDERS + number));
        self.by_number.insert(number, Grant { person, scope, is_snapshot, at: now, exchanged: None, revoked: None });
        if self.by_number.len() > REMEMBERED {
            self.by_number.pop_first();
        }
        self.codes.text(number)
    }

    /// The authorization of a code, or the code that the service answers: 40029, 40163, 42003.
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

    /// A new access token of an authorization, and its refresh token, which stays the same.
    pub(crate) fn issue(&mut self, now: Timestamp, grant: u64) -> (String, String) {
        let number = self.take_number();
        self.accesses.insert(number, Access { grant, expires: now + ACCESS_LIFETIME });
        if self.accesses.len() > REMEMBERED {
            self.accesses.pop_first();
        }
        (self.access.text(number), self.refresh.text(grant))
    }

    /// Ends the other authorizations of this person; those of one scope, or all.
    pub(crate) fn revoke(&mut self, person: Person, scope: Option<WebScope>, why: Revoked) {
        for grant in self.by_number.values_mut().filter(|grant| grant.person == person && grant.revoked.is_none()) {
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

//! The error codes of the service (全局返回码) as a type and a table: what each means, in English and Chinese, what helps,
//! and whether the request was refused before anything was done.
//!
//! # How the remedies were decided
//!
//! One number means different things in different calls, so a remedy is looked up by [`Place`]. 40001 is a wrong
//! AppSecret while a token is fetched, a replaced token in a call with the account's token, and an expired token of a
//! user in `sns/*`. Three rules keep a wrong guess cheap: [`Remedy::RenewToken`] is given for a call with the account's
//! token only (a token fetch that asked for a new token would never end), [`Remedy::Reauthorize`] for a call with a
//! user's token only, and a code that is not listed is [`Remedy::GiveUp`].
//!
//! 45159 (invalid tag id) is the one guess of the table. It says that the tag does not exist, but it also comes for
//! tags that do: for seconds after their creation, and when several requests tag one user at once. The code alone
//! cannot tell. The table takes [`Remedy::RetryOneByOne`], because a few calls wasted on a tag that is gone cost less
//! than a member who is silently not tagged.
//!
//! # How "concerns" was decided
//!
//! A run over a list goes on only after a code that concerns one item, so a wrong "item" costs one failing call for
//! each batch, and a wrong "call" or "account" leaves users unprocessed. A code concerns
//!
//! * **one item** if it is about one user: an openid, its state, its authorization (all expired tokens and codes of
//!   `sns/*`). 50002 is one of them although it may also mean the account: it does not say which;
//! * **the account** if only the operator or time can help: credentials, addresses, permissions, quotas, a full list of
//!   groups or tags;
//! * **the call** otherwise. A tag or a group that does not exist is an argument of the whole call.
//!
//! # How "not done" was decided
//!
//! [`ErrCode::says_not_done`] lets an unsafe request (a create, a delete) be sent a second time, so a wrong yes creates
//! a duplicate and a wrong no costs an error message. It is a yes only where the meaning leaves no doubt:
//!
//! * **yes** for the gates before the call's work: https, method, path, token, AppID and AppSecret, the caller's IP,
//!   permissions, quotas, a body that is absent, too large or no JSON;
//! * **yes** for an argument on which the whole call depends: the size of a list, a name that is too long, a group or
//!   tag that is reserved or one too many, an account that was never migrated, a rid or a path asked about;
//! * **no** for busy signals (-1, 61450, 268487001, 268487002): they come from the middle of the work as well;
//! * **no** for codes about a user (40003, 43004, 45059, 49003, 50002, 50005, ...): the call may have held fifty of
//!   them, and no source says that the others were left alone. 45171 even says the opposite;
//! * **no** for codes that the second copy of a request would get after the first one worked: the name is taken (40051,
//!   40117, 45157), the group or tag is gone (40050, 40152, 45159), the OAuth code is used or no longer valid (40029,
//!   40163, 42003). A proxy that sends a request twice is enough for that;
//! * **no** for codes that do not say what was wrong (40035, 40097, 61451, 9001001), that only one source explains
//!   (50007), or whose request may still be carried out when an administrator approves it (89504, 89505);
//! * **no** for the error pages of the authorize URL (10003 to 10016): a browser sees them, no request of this library
//!   gets them.

use core::fmt;

mod address;
mod authorize_page;
mod concerns;
mod credential;
mod entry;
mod groups_and_tags;
mod oauth;
mod operator;
mod permission;
mod remedy;
mod request;
mod sources;
mod system;
mod table;
mod users;

pub use concerns::Concerns;
pub use entry::Entry;
pub use remedy::{Place, Remedy};

/// An `errcode` (返回码), the number by which the service says what went wrong. An open set: every number is one, the
/// known ones have a name and an [`Entry`].
///
/// Act on [`remedy`](Self::remedy), not on `errmsg`: its wording changed several times, and some of it is wrong.
///
/// ```
/// use wechat_user_core::errcode::Place;
/// use wechat_user_core::{ErrCode, Remedy};
///
/// let code = ErrCode::new(40001);
/// assert_eq!(code, ErrCode::INVALID_CREDENTIAL);
/// assert_eq!(code.remedy(Place::AppCall), Remedy::RenewToken);
/// assert_eq!(code.remedy(Place::TokenFetch), Remedy::FixConfiguration);
/// assert!(code.says_not_done());
///
/// let busy = ErrCode::SYSTEM_BUSY.entry().expect("a known code");
/// assert_eq!((busy.errmsg, busy.not_done), ("system error", false));
/// assert!(busy.zh.starts_with("系统繁忙"));
///
/// assert!(ErrCode::new(123_456).entry().is_none());
/// assert_eq!(ErrCode::new(123_456).remedy(Place::AppCall), Remedy::GiveUp);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrCode(i64);

impl ErrCode {
    /// Any number. The service needs more than 16 bits (268487002), so this takes 64.
    #[must_use]
    pub const fn new(code: i64) -> Self {
        Self(code)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether this is 0, success. A response without `errcode` is a success too.
    #[must_use]
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }

    /// What is known about the code; `None` for a number that the table does not hold.
    #[must_use]
    pub fn entry(self) -> Option<&'static Entry> {
        table::find(self)
    }

    /// What helps when the code comes at `place`; [`Remedy::GiveUp`] for a number that the table does not hold.
    #[must_use]
    pub fn remedy(self, place: Place) -> Remedy {
        self.entry().map_or(Remedy::GiveUp, |entry| entry.remedy(place))
    }

    /// What the code concerns when it comes at `place`; [`Concerns::Call`] for a number that the table does not hold.
    ///
    /// ```
    /// use wechat_user_core::ErrCode;
    /// use wechat_user_core::errcode::{Concerns, Place};
    ///
    /// assert_eq!(ErrCode::INVALID_OPENID.concerns(Place::AppCall), Concerns::Item);
    /// assert_eq!(ErrCode::INVALID_TAG_ID.concerns(Place::AppCall), Concerns::Call);
    /// assert_eq!(ErrCode::DAILY_QUOTA_REACHED.concerns(Place::AppCall), Concerns::Account);
    /// ```
    #[must_use]
    pub fn concerns(self, place: Place) -> Concerns {
        self.entry().map_or(Concerns::Call, |entry| entry.concerns(place))
    }

    /// Whether the code says that the service refused this request before it did anything, so that even an unsafe
    /// request (a create, a delete) may be sent again without doing its work twice. False for every code of which that
    /// is not certain, such as -1, and for a number that the table does not hold.
    #[must_use]
    pub fn says_not_done(self) -> bool {
        self.entry().is_some_and(|entry| entry.not_done)
    }

    /// All that is known, by ascending number.
    pub fn all() -> impl Iterator<Item = &'static Entry> {
        table::all()
    }
}

/// The bare number.
impl fmt::Display for ErrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

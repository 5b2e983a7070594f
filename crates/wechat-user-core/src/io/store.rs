//! A place outside of a process where several processes share a credential: one trait, beside the transport and the
//! clock.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use crate::values::credential_kind::CredentialKind;
use crate::values::ids::AppId;
use crate::values::origin::Origin;
use crate::values::secret::{CredentialValue, Secret};
use crate::values::token_mode::TokenMode;

/// Keeps credentials for several processes, with one lock for each of them.
///
/// A store decides nothing. [`Obtain`](crate::store::Obtain) decides when to load, lock and replace. Each method is one
/// short operation, with a time-out of the store's own: nothing else ends an operation that hangs.
///
/// The AppSecret never reaches a store, so it cannot be part of a key or a record.
pub trait CredentialStore: Send + Sync {
    /// What is stored; `None` for nothing, and for a value that has expired.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError>;

    /// Takes the lock for `ttl`, if it is free, expired, or already `owner`'s (then it lasts for `ttl` from now). False
    /// when another owner has it. Never waits for the other owner.
    ///
    /// # Errors
    ///
    /// When the store cannot say. The lock may be taken all the same.
    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError>;

    /// Stores `new` if nothing is stored, or the value `seen`, or the value of `new` itself; in one atomic step.
    ///
    /// # Errors
    ///
    /// When the store certainly did not do it. [`Replaced::Unknown`] when it may have.
    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError>;

    /// Gives the lock back. Does nothing if `owner` does not have it.
    ///
    /// # Errors
    ///
    /// When the store cannot do it; the lock then ends by its time.
    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError>;
}

impl<S: CredentialStore + ?Sized> CredentialStore for Arc<S> {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        (**self).load(key)
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        (**self).lock(key, owner, ttl)
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        (**self).replace(key, seen, new)
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        (**self).unlock(key, owner)
    }
}

/// Names one credential of one account. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StoreKey {
    /// Where the account's requests go: the same account behind another origin has other credentials.
    pub origin: Origin,
    /// The account.
    pub app_id: AppId,
    /// Which kind of token: plain and stable tokens know nothing of each other.
    pub mode: TokenMode,
    /// Which credential.
    pub kind: CredentialKind,
}

impl StoreKey {
    /// Names this credential.
    #[must_use]
    pub const fn new(origin: Origin, app_id: AppId, mode: TokenMode, kind: CredentialKind) -> Self {
        Self { origin, app_id, mode, kind }
    }
}

/// A credential with the time it has left, as a store hands it over. No absolute time: clocks differ between machines.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stored {
    /// The value.
    pub value: CredentialValue,
    /// How long it is still valid.
    pub left: Duration,
    /// How long ago it was fetched, if the store knows. Without it the value is renewed 120 s before it expires.
    pub age: Option<Duration>,
}

impl Stored {
    /// A value of unknown age.
    #[must_use]
    pub fn new(value: impl Into<CredentialValue>, left: Duration) -> Self {
        Self { value: value.into(), left, age: None }
    }

    /// The time since it was fetched.
    #[must_use]
    pub const fn aged(mut self, age: Duration) -> Self {
        self.age = Some(age);
        self
    }

    /// The rule of [`replace`](CredentialStore::replace), for stores that compare values themselves: whether this new
    /// record may take the place of what is stored now. It may if nothing is stored, or the value that its process saw,
    /// or the new value.
    ///
    /// ```
    /// use core::time::Duration;
    /// use wechat_user_core::secret::CredentialValue;
    /// use wechat_user_core::store::Stored;
    ///
    /// let new = Stored::new("b", Duration::from_secs(7_200));
    /// let old = Stored::new("a", Duration::from_secs(60));
    /// assert!(new.may_replace(None, None));
    /// assert!(new.may_replace(Some(&old), Some(&CredentialValue::from("a"))));
    /// assert!(new.may_replace(Some(&new), None));
    /// assert!(!new.may_replace(Some(&old), None), "another process stored it in the meantime");
    /// ```
    #[must_use]
    pub fn may_replace(&self, stored: Option<&Self>, seen: Option<&CredentialValue>) -> bool {
        stored.is_none_or(|stored| {
            self.value.is_same(&stored.value) || seen.is_some_and(|seen| seen.is_same(&stored.value))
        })
    }
}

/// What became of a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a driver or a store of another kind must handle all of them")]
pub enum Replaced {
    /// The new value is stored.
    Won,
    /// Another value than the one seen is stored; it was left as it is.
    Lost,
    /// The store gave no reply: it may have stored the value.
    Unknown,
}

/// Who has a lock: a number that is random for each run of [`Obtain`](crate::store::Obtain), so that two threads of one
/// process exclude each other as well.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Owner(u128);

impl Owner {
    /// From a random number.
    #[must_use]
    pub const fn new(random: u128) -> Self {
        Self(random)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u128 {
        self.0
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({self})")
    }
}

/// A failure of a store: a fixed text, and at most a detail that the store vouches for. It has no source on purpose:
/// the error of a parser or of a database client may quote what it read, and that may be a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    problem: &'static str,
    detail: Option<Box<str>>,
}

impl StoreError {
    /// A failure in a fixed text.
    #[must_use]
    pub const fn new(problem: &'static str) -> Self {
        Self { problem, detail: None }
    }

    /// Adds a detail: a path, an error of the operating system. Never a value that was read or was to be written.
    #[must_use]
    pub fn with_detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string().into_boxed_str());
        self
    }

    /// What failed, as a fixed text: a program can show its own words for it.
    #[must_use]
    pub const fn problem(&self) -> &'static str {
        self.problem
    }

    /// The path, the address or the error of the operating system behind it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store of credentials: {}", self.problem)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl core::error::Error for StoreError {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn debug_of_a_stored_value_prints_no_secret() {
        let stored = Stored::new(CredentialValue::from("hush"), Duration::from_secs(7_200)).aged(Duration::ZERO);
        let shown = format!("{stored:?}");
        assert!(shown.contains("7200s") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn an_error_names_the_problem_and_its_detail() {
        let error = StoreError::new("cannot be read").with_detail("permission denied");
        assert_eq!(error.to_string(), "the store of credentials: cannot be read: permission denied");
        assert_eq!((error.problem(), error.detail()), ("cannot be read", Some("permission denied")));
    }

    #[test]
    fn an_owner_has_32_digits() {
        assert_eq!(Owner::new(0xab).to_string(), "000000000000000000000000000000ab");
    }
}

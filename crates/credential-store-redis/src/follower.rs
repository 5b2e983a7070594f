//! A process that reads what others renew, and never fetches.

use std::error::Error;
use std::fmt;

use wechat_user_core::machine::{Grant, Want};
use wechat_user_core::store::{StoreError, StoreKey};
use wechat_user_core::{Timestamp, TokenMode};

use crate::store::RedisStore;

/// Reads credentials that other processes keep in Redis, and never sends a request for one: the process needs no
/// AppSecret. It is a source for [`Credentials::sourced`](wechat_user_core::Credentials::sourced).
///
/// A value that is absent, expired or rejected is an error that names the program which should have renewed it; the
/// client asks again after its usual pause. Nothing is written.
///
/// ```no_run
/// use credential_store_redis::{Follower, Layout, RedisStore};
/// use wechat_user::machine::Want;
/// use wechat_user::{Client, Credentials, TimestampExt, Timestamp, TokenMode};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = RedisStore::from_env()?.with_layout("wxjava,prefix=wx".parse()?);
/// let follower = Follower::new(store, TokenMode::Stable);
/// let client = Client::builder_with(Credentials::sourced("wx0123456789abcdef"))
///     .credential_source(move |want: &Want| {
///         Ok(Some(follower.credential(want, Timestamp::from_system_time(std::time::SystemTime::now()))?))
///     })
/// #   .transport(transport_mock::FakeWeChat::new())
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Follower {
    store: RedisStore,
    mode: TokenMode,
}

impl Follower {
    /// Follows the tokens of this mode; a layout with one key for both ignores it.
    #[must_use]
    pub const fn new(store: RedisStore, mode: TokenMode) -> Self {
        Self { store, mode }
    }

    /// The stored credential, as a grant for the client's want.
    ///
    /// # Errors
    ///
    /// There is none that works, or Redis cannot be read.
    pub fn credential(&self, want: &Want, now: Timestamp) -> Result<Grant, FollowError> {
        let key = StoreKey::new(want.origin.clone(), want.app_id.clone(), self.mode, want.kind);
        let Some(stored) = self.store.look(&key)? else { return Err(self.failed("there is none, or it has expired")) };
        let rejected = want.rejected.as_ref().is_some_and(|rejected| rejected.expose() == stored.value.expose());
        if rejected || want.forced {
            return Err(self.failed("the service rejected the one that is stored"));
        }
        Ok(Grant::adopted(stored.value, now + stored.left))
    }

    const fn failed(&self, problem: &'static str) -> FollowError {
        FollowError(Problem::NotRenewed { problem, owner: self.store.layout().owner() })
    }
}

/// Why a follower has no credential.
#[derive(Debug)]
pub struct FollowError(Problem);

#[derive(Debug)]
enum Problem {
    Store(StoreError),
    NotRenewed { problem: &'static str, owner: &'static str },
}

impl FollowError {
    /// The failure of the store, if that is the reason.
    #[must_use]
    pub const fn store(&self) -> Option<&StoreError> {
        match &self.0 {
            Problem::Store(error) => Some(error),
            Problem::NotRenewed { .. } => None,
        }
    }

    /// What is wrong with the credential that is stored, and which program should have renewed it, if that is the
    /// reason. Both are fixed texts.
    #[must_use]
    pub const fn not_renewed(&self) -> Option<(&'static str, &'static str)> {
        match &self.0 {
            Problem::Store(_) => None,
            Problem::NotRenewed { problem, owner } => Some((problem, owner)),
        }
    }
}

impl fmt::Display for FollowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Store(error) => error.fmt(f),
            Problem::NotRenewed { problem, owner } => write!(
                f,
                "no credential to follow: {problem}. {owner} should have renewed it; this process only follows and \
                 never fetches",
            ),
        }
    }
}

impl Error for FollowError {}

impl From<StoreError> for FollowError {
    fn from(error: StoreError) -> Self {
        Self(Problem::Store(error))
    }
}

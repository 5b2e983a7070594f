//! The store: operations of the trait over a layout of keys.

use std::fmt;
use std::time::Duration;

use redis::Connection;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::store::{CredentialStore, Owner, Replaced, StoreError, StoreKey, Stored};

use crate::failure::Failure;
use crate::layout::{Keys, Layout};
use crate::scripts::{self, Held};
use crate::server::Server;

/// The environment variable with the URL.
const VARIABLE: &str = "WECHAT_REDIS_URL";
/// How long to wait for a connection, and for each read and write.
const TIMEOUT: Duration = Duration::from_secs(1);
/// A keeper renews this much before other processes would. They begin when 120 s are left, and the service returns
/// another stable token only in the last 300 s of the old one: 120 s + 170 s are just within.
const AHEAD: Duration = Duration::from_secs(170);
/// How often a value that changes under the replacement is looked at again.
const LOOKS: u32 = 3;

/// Shares credentials between processes and machines over one Redis server, version 2.6.12 or later.
///
/// No connection is opened before it is needed. Each operation is one command or script, with time-outs (1 s for the
/// connection, 1 s for each write and read); the look-up of the host's name has the system's. An operation that finds
/// its idle connection closed runs again on a new one. The URL is the only thing that holds a password, and no text of
/// this crate prints it. Redis Cluster is not supported.
///
/// ```no_run
/// use credential_store_redis::RedisStore;
/// use wechat_user::Client;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // WECHAT_REDIS_URL=redis://:PASSWORD@10.0.0.5/0
/// let client = Client::builder("wx0123456789abcdef", wechat_user::secret_from_env("WECHAT_APPSECRET")?)
///     .store(RedisStore::from_env()?)
/// #   .transport(transport_mock::FakeWeChat::new())
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct RedisStore {
    server: Server,
    layout: Layout,
    ahead: Duration,
}

impl RedisStore {
    /// The store at `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, `unix:///PATH`, or with the feature `tls`
    /// `rediss://..`. Connects to nothing yet. Keep a URL with a password out of arguments: every user of the machine
    /// can list them.
    ///
    /// # Errors
    ///
    /// A URL that is not one of Redis, or `rediss://` without the feature. The error does not quote the URL.
    pub fn from_url(url: &str) -> Result<Self, StoreError> {
        let server = Server::new(url.trim(), TIMEOUT)?;
        Ok(Self { server, layout: Layout::own(), ahead: Duration::ZERO })
    }

    /// The store whose URL is in the environment variable `WECHAT_REDIS_URL`.
    ///
    /// # Errors
    ///
    /// As [`from_url`](Self::from_url), and when the variable is not set.
    pub fn from_env() -> Result<Self, StoreError> {
        let url = std::env::var(VARIABLE).ok().filter(|url| !url.trim().is_empty());
        let url = url.ok_or_else(|| StoreError::new("the environment variable is not set").with_detail(VARIABLE))?;
        Self::from_url(&url)
    }

    /// Other keys, such as those of another library.
    #[must_use]
    pub fn with_layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// How long to wait for a connection, and for each write and read; 1 s unless said otherwise. A lock lasts 3 s
    /// longer than the request for a credential, and the operations in between must fit in.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.server.set_timeout(timeout);
        self
    }

    /// Renews credentials for other processes, 170 s before they would: a *keeper*. It reports to its client that much
    /// less time than is left.
    #[must_use]
    pub const fn renewing_ahead(mut self) -> Self {
        self.ahead = AHEAD;
        self
    }

    /// The keys in use.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Removes the credential, so that the next process that wants it fetches it. The lock is left to its owner.
    ///
    /// # Errors
    ///
    /// When Redis cannot do it.
    pub fn clear(&self, key: &StoreKey) -> Result<(), StoreError> {
        let keys = self.layout.keys(key)?;
        let keys = [Some(keys.value), keys.expires_at];
        Ok(self.server.run(|connection| scripts::remove(connection, &keys))?)
    }

    /// As [`load`](CredentialStore::load), with all the time that is left also for a keeper.
    pub(crate) fn look(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        let keys = self.layout.keys(key)?;
        let held =
            self.run(&keys, |connection, keys| scripts::load(connection, &keys.value, keys.expires_at.as_deref()))?;
        self.layout.read(key, &held)
    }

    fn run<T>(
        &self,
        keys: &Keys,
        operation: impl Fn(&mut Connection, &Keys) -> redis::RedisResult<T>,
    ) -> Result<T, Failure> {
        self.server.run(|connection| operation(connection, keys))
    }
}

impl CredentialStore for RedisStore {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        let Some(mut stored) = self.look(key)? else { return Ok(None) };
        stored.left = stored.left.saturating_sub(self.ahead);
        Ok(Some(stored))
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        let (keys, owner) = (self.layout.keys(key)?, owner.to_string());
        Ok(self.run(&keys, |connection, keys| scripts::lock(connection, &keys.lock, &owner, ttl))?)
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        let keys = self.layout.keys(key)?;
        for _ in 0..LOOKS {
            let held: Held =
                self.run(&keys, |connection, keys| scripts::load(connection, &keys.value, keys.expires_at.as_deref()))?;
            if !new.may_replace(self.layout.read(key, &held)?.as_ref(), seen) {
                return Ok(Replaced::Lost);
            }
            let text = self.layout.write(key, new, held.now)?;
            let replaced = self.run(&keys, |connection, keys| {
                scripts::replace(connection, (&keys.value, keys.expires_at.as_deref()), &held.value, &text)
            });
            match replaced {
                Ok(true) => return Ok(Replaced::Won),
                // Another value came in between, or the old one expired: which of the two shows the next look.
                Ok(false) => {}
                Err(failure) if failure.may_be_done => return Ok(Replaced::Unknown),
                Err(failure) => return Err(failure.error),
            }
        }
        Ok(Replaced::Lost)
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        let (keys, owner) = (self.layout.keys(key)?, owner.to_string());
        Ok(self.run(&keys, |connection, keys| scripts::unlock(connection, &keys.lock, &owner))?)
    }
}

/// The address and the layout: no user, no password, no value.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("server", &self.server).field("layout", &self.layout).finish_non_exhaustive()
    }
}

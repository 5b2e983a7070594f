//! A Redis server: its connections, with a time-out on each operation, and new ones when they fail.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{Client, Connection, RedisResult};
use wechat_user_core::store::StoreError;

use crate::failure::{Failure, is_closed, is_reply};

/// More idle connections than this are closed. A client obtains three credentials at most at one time.
const MOST_IDLE: usize = 4;

pub(crate) struct Server {
    client: Client,
    address: String,
    timeout: Duration,
    idle: Mutex<Vec<Connection>>,
}

impl Server {
    /// Connects to nothing yet.
    pub(crate) fn new(url: &str, timeout: Duration) -> Result<Self, StoreError> {
        let tls = url.starts_with("rediss:") || url.starts_with("valkeys:");
        if tls {
            prepare_tls()?;
        }
        // The error may quote the URL, and with it the password.
        let client = Client::open(url).map_err(|_| {
            StoreError::new(
                "the URL of Redis is not redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], rediss://.. or unix:///PATH",
            )
        })?;
        let address = client.get_connection_info().addr().to_string();
        Ok(Self { client, address, timeout, idle: Mutex::default() })
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
        self.idle.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs the operation, which must be one that may be done twice: if an idle connection turns out to be closed, it
    /// runs again on a new one.
    pub(crate) fn run<T>(&self, operation: impl Fn(&mut Connection) -> RedisResult<T>) -> Result<T, Failure> {
        let mut may_be_done = false;
        if let Some(connection) = self.take_idle() {
            match self.run_on(connection, &operation) {
                Ok(done) => return Ok(done),
                Err(error) if is_closed(&error) => {
                    may_be_done = true;
                    self.idle().clear();
                }
                Err(error) => return Err(Failure::of(&error, &self.address)),
            }
        }
        let connection = self.connect().map_err(|error| {
            let Failure { error, .. } = Failure::of(&error, &self.address);
            Failure { error, may_be_done }
        })?;
        self.run_on(connection, &operation).map_err(|error| {
            let failure = Failure::of(&error, &self.address);
            Failure { may_be_done: failure.may_be_done || may_be_done, ..failure }
        })
    }

    /// Keeps the connection if nothing is left to be read from it.
    fn run_on<T>(
        &self,
        mut connection: Connection,
        operation: impl Fn(&mut Connection) -> RedisResult<T>,
    ) -> RedisResult<T> {
        let result = operation(&mut connection);
        let in_order = result.as_ref().map_or_else(is_reply, |_| true);
        let mut idle = self.idle();
        if in_order && idle.len() < MOST_IDLE {
            idle.push(connection);
        }
        result
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(self.timeout)?;
        connection.set_read_timeout(Some(self.timeout))?;
        connection.set_write_timeout(Some(self.timeout))?;
        Ok(connection)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address alone: no user, no password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Without a provider of cryptography for the process, rustls panics when two are compiled in.
#[cfg(feature = "tls")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature, it fails")]
fn prepare_tls() -> Result<(), StoreError> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // If another thread was faster, there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    Ok(())
}

#[cfg(not(feature = "tls"))]
const fn prepare_tls() -> Result<(), StoreError> {
    Err(StoreError::new("a URL of Redis with TLS (rediss://) needs the feature `tls` of credential-store-redis"))
}

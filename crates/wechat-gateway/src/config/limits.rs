//! Limits of connections, bytes and time.

use std::time::Duration;

use serde::Deserialize;

use super::error::ConfigError;

/// Every limit has a default; `docs/gateway.md` has the table.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Connections at once, and of one address.
    pub(crate) connections: usize,
    pub(crate) connections_per_address: usize,
    /// Requests to the service at once.
    pub(crate) senders: usize,
    /// Requests that wait for a sender.
    pub(crate) queue: usize,
    /// Bytes of all requests and responses at once, of one request, of one response.
    pub(crate) bytes: usize,
    pub(crate) request_bytes: usize,
    pub(crate) response_bytes: usize,
    header_seconds: u32,
    body_seconds: u32,
    idle_seconds: u32,
    queue_seconds: u32,
    call_seconds: u32,
    drain_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            connections_per_address: 256,
            senders: 16,
            queue: 256,
            bytes: 256 << 20,
            request_bytes: 2 << 20,
            response_bytes: 8 << 20,
            header_seconds: 10,
            body_seconds: 20,
            idle_seconds: 75,
            queue_seconds: 5,
            call_seconds: 20,
            drain_seconds: 20,
        }
    }
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let refuse = |problem: &str| Err(ConfigError::new("limits", problem));
        let counts = [self.connections, self.connections_per_address, self.senders, self.queue];
        let sizes = [self.request_bytes, self.response_bytes];
        let seconds = [
            self.header_seconds,
            self.body_seconds,
            self.idle_seconds,
            self.queue_seconds,
            self.call_seconds,
            self.drain_seconds,
        ];
        if counts.contains(&0) || sizes.contains(&0) || seconds.contains(&0) {
            return refuse("every limit is at least 1");
        }
        if self.senders > 1024 || self.connections > 1_000_000 || self.queue > 1_000_000 || self.bytes > 1 << 40 {
            return refuse("at most 1024 senders, 1000000 connections, a queue of 1000000, and 1 TiB in bytes");
        }
        if seconds.iter().any(|seconds| *seconds > 3_600) {
            return refuse("times are at most 3600 seconds");
        }
        if self.request_bytes.checked_add(self.response_bytes).is_none_or(|one| one > self.bytes) {
            return refuse("bytes must hold one request and one response: request_bytes + response_bytes");
        }
        Ok(())
    }

    /// For the head of a request, from its first byte or from the start of the connection.
    pub(crate) fn header(&self) -> Duration {
        Duration::from_secs(self.header_seconds.into())
    }

    /// For the body of a request, and for a worker that does not read its response.
    pub(crate) fn body(&self) -> Duration {
        Duration::from_secs(self.body_seconds.into())
    }

    /// Between two requests of a connection.
    pub(crate) fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds.into())
    }

    /// For a request in the queue.
    pub(crate) fn queued(&self) -> Duration {
        Duration::from_secs(self.queue_seconds.into())
    }

    /// For a call of the service, with its token.
    pub(crate) fn call(&self) -> Duration {
        Duration::from_secs(self.call_seconds.into())
    }

    /// For the requests in progress when the gateway ends.
    pub(crate) fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.into())
    }
}

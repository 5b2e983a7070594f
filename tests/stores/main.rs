//! Stores that several processes share: a real Redis, real processes, and what goes wrong with either.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod broken_files;
mod broken_redis;
mod counting;
mod fleet;
mod folder;
mod killed;
mod place;
mod redis_store;
mod redis_tls;
mod slow_proxy;
mod together;
mod worker;

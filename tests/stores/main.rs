//! Stores that several processes share: a real Redis, real processes, and what goes wrong with either.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod redis_store;

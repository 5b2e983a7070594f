//! Secrets are never printed: marked ones are planted, every kind of failure is provoked on every layer, and all texts
//! are searched.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod foreign_transports;
mod own_texts;
mod search;
mod simulator;
mod sockets;

//! The gateway over real sockets, with the simulator as the service.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod exchange;
mod failures;
mod hostile;
mod limits;
mod operation;
mod relay;
mod story;
mod tokens;
mod world;

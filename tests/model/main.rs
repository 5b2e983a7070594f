//! The flow of a call against everything that can happen to it: every script of outcomes to a depth that no call
//! reaches the end of, and every order of events among calls that share a session.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod bulk;
mod edges;
mod exhaustive;
mod export;
mod obtain;
mod scripts;
mod service;
mod shared;
mod world;

//! What goes over the wire: every endpoint's request and answer against golden files, captured answers, broken bodies.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod captured;
mod dirty;
mod golden;
mod limits;
mod misread;
mod personal;
mod prefixes;
mod raw;
mod script;

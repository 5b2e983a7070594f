//! Requests and responses as bytes: each endpoint against its golden files, captured responses, broken bodies.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod captured;
mod dirty;
mod golden;
mod limits;
mod misread;
mod own_words;
mod personal;
mod prefixes;
mod profiles;
mod raw;
mod relay;
mod script;

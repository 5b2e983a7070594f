//! What the tests of the workspace share.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "test support: a broken test rig should panic"
)]

pub mod dead_port;
pub mod http_server;
pub mod private_ca;
pub mod texts;

//! One battery of scenarios for every [`Transport`](wechat_user_core::transport::Transport), and what `transport-ureq`
//! promises in addition.
//!
//! To add a transport, implement [`battery::World`] in a new file and name it in `battery!`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

#[macro_use]
mod battery;

mod over_closure;
mod over_ureq;
mod story;

mod ureq_delivery;
mod ureq_foreign_agent;
mod ureq_limits;
mod ureq_logs;
mod ureq_pool;
mod ureq_proxy;
mod ureq_tls;

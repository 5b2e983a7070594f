//! One battery of scenarios for everything that is a [`Transport`](wechat_user_core::transport::Transport), and what `transport-ureq` promises
//! beyond it.
//!
//! A new transport joins by implementing [`battery::World`] in a file of its own and naming it in `battery!`.
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

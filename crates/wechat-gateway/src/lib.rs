#![doc = include_str!("../README.md")]

mod access;
mod account;
mod answer;
mod audit;
mod budget;
mod config;
mod gateway;
mod leak;
mod metrics;
mod outcome;
mod refusal;
mod senders;
mod server;
mod shared;

pub use access::key::WorkerKey;
pub use config::{Config, ConfigError};
pub use gateway::{Builder, Control, Gateway};

#![doc = include_str!("../README.md")]

mod answer;
mod connection;
mod outgoing;
mod server;

pub use server::{Builder, MockServer, Stopper};

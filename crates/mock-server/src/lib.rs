#![doc = include_str!("../README.md")]

mod admin;
mod answer;
mod connection;
mod outgoing;
mod push;
mod server;
mod tls;

pub use server::{Builder, MockServer, Stopper};

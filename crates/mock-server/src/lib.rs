#![doc = include_str!("../README.md")]

mod admin;
mod body;
mod connection;
mod pages;
mod respond;
mod server;
mod shared;
mod tls;
mod unknown;

pub use server::{Builder, MockServer, Stopper};

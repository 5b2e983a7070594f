//! Stories over a real socket, with a client of a few lines.
#![expect(clippy::unwrap_used, reason = "a test whose socket breaks has failed")]

mod accounts;
mod admin;
mod callback;
mod client;
mod faults;
mod journal;
mod page;
mod pages;
mod push;
mod serving;
mod stream;
mod tls;

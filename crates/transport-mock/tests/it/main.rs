//! Stories through the public API: every endpoint's state, every refusal.
#![expect(clippy::unwrap_used, reason = "a test that cannot build its request has failed")]

mod accounts;
mod assertions;
mod blacklist;
mod bytes;
mod clock;
mod determinism;
mod faults;
mod groups;
mod journal;
mod lag;
mod migration;
mod oauth;
mod operators;
mod order;
mod readings;
mod resets;
mod saved;
mod script;
mod sources;
mod support;
mod tags;
mod tape;
mod tickets;
mod tokens;
mod users;

//! The binary as users run it: over a real socket, against the simulated service.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod blacklist;
mod bulk;
mod demo;
mod doctor;
mod dry_run;
mod errors;
mod every_command;
mod explain;
mod followers;
mod forget;
mod formats;
mod gateway;
mod groups;
mod lists;
#[cfg(target_os = "linux")]
mod memory;
mod migrate;
mod mock;
mod names;
mod oauth;
mod operators;
#[cfg(target_os = "linux")]
mod peak;
mod pipes;
mod push;
mod raw;
mod sources;
mod store;
mod support;
mod tags;
mod token;
mod usage;
mod users;

#[cfg(unix)]
mod chinese;
#[cfg(unix)]
mod cookbook;
#[cfg(unix)]
mod export;
#[cfg(unix)]
mod help;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod interrupted_syncs;
#[cfg(unix)]
mod kills;
#[cfg(unix)]
mod manual;
#[cfg(unix)]
mod profiles;
#[cfg(unix)]
mod questions;
#[cfg(unix)]
mod screen;
#[cfg(unix)]
mod secret_file;
#[cfg(unix)]
mod shells;
#[cfg(unix)]
mod tables;

//! The command as its users meet it: the real binary, over a real socket, against the simulated service.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod demo;
mod errors;
mod groups;
mod mock;
mod pipes;
mod push;
mod support;
mod token;
mod usage;
mod users;

#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod secret_file;

//! The crate through its public API.

#![expect(clippy::unwrap_used, reason = "a failing sample is a failing test")]

mod authorization;
mod flipped_bits;
mod forged;
mod hostile;
mod modes;
mod prefixes;
mod replies;
mod reported;
mod round_trip;
mod samples;
mod tolerance;
mod vectors;

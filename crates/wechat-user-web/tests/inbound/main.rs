//! The crate from outside: everything through its public API.

#![expect(clippy::unwrap_used, reason = "a sample that cannot be made is a test that fails")]

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

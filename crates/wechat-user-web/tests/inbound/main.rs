//! The crate from outside: everything through its public API.

mod answers;
mod flipped_bits;
mod hostile;
mod modes;
mod prefixes;
mod round_trip;
mod samples;
mod vectors;

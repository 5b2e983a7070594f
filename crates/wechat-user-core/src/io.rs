//! The two traits of a blocking driver: what executes a request, and what tells the time.

pub(crate) mod clock;
pub(crate) mod transport;

//! The three traits of a blocking driver: what executes a request, what tells the time, and what keeps credentials for
//! several processes.

pub(crate) mod clock;
pub(crate) mod store;
pub(crate) mod transport;

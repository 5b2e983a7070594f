#![doc = include_str!("../README.md")]

mod builder;
mod connect;
mod deadline;
mod error;
mod gather;
mod resolve;
mod stage;
mod transport;

pub use builder::{BuildError, Builder};
pub use error::{Error, ErrorKind};
pub use transport::UreqTransport;

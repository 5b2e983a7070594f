//! Connections: how many there are, how slow they may be, and what a message may look like.

pub(crate) mod admin;
pub(crate) mod body;
pub(crate) mod framing;
pub(crate) mod listen;
pub(crate) mod pace;
pub(crate) mod seats;
pub(crate) mod stall;

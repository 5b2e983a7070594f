//! Who may call what: worker's keys, the gateway's tokens, paths and addresses.

pub(crate) mod address;
pub(crate) mod key;
pub(crate) mod keys;
pub(crate) mod known;
pub(crate) mod path;
pub(crate) mod token;

//! What went wrong, and what helps.

pub(crate) mod errcode;
pub(crate) mod error;
pub(crate) mod service_error;

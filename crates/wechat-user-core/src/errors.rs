//! Errors, and what to do about them.

pub(crate) mod errcode;
pub(crate) mod error;
pub(crate) mod service_error;
pub(crate) mod source_error;

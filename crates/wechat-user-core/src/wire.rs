//! From an endpoint to the bytes of a request, and from the bytes of a response to a value or an error.

pub(crate) mod ack;
pub(crate) mod decode;
pub(crate) mod disguises;
pub(crate) mod encode;
pub(crate) mod endpoint;
pub(crate) mod envelope;
pub(crate) mod last_uri;
pub(crate) mod percent;
pub(crate) mod redact;
pub(crate) mod repair;
pub(crate) mod scrub;
pub(crate) mod snippet;
pub(crate) mod spec;

//! What calls are made of: ids, names within their limits, secrets, moments, origins. Nothing in here knows a request.

pub(crate) mod bounds;
pub(crate) mod ids;
pub(crate) mod lenient;
pub(crate) mod origin;
pub(crate) mod secret;
pub(crate) mod time;

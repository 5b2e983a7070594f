//! What calls are made of: ids, names within their limits, secrets, moments, origins. Nothing in here knows a request.

pub(crate) mod api_path;
pub(crate) mod bad_input;
pub(crate) mod bounds;
pub(crate) mod ids;
pub(crate) mod lenient;
pub(crate) mod openid;
pub(crate) mod origin;
pub(crate) mod secret;
pub(crate) mod ticket_kind;
pub(crate) mod time;

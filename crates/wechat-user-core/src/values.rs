//! The values that calls are built from: ids, names within their limits, secrets, times, origins. Nothing here depends
//! on requests.

pub(crate) mod api_path;
pub(crate) mod batch;
pub(crate) mod bounds;
pub(crate) mod credential_kind;
pub(crate) mod day;
pub(crate) mod ids;
pub(crate) mod input_error;
pub(crate) mod lenient;
pub(crate) mod lifetime;
pub(crate) mod openid;
pub(crate) mod openid_list;
pub(crate) mod origin;
pub(crate) mod period;
pub(crate) mod scene;
pub(crate) mod secret;
pub(crate) mod ticket_kind;
pub(crate) mod time;
pub(crate) mod token_mode;

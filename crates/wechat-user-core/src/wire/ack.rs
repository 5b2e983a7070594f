//! The response of commands that return nothing.

use serde::Deserialize;

/// `{"errcode":0,"errmsg":"ok"}`: done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Ack {}

//! What responses look like.

pub(crate) mod errtext;
pub(crate) mod json;
pub(crate) mod refusal;

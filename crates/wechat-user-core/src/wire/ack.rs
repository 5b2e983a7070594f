//! The response of commands that return nothing.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// `{"errcode":0,"errmsg":"ok"}`: done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Ack {}

impl Serialize for Ack {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ack = serializer.serialize_struct("Ack", 2)?;
        ack.serialize_field("errcode", &0)?;
        ack.serialize_field("errmsg", "ok")?;
        ack.end()
    }
}

//! `POST /cgi-bin/shorten/fetch`

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::input_error::InputError;
use crate::values::lenient;
use crate::values::time::Timestamp;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Fetches the text that is kept under a short key (短链转长信息, `FetchShorten`).
///
/// Source: <https://developers.weixin.qq.com/doc/service/api/qrcode/shorten/api_fetchshorten>
///
/// # Errors
///
/// 40097 there is no such key, or no longer (by the simulator: no source names the code); 48001 the account may not use
/// it.
#[derive(Clone, Serialize)]
pub struct FetchLongData<'a> {
    short_key: &'a str,
}

/// The text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LongData {
    /// The text (长信息).
    pub long_data: String,
    /// When the key was created (创建的时间戳).
    #[serde(
        default,
        deserialize_with = "read_time",
        serialize_with = "write_time",
        skip_serializing_if = "Option::is_none"
    )]
    pub create_time: Option<Timestamp>,
    /// How many seconds the key still lasts (剩余的过期秒数).
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub expire_seconds: Option<u64>,
}

impl<'a> FetchLongData<'a> {
    /// Under this key.
    ///
    /// # Errors
    ///
    /// [`InputError::EmptyShortKey`].
    pub const fn new(short_key: &'a str) -> Result<Self, InputError> {
        if short_key.is_empty() {
            return Err(InputError::EmptyShortKey);
        }
        Ok(Self { short_key })
    }
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::optional_count(deserializer)?.map(Timestamp::from_unix_secs))
}

#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
fn write_time<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(Timestamp::as_unix_secs).serialize(serializer)
}

impl Endpoint for FetchLongData<'_> {
    type Response = LongData;
    const SPEC: &'static Spec = &Spec::post("fetch_long_data", "/cgi-bin/shorten/fetch").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}

impl fmt::Debug for FetchLongData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FetchLongData({} characters)", self.short_key.chars().count())
    }
}

impl fmt::Debug for LongData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LongData")
            .field("bytes", &self.long_data.len())
            .field("create_time", &self.create_time)
            .field("expire_seconds", &self.expire_seconds)
            .finish()
    }
}

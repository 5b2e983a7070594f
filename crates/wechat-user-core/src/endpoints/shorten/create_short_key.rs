//! `POST /cgi-bin/shorten/gen`

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::values::input_error::InputError;
use crate::values::lifetime::{MAX_LIFETIME, lifetime};
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// The most bytes of the data.
const MAX_BYTES: usize = 4_096;

/// Keeps a text under a short key (长信息转短链, `GenShorten`).
///
/// Limits: 1 to 4,096 bytes; 1 second to 30 days. Not repeated when the response is lost.
/// Source: <https://developers.weixin.qq.com/doc/service/api/qrcode/shorten/api_genshortkey>
///
/// # Errors
///
/// 48001 the account may not use it.
#[derive(Clone, Serialize)]
pub struct CreateShortKey<'a> {
    long_data: &'a str,
    expire_seconds: u64,
}

/// The key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShortKey {
    /// 15 letters and digits (短key).
    pub short_key: String,
}

impl<'a> CreateShortKey<'a> {
    /// For this text, kept for 30 days.
    ///
    /// ```
    /// use wechat_user_core::shorten::CreateShortKey;
    ///
    /// assert!(CreateShortKey::new("shop=12&table=4").is_ok());
    /// let refused = CreateShortKey::new(&"x".repeat(4_097)).unwrap_err();
    /// assert_eq!(refused.to_string(), "long data (长信息): 1 to 4096 bytes, got 4097");
    /// ```
    ///
    /// # Errors
    ///
    /// [`InputError::LongData`] for an empty text, or one of more than 4,096 bytes.
    pub const fn new(long_data: &'a str) -> Result<Self, InputError> {
        let given = long_data.len();
        if given == 0 || given > MAX_BYTES {
            return Err(InputError::LongData { limit: MAX_BYTES, given });
        }
        Ok(Self { long_data, expire_seconds: MAX_LIFETIME.as_secs() })
    }

    /// The same text, kept this long; a part of a second is rounded up.
    ///
    /// # Errors
    ///
    /// [`InputError::Lifetime`] for zero, or more than 30 days.
    pub fn lasting(mut self, time: Duration) -> Result<Self, InputError> {
        self.expire_seconds = lifetime(time)?;
        Ok(self)
    }
}

impl Endpoint for CreateShortKey<'_> {
    type Response = ShortKey;
    const SPEC: &'static Spec = &Spec::post("create_short_key", "/cgi-bin/shorten/gen");

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}

impl fmt::Debug for CreateShortKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreateShortKey({} bytes, {} s)", self.long_data.len(), self.expire_seconds)
    }
}

/// The key opens the data to each program of the account, so it is not shown.
impl fmt::Debug for ShortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShortKey({} characters)", self.short_key.chars().count())
    }
}

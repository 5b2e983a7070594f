//! A QR code with a scene, as the service created it.

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::PictureUrl;
use crate::values::lenient;

/// A QR code with a scene (带参数二维码).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QrCode {
    /// What the service's picture of the code is fetched with (二维码ticket). Pushes about the code have it too.
    pub ticket: String,
    /// How long the code lasts, in seconds (有效时间); `None` for a permanent one.
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub expire_seconds: Option<u64>,
    /// What the code holds (二维码图片解析后的地址): a picture that is drawn from it is the same code. Empty if the service
    /// sent none.
    #[serde(default)]
    pub url: String,
}

impl QrCode {
    /// The address of the service's picture of the code (通过ticket换取二维码). Sends nothing.
    #[must_use]
    pub fn picture_url(&self) -> PictureUrl<'_> {
        PictureUrl::new(&self.ticket)
    }

    /// How long the code lasts, from the time of the request; `None` for a permanent one.
    #[must_use]
    pub fn lifetime(&self) -> Option<Duration> {
        self.expire_seconds.map(Duration::from_secs)
    }
}

/// A code that is known can be scanned: neither the ticket nor the address is shown.
impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode").field("expire_seconds", &self.expire_seconds).finish_non_exhaustive()
    }
}

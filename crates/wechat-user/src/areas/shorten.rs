//! `client.shorten()`

use std::time::Duration;

use wechat_user_core::Error;
use wechat_user_core::shorten::{CreateShortKey, FetchLongData, LongData};

use crate::shared::Handle;

/// Short keys (短key托管): up to 4 KB of text behind 15 characters, for up to 30 days.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Shorten<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Shorten<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Keeps 1 to 4,096 bytes of text for 1 second to 30 days (长信息转短链), and returns the key: [`CreateShortKey`]. If
    /// the response is lost, the call fails and is not repeated.
    pub fn create(&self, long_data: &str, lifetime: Duration) -> Result<String, Error> {
        let create = CreateShortKey::new(long_data)?.lasting(lifetime)?;
        self.0.call(&create).map(|key| key.short_key)
    }

    /// The text that is kept under a key (短链转长信息): [`FetchLongData`].
    pub fn fetch(&self, short_key: &str) -> Result<LongData, Error> {
        self.0.call(&FetchLongData::new(short_key)?)
    }
}

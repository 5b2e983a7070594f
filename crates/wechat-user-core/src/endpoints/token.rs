//! The account's `access_token` (接口调用凭据): the two endpoints that fetch it. A session calls them by itself; they are
//! public for programs that use the builders only.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetStableToken`] 获取稳定版接口调用凭据 | `POST /cgi-bin/stable_token` |
//! | [`GetToken`] 获取接口调用凭据 | `GET /cgi-bin/token` |

mod get_stable_token;
mod get_token;

pub use get_stable_token::GetStableToken;
pub use get_token::GetToken;

use core::time::Duration;

use serde::Deserialize;

use crate::values::lenient;
use crate::values::secret::AccessToken;

/// The response of both token endpoints.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct TokenResponse {
    /// The token (获取到的凭证), opaque, up to 512 characters.
    pub access_token: AccessToken,
    /// Its life in seconds (凭证有效时间), 7200 at most; what is left of it for a stable token.
    #[serde(default, deserialize_with = "lenient::optional_count")]
    pub expires_in: Option<u64>,
}

impl TokenResponse {
    /// How long the token is valid, from the time of the request; 7200 s, the documented life, if the service did not
    /// say.
    #[must_use]
    pub fn life(&self) -> Duration {
        Duration::from_secs(self.expires_in.unwrap_or(7_200))
    }
}

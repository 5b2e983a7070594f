//! The token of a user.

use alloc::string::String;
use core::time::Duration;

use serde::Deserialize;

use crate::values::lenient;
use crate::values::openid::{self, OpenId, UnionId};
use crate::values::secret::{RefreshToken, UserAccessToken};

/// A user's token (网页授权接口调用凭证), and the user it belongs to.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct UserToken {
    /// The token, for the `sns/*` calls about this user.
    pub access_token: UserAccessToken,
    /// Its life in seconds (超时时间), 7200.
    #[serde(default, deserialize_with = "lenient::optional_count")]
    pub expires_in: Option<u64>,
    /// The token that renews it when it has expired (用户刷新access_token), valid for 30 days.
    #[serde(default)]
    pub refresh_token: Option<RefreshToken>,
    /// The user's id towards this account (用户唯一标识), also of a user who does not follow it.
    pub openid: OpenId,
    /// What the user agreed to (用户授权的作用域), separated by commas; today's documents leave it out.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub scope: Option<String>,
    /// The user's id across the apps of one Open Platform account (用户统一标识); with `snsapi_userinfo` only.
    #[serde(default, deserialize_with = "openid::optional_unionid")]
    pub unionid: Option<UnionId>,
    /// Whether this is no real user (快照页模式虚拟账号): the page is shown as a snapshot, and openid, unionid and nickname are
    /// invented for it. Keep none of them.
    #[serde(default, deserialize_with = "lenient::optional_flag")]
    pub is_snapshotuser: bool,
}

impl UserToken {
    /// How long the token is valid, from the time of the request; 7200 s, the documented life, if the service did not
    /// say.
    #[must_use]
    pub fn life(&self) -> Duration {
        Duration::from_secs(self.expires_in.unwrap_or(7_200))
    }
}

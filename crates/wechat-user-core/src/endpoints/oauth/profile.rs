//! What a user lets a page know.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::endpoints::users::{Sex, sex, write_sex};
use crate::values::lenient;
use crate::values::openid::{self, OpenId, UnionId};

/// A user's profile, as web authorization (网页授权) returns it.
///
/// An empty text is `None`: since October 2021, so are sex and place. `Debug` leaves the personal fields out.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Profile {
    /// The user's id towards this account (用户的唯一标识).
    pub openid: OpenId,
    /// Nickname (用户昵称).
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// Sex (用户的性别); not sent since 2021-10-20. The samples have it as a string.
    #[serde(default, deserialize_with = "sex", serialize_with = "write_sex", skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Province (省份); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// City (城市); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Country (国家); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Address of the avatar (用户头像), which ends in its size: 0 (640 pixels), 46, 64, 96 or 132.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub headimgurl: Option<String>,
    /// Privileges (用户特权信息), such as that of a China Unicom subscriber.
    #[serde(default, deserialize_with = "lenient::list")]
    pub privilege: Vec<String>,
    /// The user's id across the apps of one Open Platform account, if the account is bound to one.
    #[serde(default, deserialize_with = "openid::optional_unionid", skip_serializing_if = "Option::is_none")]
    pub unionid: Option<UnionId>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("openid", &self.openid).finish_non_exhaustive()
    }
}

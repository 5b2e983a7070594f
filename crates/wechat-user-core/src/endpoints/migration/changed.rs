//! The result for each openid of a migration.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::lenient;
use crate::values::openid::{self, OpenId};

/// The results of [`ChangeOpenIds`](super::ChangeOpenIds), one for each openid. Neither their order nor their
/// completeness is guaranteed: look them up by the old openid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ChangedOpenIds {
    /// The results (转换结果), in the service's order.
    #[serde(default, deserialize_with = "lenient::list")]
    pub result_list: Vec<ChangedOpenId>,
}

/// The result for one openid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ChangedOpenId {
    /// The openid towards the old account (原账号的openid).
    pub ori_openid: OpenId,
    /// The openid towards the new account (新账号的openid); absent where it failed.
    #[serde(default, deserialize_with = "openid::optional_openid", skip_serializing_if = "Option::is_none")]
    pub new_openid: Option<OpenId>,
    /// `ok`, or what went wrong (错误信息), such as `ori_openid error` for a user who does not follow the old account. Its
    /// key is `err_msg`, not `errmsg`.
    #[serde(default)]
    pub err_msg: String,
}

impl ChangedOpenId {
    /// The new openid, or the error that the service reports for this one.
    ///
    /// # Errors
    ///
    /// The service's `err_msg` where there is no new openid.
    pub fn result(&self) -> Result<&OpenId, &str> {
        self.new_openid.as_ref().ok_or(&self.err_msg)
    }
}

impl ChangedOpenIds {
    /// The result for this openid of the old account, if the response holds it.
    #[must_use]
    pub fn get(&self, ori_openid: &OpenId) -> Option<&ChangedOpenId> {
        self.result_list.iter().find(|changed| changed.ori_openid == *ori_openid)
    }

    /// Those of `asked` that have no result in the response.
    #[must_use]
    pub fn missing<'a>(&self, asked: &'a [OpenId]) -> Vec<&'a OpenId> {
        asked.iter().filter(|openid| self.get(openid).is_none()).collect()
    }
}

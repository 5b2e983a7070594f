//! `POST /datacube/getusersummary`

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{UserSource, Window};
use crate::values::day::Day;
use crate::values::input_error::InputError;
use crate::values::lenient;
use crate::values::period::Period;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Fetches how many users began and ceased to follow (获取用户增减数据), by day and channel.
///
/// Limits: 7 days a call, both ends included; since 2014-12-01; yesterday's figures from 08:00 on, in China.
/// Source: <https://developers.weixin.qq.com/doc/service/api/wedata/user/api_getusersummary>
///
/// # Errors
///
/// 61500 a date is malformed; 61501 the span is not legal; 61503 the figures are not ready yet; 48001 the account may
/// not use it.
#[derive(Clone, Copy, Debug)]
pub struct GetUserSummary {
    window: Window,
}

/// The rows that the service sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserSummary {
    /// A row a day and channel, in no certain order. Rows without a change may be missing.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<SummaryRow>,
}

/// The users that began and ceased to follow on one day through one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SummaryRow {
    /// The day (数据的日期).
    pub ref_date: Day,
    /// The channel (用户的渠道).
    #[serde(default = "other")]
    pub user_source: UserSource,
    /// How many began to follow (新增的用户数量); 0 if it is missing.
    #[serde(default, deserialize_with = "count")]
    pub new_user: u64,
    /// How many ceased to follow (取消关注的用户数量); 0 if it is missing.
    #[serde(default, deserialize_with = "count")]
    pub cancel_user: u64,
}

const fn other() -> UserSource {
    UserSource::Other
}

fn count<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(lenient::optional_count(deserializer)?.unwrap_or(0))
}

impl GetUserSummary {
    /// Of these days.
    ///
    /// # Errors
    ///
    /// [`InputError::TooManyDays`] for more than 7: see [`Period::windows`].
    pub fn new(period: Period) -> Result<Self, InputError> {
        Ok(Self { window: Window::new(period)? })
    }
}

impl Endpoint for GetUserSummary {
    type Response = UserSummary;
    const SPEC: &'static Spec = &Spec::post("get_user_summary", "/datacube/getusersummary").replayable();

    fn body(&self, body: &mut Body) {
        body.json(&self.window);
    }
}

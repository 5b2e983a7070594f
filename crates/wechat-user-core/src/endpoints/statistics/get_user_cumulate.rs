//! `POST /datacube/getusercumulate`

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{UserSource, Window};
use crate::values::day::Day;
use crate::values::input_error::InputError;
use crate::values::lenient;
use crate::values::period::Period;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Fetches how many users followed at the end of each day (获取累计用户数据).
///
/// Limits: 7 days a call, both ends included; since 2014-12-01; yesterday's figures from 08:00 on, in China.
/// Source: <https://developers.weixin.qq.com/doc/service/api/wedata/user/api_getusercumulate>
///
/// # Errors
///
/// 61500 a date is malformed; 61501 the span is not legal; 61503 the figures are not ready yet; 48001 the account may
/// not use it.
#[derive(Clone, Copy, Debug)]
pub struct GetUserCumulate {
    window: Window,
}

/// The rows that the service sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserCumulate {
    /// A row a day, in no certain order.
    #[serde(default, deserialize_with = "lenient::list")]
    pub list: Vec<CumulateRow>,
}

/// The followers at the end of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CumulateRow {
    /// The day (数据的日期).
    pub ref_date: Day,
    /// 0, all channels, in older responses; missing today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_source: Option<UserSource>,
    /// How many users followed (总用户量).
    #[serde(deserialize_with = "lenient::integer")]
    pub cumulate_user: i64,
}

impl GetUserCumulate {
    /// Of these days.
    ///
    /// # Errors
    ///
    /// [`InputError::TooManyDays`] for more than 7: see [`Period::windows`].
    pub fn new(period: Period) -> Result<Self, InputError> {
        Ok(Self { window: Window::new(period)? })
    }
}

impl Endpoint for GetUserCumulate {
    type Response = UserCumulate;
    const SPEC: &'static Spec = &Spec::post("get_user_cumulate", "/datacube/getusercumulate").replayable();

    fn body(&self, body: &mut Body) {
        body.json(&self.window);
    }
}

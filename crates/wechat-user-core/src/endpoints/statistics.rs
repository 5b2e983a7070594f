//! User statistics (用户分析): how many users began and ceased to follow on a day and through which channel, and how many
//! followed at its end.
//!
//! WeChat counts them as user management (permission set 2). Accounts must be verified (认证) to use them.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetUserSummary`] 获取用户增减数据 | `POST /datacube/getusersummary` |
//! | [`GetUserCumulate`] 获取累计用户数据 | `POST /datacube/getusercumulate` |
//!
//! Days are days in China. The figures of a day are ready at 08:00 of the next one. The service leaves rows without a
//! change out; [`Growth`] and [`Totals`] fill them in.

mod get_user_cumulate;
mod get_user_summary;
mod growth;
mod totals;
mod user_source;

pub use crate::values::day::Day;
pub use crate::values::period::Period;
pub use get_user_cumulate::{CumulateRow, GetUserCumulate, UserCumulate};
pub use get_user_summary::{GetUserSummary, SummaryRow, UserSummary};
pub use growth::{DayGrowth, Growth, SourceGrowth};
pub use totals::{DayTotal, Totals};
pub use user_source::UserSource;

use serde::Serialize;

use crate::values::input_error::InputError;

/// `{"begin_date":"2014-12-02","end_date":"2014-12-07"}`, the body of both calls: at most 7 days.
#[derive(Clone, Copy, Debug, Serialize)]
struct Window {
    begin_date: Day,
    end_date: Day,
}

impl Window {
    fn new(period: Period) -> Result<Self, InputError> {
        let (limit, given) = (Period::MAX_WINDOW, period.len());
        if given > limit {
            return Err(InputError::TooManyDays { limit, given });
        }
        Ok(Self { begin_date: period.from(), end_date: period.to() })
    }
}

//! Times as columns have them.

use wechat_user::Timestamp;

pub(crate) fn to_column(time: Timestamp) -> i64 {
    i64::try_from(time.as_unix_secs()).unwrap_or(i64::MAX)
}

pub(crate) fn from_column(seconds: i64) -> Timestamp {
    Timestamp::from_unix_secs(u64::try_from(seconds).unwrap_or_default())
}

//! What a run will cost, before its start.

use wechat_user_core::endpoint::ApiPath;
use wechat_user_core::quota::GetApiQuota;
use wechat_user_core::{Error, ErrorKind};

use crate::shared::Handle;

/// How many calls a bulk run or an export takes, against what is left of the day's quota (调用额度).
///
/// ```
/// # use transport_mock::FakeWeChat;
/// # use wechat_user::Client;
/// # fn main() -> Result<(), wechat_user::Error> {
/// # let wechat = FakeWeChat::new().with_followers(25_000);
/// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// # wechat.limit_per_day("/cgi-bin/user/get", 500);
/// # wechat.limit_per_day("/cgi-bin/user/info/batchget", 100);
/// let plan = client.export().plan()?;
/// let calls: Vec<_> = plan.calls.iter().map(|calls| (calls.path, calls.calls)).collect();
/// assert_eq!(calls, [("/cgi-bin/user/get", Some(4)), ("/cgi-bin/user/info/batchget", Some(250))]);
/// assert_eq!((plan.fits_today(), plan.days()), (Some(false), Some(3)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// How many items there are, if that is known. The service may be off by a few.
    pub items: Option<u64>,
    /// The calls, one element for each path.
    pub calls: Vec<PlannedCalls>,
}

/// The calls to one path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedCalls {
    /// The path, such as `/cgi-bin/user/info/batchget`.
    pub path: &'static str,
    /// How many calls it takes if none fails, if that is known.
    pub calls: Option<u64>,
    /// How many are left today (当天剩余调用次数), if the service says so.
    pub left_today: Option<u64>,
    /// How many a day are allowed (当天该账号可调用该接口的次数), if the service says so.
    pub per_day: Option<u64>,
}

impl Plan {
    pub(crate) const fn new(items: Option<u64>, calls: Vec<PlannedCalls>) -> Self {
        Self { items, calls }
    }

    /// Whether today's quota is enough; `None` if a number is unknown.
    #[must_use]
    pub fn fits_today(&self) -> Option<bool> {
        self.calls.iter().map(PlannedCalls::fits_today).try_fold(true, |all, one| Some(all && one?))
    }

    /// On how many days the run makes calls, today included; `None` if a number is unknown or no call is allowed.
    #[must_use]
    pub fn days(&self) -> Option<u64> {
        self.calls.iter().map(PlannedCalls::days).try_fold(0, |most: u64, one| Some(most.max(one?)))
    }
}

impl PlannedCalls {
    /// Asks the service for the quota of the path.
    pub(crate) fn ask(handle: &Handle, path: &'static str, calls: Option<u64>) -> Result<Self, Error> {
        match handle.call(&GetApiQuota::new(&ApiPath::new(path)?)) {
            // An API that no quota counts has a limit of 0.
            Ok(quota) => Ok(match quota.daily_limit {
                None | Some(0) => Self { path, calls, left_today: None, per_day: None },
                per_day => Self { path, calls, left_today: quota.remain, per_day },
            }),
            // 76022, 48001: the account may not ask.
            Err(error) if matches!(error.kind(), ErrorKind::Service(_)) => {
                Ok(Self { path, calls, left_today: None, per_day: None })
            }
            Err(error) => Err(error),
        }
    }

    /// Whether today's quota is enough; `None` if a number is unknown.
    #[must_use]
    pub fn fits_today(&self) -> Option<bool> {
        Some(self.calls? <= self.left_today?)
    }

    fn days(&self) -> Option<u64> {
        let later = self.calls?.saturating_sub(self.left_today?);
        Some(1 + if later == 0 { 0 } else { later.div_ceil(self.per_day.filter(|calls| *calls > 0)?) })
    }
}

//! `wechat-user quota`

use clap::{Args, Subcommand};
use serde::Serialize;
use wechat_user::endpoint::ApiPath;
use wechat_user::quota::{ApiQuota, ClearApiQuota, ClearQuota, ClearQuotaByAppSecret, RateLimit};
use wechat_user::{AppId, AppSecret, Client, Error};

use crate::action::Action;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::questions;
use crate::output::{Cell, Prints, Record};
use crate::plan::{MASK, Plan};

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Shown<'_>>("quota show")];

#[derive(Debug, Subcommand)]
pub(crate) enum Quota {
    /// Print how often an API may be called and was called today (查询API调用额度). `rate_limit` is
    /// calls/seconds.
    Show {
        /// The path, such as /cgi-bin/user/get.
        path: String,
    },
    /// Reset today's call count of an API (重置指定API调用次数) or of all APIs (重置API调用次数). Possible ten times a calendar
    /// month.
    Clear(Clear),
}

#[derive(Args, Debug)]
pub(crate) struct Clear {
    /// The path of the API, such as /cgi-bin/user/get
    #[arg(required_unless_present_any = ["all", "by_secret"], conflicts_with_all = ["all", "by_secret"])]
    path: Option<String>,
    /// Reset all APIs
    #[arg(long)]
    all: bool,
    /// Reset all APIs, and authenticate with the AppSecret instead of a token (使用AppSecret重置API调用次数): for a day on
    /// which the quota of token requests is used up
    #[arg(long)]
    by_secret: bool,
    #[command(flatten)]
    change: Change,
}

impl Quota {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Show { path } => {
                let quota = context.client()?.quota().of(&path)?;
                Ok(context.output.one(&Shown::of(&path, &quota))?)
            }
            Self::Clear(clear) => clear.run(context),
        }
    }
}

impl Clear {
    fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let account = context.connection.account()?;
        let question = self.path.as_deref().map_or_else(questions::reset_all_quotas, questions::reset_quota);
        match &self.path {
            Some(path) => self.change.make_and_confirm(context, question, &ClearApiQuota::new(&ApiPath::new(path)?)),
            None if self.by_secret => self.change.make_and_confirm(context, question, &ClearBySecret(account)),
            None => self.change.make_and_confirm(context, question, &ClearQuota::new(&account)),
        }
    }
}

/// The client has the AppSecret; the plan must not print it.
struct ClearBySecret(AppId);

impl Action for ClearBySecret {
    type Response = ();

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&ClearQuotaByAppSecret::new(&self.0, &AppSecret::from(MASK)))
    }

    fn run(&self, client: &Client) -> Result<(), Error> {
        client.quota().clear_all_by_secret()
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    path: &'a str,
    daily_limit: Option<u64>,
    used: Option<u64>,
    remain: Option<u64>,
    rate_limit: Option<Rate>,
}

#[derive(Serialize)]
struct Rate {
    call_count: Option<u64>,
    refresh_second: Option<u64>,
}

impl<'a> Shown<'a> {
    fn of(path: &'a str, quota: &ApiQuota) -> Self {
        let ApiQuota { daily_limit, used, remain, rate_limit, .. } = *quota;
        let rate = |RateLimit { call_count, refresh_second, .. }: RateLimit| Rate { call_count, refresh_second };
        Self { path, daily_limit, used, remain, rate_limit: rate_limit.map(rate) }
    }
}

impl Record for Shown<'_> {
    const COLUMNS: &'static [&'static str] = &["path", "daily_limit", "used", "remain", "rate_limit"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let text = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let rate =
            self.rate_limit.as_ref().map(|rate| format!("{}/{}", text(rate.call_count), text(rate.refresh_second)));
        vec![
            self.path.into(),
            self.daily_limit.into(),
            self.used.into(),
            self.remain.into(),
            Cell::whole(rate.unwrap_or_default()),
        ]
    }
}

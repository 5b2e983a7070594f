//! `wechat-user stats`

mod records;

use clap::{Args, Subcommand};
use wechat_user::statistics::Day;

use self::records::{DayRecord, SourceRecord, TotalRecord};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Prints;

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<DayRecord>("stats growth"),
    Prints::with::<SourceRecord>("stats growth", "by_source"),
    Prints::new::<TotalRecord>("stats total"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Stats {
    /// Print how many users began and ceased to follow on each day (获取用户增减数据).
    ///
    /// With one call for every 7 days. A day without a change has zeros. A day whose figures are not ready yet has
    /// empty columns (null with --json) and `false` in the last one: today, and yesterday before 08:00 in China.
    ///
    /// With --by-source, a line for each day and channel.
    Growth {
        #[command(flatten)]
        span: Span,
        /// Print a line for each channel through which users began to follow (用户的渠道)
        #[arg(long)]
        by_source: bool,
    },
    /// Print how many users followed at the end of each day (获取累计用户数据).
    ///
    /// With one call for every 7 days. A day that the service leaves out has the total of the day before. A day whose
    /// figures are not ready yet has an empty column, as with `stats growth`.
    Total {
        #[command(flatten)]
        span: Span,
    },
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Span {
    /// The first day, in China, such as 2026-01-31; not before 2014-12-01
    #[arg(long, value_name = "DAY")]
    from: Day,
    /// The last day
    #[arg(long, value_name = "DAY")]
    to: Day,
}

impl Stats {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Growth { span, by_source } => {
                let growth = context.client()?.statistics().growth(span.from, span.to)?;
                match by_source {
                    true => context.output.list(&SourceRecord::all(&growth))?,
                    false => context.output.list(&DayRecord::all(&growth))?,
                }
            }
            Self::Total { span } => {
                let totals = context.client()?.statistics().total(span.from, span.to)?;
                context.output.list(&TotalRecord::all(&totals))?;
            }
        }
        Ok(())
    }
}

//! `wechat-user migrate`

mod converted;
mod openids;
mod out;
mod plan;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Prints;
use converted::Converted;

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Converted<'_>>("migrate openids"), plan::PRINTS];

#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Convert the openids of a migrated account's followers into those of this account (转换openid), with one call for
    /// every 100.
    ///
    /// With --json, one object a line. An openid that cannot be converted has no new_openid, and makes the exit code 6.
    #[command(name = "openids")]
    OpenIds(Box<openids::OpenIds>),
    /// Print the steps of a migration in their order, with the commands: above all, what must be saved before the old
    /// account is frozen. Sends nothing.
    ///
    /// `account` is the one whose credentials the command needs.
    Plan(plan::Plan),
}

impl Migrate {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::OpenIds(openids) => openids.run(context),
            Self::Plan(plan) => plan.print(context),
        }
    }
}

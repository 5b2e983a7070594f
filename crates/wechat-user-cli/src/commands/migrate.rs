//! `wechat-user migrate`

mod converted;
mod openids;
mod out;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Convert the openids of a migrated account's followers into those of this account (转换openid), with one call for
    /// every 100.
    ///
    /// Columns: ori_openid, new_openid, err_msg; with --json, one object a line. An openid that cannot be converted has
    /// no new_openid, and makes the exit code 6.
    #[command(name = "openids")]
    OpenIds(openids::OpenIds),
}

impl Migrate {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::OpenIds(openids) => openids.run(context),
        }
    }
}

//! The arguments of commands that change many users.

use clap::Args;
use wechat_user::OpenId;

use super::target::{Kind, Resolved, Target};
use crate::bulk::{Add, BulkFlags, Marks, Operation, Resume, Run};
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::OpenIdList;

/// Continues after an error that concerns single users, and stops at any other error. If the change was made for some
/// of the users, the exit code is 6.
#[derive(Args, Debug)]
pub(crate) struct BulkChange {
    #[command(flatten)]
    list: OpenIdList,
    #[command(flatten)]
    flags: BulkFlags,
    #[command(flatten)]
    resume: Resume,
    #[command(flatten)]
    change: Change,
}

impl BulkChange {
    /// The tag or group of the change. The limits of the run count the call that looks a name up.
    pub(super) fn resolve(&self, target: &Target, kind: Kind, context: &Context<'_, '_>) -> Result<Resolved, Failure> {
        target.resolve(kind, self.change.is_dry_run(), || {
            let (client, pace) = self.flags.client(context)?;
            kind.list(&client).map_err(|error| pace.failure(error))
        })
    }

    /// Makes the change to all users of the list.
    pub(super) fn run(
        &self,
        mut context: Context<'_, '_>,
        operation: &impl Operation<Item = OpenId, Value = ()>,
    ) -> Result<(), Failure> {
        let run = Run { operation, flags: &self.flags, resume: &self.resume, change: Some(self.change) };
        let list = |add: &mut Add<'_>| self.list.read(|openid| add(openid.as_str()));
        if run.run(&mut context, list, |_| Ok(Box::new(Marks)))? {
            context.output.done()?;
        }
        Ok(())
    }
}

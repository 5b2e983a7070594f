//! The arguments of commands that change many users.

use std::fmt::Display;

use clap::Args;
use wechat_user::OpenId;

use crate::action::Action;
use crate::batches::{Batches, all_done};
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::leftovers::Leftovers;
use crate::openids::OpenIdList;

/// Continues after an error that concerns single users, and stops at any other error. If the change was made for some
/// of the users, the exit code is 6.
#[derive(Args, Debug)]
pub(crate) struct BulkChange {
    #[command(flatten)]
    list: OpenIdList,
    #[command(flatten)]
    leftovers: Leftovers,
    #[command(flatten)]
    change: Change,
}

impl BulkChange {
    /// Reads the users to change.
    pub(super) fn openids(&self) -> Result<Vec<OpenId>, Failure> {
        self.list.read()
    }

    /// Makes the change to all of them, `size` users in each call.
    pub(super) fn run<'a, A: Action>(
        &'a self,
        mut context: Context<'_, '_>,
        question: impl Display,
        openids: &'a [OpenId],
        size: usize,
        action: impl Fn(&'a [OpenId]) -> Result<A, Failure>,
    ) -> Result<(), Failure> {
        let batches = Batches { openids, size, leftovers: &self.leftovers };
        if batches.change(self.change, &mut context, question, action, all_done)? {
            context.output.done()?;
        }
        Ok(())
    }
}

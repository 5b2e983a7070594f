//! `wechat-user users list`: page after page, never more than one in memory.

use clap::Args;
use wechat_user::users::GetFollowers;
use wechat_user::{OpenId, Stop};

use crate::commands::{Context, openid};
use crate::failure::Failure;
use crate::stderr;

/// List the openids of all followers (关注者列表), one a line: a call for every 10,000.
///
/// If it ends early, the error says with which --from to go on.
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Start after this openid instead of at the head of the list (next_openid).
    #[arg(long, value_name = "CURSOR", value_parser = openid)]
    from: Option<OpenId>,
    /// Print at most so many.
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

impl List {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let client = context.client()?;
        let output = context.output;
        let mut left = self.limit.unwrap_or(u64::MAX);
        let mut pages = client.pages(self.from.map_or_else(GetFollowers::new, GetFollowers::after));
        while left > 0 {
            let Some(page) = pages.next() else { break };
            for openid in page?.openids.texts().take(usize::try_from(left).unwrap_or(usize::MAX)) {
                output.line(openid)?;
                left -= 1;
            }
            output.flush()?;
            if let Some(cursor) = pages.cursor() {
                context.interrupt.note_hint(format!("go on with --from {cursor}"));
            }
        }
        match pages.stopped() {
            Some(Stop::CursorRepeated) => {
                stderr::say("warning: the service repeats a cursor; the list may be incomplete");
                Ok(())
            }
            None if context.interrupt.cancel().is_cancelled() => Err(Failure::Interrupted),
            _ => Ok(()),
        }
    }
}

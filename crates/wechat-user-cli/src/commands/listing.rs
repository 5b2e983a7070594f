//! Long lists of openids: one page after the other, never more than one in memory.

use clap::Args;
use wechat_user::OpenId;
use wechat_user::endpoint::Paged;
use wechat_user::machine::Stop;
use wechat_user::users::OpenIdPage;

use crate::context::Context;
use crate::failure::{Failure, Progress};
use crate::messages::{report, runs as messages};
use crate::openids::openid;
use crate::output::OpenIdRow;
use crate::stderr;

/// The part of the list to print.
#[derive(Args, Debug)]
pub(crate) struct Listing {
    /// Start after this openid instead of at the head of the list
    #[arg(long, value_name = "CURSOR", value_parser = openid)]
    from: Option<OpenId>,
    /// Print at most this many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

impl Listing {
    /// Prints the list, one openid a line. `first` makes the request for the first page, after a cursor if there is
    /// one.
    pub(crate) fn print<E: Paged<Response = OpenIdPage>>(
        self,
        context: Context<'_, '_>,
        first: impl FnOnce(Option<OpenId>) -> E,
    ) -> Result<(), Failure> {
        let (client, profile) = (context.client()?, context.connection.profile_flag());
        let output = context.output;
        let mut left = self.limit.unwrap_or(u64::MAX);
        let mut last = self.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut pages = client.pages(first(self.from));
        let mut has_new = false;
        while left > 0 {
            let Some(page) = pages.next() else { break };
            let page = page?;
            has_new = page.openids.texts().any(|text| text != last);
            // The documents do not say whether a page of the blacklist repeats its cursor, the last openid of the
            // previous page.
            let texts = page.openids.texts().skip_while(|text| *text == last);
            let rows: Vec<_> = texts.take(usize::try_from(left).unwrap_or(usize::MAX)).map(OpenIdRow).collect();
            left -= rows.len() as u64;
            output.part(&rows)?;
            if let Some(cursor) = pages.cursor() {
                last = cursor.to_string();
                let advice = messages::continue_from(&profile, cursor);
                context.interrupt.note(Progress { advice, counts: None });
            }
        }
        output.end::<OpenIdRow<'_>>()?;
        match pages.stopped() {
            // A page that holds only its own cursor is an unusual end, not a repetition.
            Some(Stop::CursorRepeated) if has_new => {
                stderr::line(report::warning(messages::cursor_repeated()));
                Ok(())
            }
            None if context.interrupt.cancel().is_cancelled() => Err(Failure::Interrupted),
            _ => Ok(()),
        }
    }
}

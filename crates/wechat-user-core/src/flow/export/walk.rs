//! The pages of a list, one at a time, and what follows from their irregularities.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::endpoints::blacklist::GetBlacklist;
use crate::endpoints::tags::GetTagMembers;
use crate::endpoints::users::{GetFollowers, OpenIdPage};
use crate::errors::error::Error;
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::export::checkpoint::Checkpoint;
use crate::flow::export::listing::Listing;
use crate::flow::export::part::{ANCHORS, Page};
use crate::flow::machine::{Machine, Step};
use crate::flow::pages::{Pages, Stop};
use crate::flow::session::Session;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;
use crate::wire::endpoint::Paged;

/// The walk over one list. As a machine it yields pages; after each, it is polled again only when the next is wanted.
pub(super) struct Walk {
    pages: Box<dyn OpenIdPages>,
    /// Where the walk begins in the first page: behind the latest of these that is still there.
    resume: Option<Vec<OpenId>>,
    /// The last openids before the next page, the latest at the end.
    last: Vec<OpenId>,
    /// The page held its cursor and no other user: the end of a list whose pages begin with their cursor.
    cursor_alone: bool,
    /// How often the next page was asked for again after a failure that passes.
    pub(super) repeats: u32,
}

/// The pages of any list of openids.
trait OpenIdPages: Machine<Item = Result<OpenIdPage, Error>> + Send {
    fn cursor(&self) -> Option<&OpenId>;
    fn stopped(&self) -> Option<Stop>;
    fn ask_again(&mut self, after: Option<OpenId>);
}

impl<E: Paged<Response = OpenIdPage> + Send> OpenIdPages for Pages<E> {
    fn cursor(&self) -> Option<&OpenId> {
        self.cursor()
    }

    fn stopped(&self) -> Option<Stop> {
        self.stopped()
    }

    fn ask_again(&mut self, after: Option<OpenId>) {
        self.ask_again(after);
    }
}

fn pages<E: Paged<Response = OpenIdPage> + Send + 'static>(first: E, cursor: Option<OpenId>) -> Box<dyn OpenIdPages> {
    Box::new(Pages::new(match cursor {
        Some(cursor) => first.starting_after(cursor),
        None => first,
    }))
}

impl Walk {
    /// From the place of the checkpoint on. `None` for openids that are given.
    pub(super) fn from(checkpoint: &Checkpoint) -> Option<Self> {
        let cursor = checkpoint.cursor.clone();
        let pages = match checkpoint.listing {
            Listing::Followers => pages(GetFollowers::new(), cursor),
            Listing::Tag(tag) => pages(GetTagMembers::new(tag), cursor),
            Listing::Blacklist => pages(GetBlacklist::new(), cursor),
            Listing::Given => return None,
        };
        let last = checkpoint.last.clone();
        let resume = (checkpoint.offset > 0).then(|| last.clone());
        Some(Self { pages, resume, last, cursor_alone: false, repeats: 0 })
    }

    /// The cursor with which the next page is asked for.
    pub(super) fn cursor(&self) -> Option<&OpenId> {
        self.pages.cursor()
    }

    /// Why the walk ended, once it has.
    pub(super) fn stopped(&self) -> Option<Stop> {
        match self.pages.stopped() {
            Some(Stop::CursorRepeated) if self.cursor_alone => Some(Stop::EmptyPage),
            stopped => stopped,
        }
    }

    /// Takes a page that was asked for with this cursor; returns it with the positions of the users that are new.
    pub(super) fn take(&mut self, page: OpenIdPage, cursor: Option<OpenId>) -> (Page, Range<usize>) {
        let page = Page { openids: page.openids, cursor, offset: 0 };
        let start = match self.resume.take() {
            // When all of them have left, the page is handed out from its start: a user twice is better than one lost.
            Some(handed_out) => {
                let place = |openid: &OpenId| page.openids.texts().position(|text| text == openid.as_str());
                handed_out.iter().rev().find_map(place).map_or(0, |at| at + 1)
            }
            // Nothing says whether a page of the blacklist begins with its cursor, which the page before ended with.
            None => {
                let first = page.openids.text(0);
                let is_cursor = first.is_some() && first == self.last.last().map(OpenId::as_str);
                self.cursor_alone = is_cursor && page.openids.len() == 1;
                usize::from(is_cursor)
            }
        };
        let new = start..page.openids.len();
        self.last.extend(page.last(new.clone()));
        self.last.drain(..self.last.len().saturating_sub(ANCHORS));
        self.repeats = 0;
        (page, new)
    }

    /// Asks again for the page that failed.
    pub(super) fn ask_again(&mut self) {
        self.repeats += 1;
        self.pages.ask_again(None);
    }

    /// The service refused the cursor, as it may do when that user has left. Asks for the page after the user before
    /// them; false if no other user is known.
    pub(super) fn ask_after_another(&mut self) -> bool {
        let refused = self.pages.cursor().cloned();
        while let Some(other) = self.last.pop() {
            if Some(&other) != refused.as_ref() {
                // For the comparison with the first of the page.
                self.last.push(other.clone());
                self.resume = None;
                self.pages.ask_again(Some(other));
                return true;
            }
        }
        false
    }
}

impl Machine for Walk {
    type Item = Result<OpenIdPage, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        self.pages.poll(session, now)
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        self.pages.handle(now, id, outcome)
    }
}

//! The profiles of a list of users, in its order.

mod checkpoint;
mod given;
mod item;
mod listing;
mod part;
mod queue;
mod settle;
mod task;
mod walk;

pub use checkpoint::Checkpoint;
pub use item::ExportItem;
pub use listing::Listing;

use alloc::collections::BTreeMap;

use self::given::Given;
use self::part::{LIMIT, Page};
use self::queue::Queue;
use self::settle::Ready;
use self::task::{Task, What};
use self::walk::Walk;
use crate::endpoints::users::{GetUsers, Lang};
use crate::flow::bulk::BulkEnd;
use crate::flow::bulk::trials::{Trials, says_day_is_over};
use crate::flow::call::Call;
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::lanes::{Lanes, Polled};
use crate::flow::machine::{Machine, Step};
use crate::flow::pages::Stop;
use crate::flow::session::Session;
use crate::values::ids::AppId;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;

/// Exports the profiles of a list: its pages, batches of 100 profiles, several requests at a time, and the profiles in
/// the order of the list.
///
/// The list may be all followers, the members of a tag, the blacklist, or openids that are *fed*: for
/// [`Listing::Given`], push openids while it [has room](Self::has_room), and [finish](Self::finish) after the last one.
///
/// Each item has a [`Checkpoint`], from which another export [resumes](Self::resume).
///
/// # Rules
///
/// * The next page is requested while the current one is used up; with a width of 1, after it. At most two pages are in
///   memory, and at most `2 * width` batches of profiles that wait for an earlier one.
/// * Failures are treated as by [`Bulk`](crate::bulk::Bulk): a batch with a malformed openid is halved until that is
///   found, a quota of the minute pauses the export, a failure that passes is tried again, and an error that concerns
///   the account (a used-up quota of the day) ends it. After the end nothing is sent, what arrives in order is still
///   handed out, and the checkpoint continues.
/// * A user who leaves during the export is handed out with `subscribe` 0 if they were on a page before. A user who
///   arrives is handed out if the service lists them after the place of the export.
/// * `total` is a hint only. A list ends as [`Pages`](crate::machine::Pages) says: [`stopped`](Self::stopped) returns
///   why. A cursor that repeats ends it too, and some users may have been handed out twice.
/// * A resumed export finds its place behind the last three users of the checkpoint, whichever is still listed. If all
///   three have left, it hands out the users of that page again.
/// * If the service refuses a cursor (40003), the page after the user before it is requested.
///
/// ```
/// use wechat_user_core::export::{Export, Listing};
/// use wechat_user_core::http::Response;
/// use wechat_user_core::machine::{Outcome, Step};
/// use wechat_user_core::{AppId, Credentials, Machine, Session, Timestamp};
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let mut export = Export::new(AppId::new("wx1"), Listing::Followers, 1);
/// let mut bodies = [
///     r#"{"total":2,"count":2,"data":{"openid":["o1","o2"]},"next_openid":""}"#,
///     r#"{"user_info_list":[{"subscribe":1,"openid":"o2"},{"subscribe":1,"openid":"o1","remark":"VIP"}]}"#,
/// ]
/// .into_iter();
///
/// let mut users = Vec::new();
/// loop {
///     match export.poll(&mut session, now) {
///         Step::Send(outgoing) => {
///             let body = bodies.next().expect("two requests").as_bytes().to_vec();
///             export.handle(now, outgoing.id(), Outcome::Response(Response::new(body)));
///         }
///         Step::Yield(item) => users.extend(item.users.into_users()),
///         Step::Wait { .. } => unreachable!("nothing fails here"),
///         Step::Done => break,
///     }
/// }
/// assert_eq!((users[0].openid.as_str(), users[0].remark.as_deref()), ("o1", Some("VIP")));
/// assert_eq!((users.len(), export.checkpoint().is_finished()), (2, true));
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct Export {
    lang: Lang,
    /// `None` while it is asked for a page, and for openids that are given.
    walk: Option<Walk>,
    /// `None` for the lists of the service.
    given: Option<Given>,
    listed: Listed,
    queue: Queue,
    lanes: Lanes<What, Task>,
    /// Batches that are done, by position: they wait for the earlier ones.
    ready: BTreeMap<u64, Ready>,
    /// Behind what was handed out.
    checkpoint: Checkpoint,
    /// Why nothing more is sent.
    end: Option<BulkEnd>,
    /// A response with a used-up quota of the day was handled, and its error is not yielded yet.
    quota_is_used_up: bool,
    trials: Trials,
}

/// What is known of the list.
#[derive(Clone, Copy, Debug, Default)]
struct Listed {
    total: Option<u64>,
    stopped: Option<Stop>,
}

impl Export {
    /// From the start of the list, with at most `width` (at least 1) requests in flight.
    #[must_use]
    pub fn new(app_id: AppId, listing: Listing, width: usize) -> Self {
        Self::from(Checkpoint::start(app_id, listing), width)
    }

    /// From the place of a checkpoint on.
    ///
    /// # Errors
    ///
    /// [`InputError::CheckpointAccount`], [`InputError::CheckpointList`]: it is of another account or list. The openids
    /// that are given again are compared as they are fed.
    pub fn resume(app_id: &AppId, listing: Listing, checkpoint: Checkpoint, width: usize) -> Result<Self, InputError> {
        checkpoint.check(app_id, listing)?;
        Ok(Self::from(checkpoint, width))
    }

    fn from(checkpoint: Checkpoint, width: usize) -> Self {
        let walk = Walk::from(&checkpoint);
        let given = (checkpoint.listing == Listing::Given).then(|| Given::from(&checkpoint));
        Self {
            lang: Lang::ZhCn,
            walk,
            given,
            listed: Listed::default(),
            queue: Queue::new(checkpoint.count),
            lanes: Lanes::new(width),
            ready: BTreeMap::new(),
            end: checkpoint.finished.then_some(BulkEnd::Complete),
            checkpoint,
            quota_is_used_up: false,
            trials: Trials::new(),
        }
    }

    /// Country, province and city in this language.
    #[must_use]
    pub const fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// At most so many users, from where it starts.
    #[must_use]
    pub fn with_limit(mut self, users: u64) -> Self {
        self.queue.set_limit(users);
        self
    }

    /// Whether it takes another openid now; only for [`Listing::Given`].
    #[must_use]
    pub fn has_room(&self) -> bool {
        let room = self.queue.is_used_up() && !self.queue.is_at_limit();
        !self.is_stopping() && room && self.given.as_ref().is_some_and(|given| !given.is_finished())
    }

    /// Feeds the next openid. A list of the service ignores it.
    pub fn push(&mut self, openid: &OpenId) {
        let page = self.given.as_mut().map_or(Ok(None), |given| given.push(openid));
        self.take_given(page);
    }

    /// No more openids will come.
    pub fn finish(&mut self) {
        let page = self.given.as_mut().map_or(Ok(None), Given::finish);
        self.take_given(page);
    }

    /// Ends the export: nothing more is sent or handed out.
    pub fn stop(&mut self) {
        self.end(BulkEnd::Stopped);
        self.ready.clear();
    }

    /// The place behind what was handed out.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// How many users the service says the list has; a hint. The members of a tag, and an empty list, come without it.
    #[must_use]
    pub const fn total(&self) -> Option<u64> {
        self.listed.total
    }

    /// Why the list ended, once its last page is there: [`Stop::CursorRepeated`] means that it may be incomplete.
    #[must_use]
    pub const fn stopped(&self) -> Option<Stop> {
        self.listed.stopped
    }

    /// How the export ended; `None` while it goes on.
    #[must_use]
    pub const fn ended(&self) -> Option<&BulkEnd> {
        self.end.as_ref()
    }

    const fn is_stopping(&self) -> bool {
        self.end.is_some() || self.quota_is_used_up
    }

    /// The first reason counts.
    fn end(&mut self, end: BulkEnd) {
        self.end.get_or_insert(end);
        self.lanes.stop();
    }

    fn take_given(&mut self, page: Result<Option<Page>, InputError>) {
        match page {
            Ok(Some(page)) => {
                let all = 0..page.openids.len();
                self.queue.push_page(page, all);
            }
            Ok(None) => {}
            Err(refused) => self.end(BulkEnd::Call(refused.into())),
        }
    }

    fn start_requests(&mut self, now: Timestamp) {
        if self.is_stopping() || self.trials.pause(now).is_some() {
            return;
        }
        // Batches that wait for an earlier one are in memory, so that they must not become many.
        let window = self.checkpoint.count + (2 * self.lanes.width() * LIMIT) as u64;
        while self.lanes.has_room() {
            if self.wants_page() {
                let Some(walk) = self.walk.take() else { return };
                self.lanes.push(What::Page(walk.cursor().cloned()), Task::Page(walk));
            } else if let Some(part) = self.queue.next(window) {
                match part.batch() {
                    Ok(batch) => {
                        let call = Call::new(&GetUsers::new(batch).with_lang(self.lang));
                        self.lanes.push(What::Batch(part), Task::Batch(call));
                    }
                    Err(refused) => self.fail(part, &refused.into()),
                }
            } else {
                return;
            }
        }
    }

    /// Whether to request the next page now.
    fn wants_page(&self) -> bool {
        if self.walk.is_none() || self.listed.stopped.is_some() || self.queue.is_at_limit() {
            return false;
        }
        // One request at a time gains nothing from a page ahead.
        let now = self.lanes.width() > 1 || self.queue.is_used_up();
        now && self.queue.pages_alive() < 2
    }

    /// No request is running. `None`: there is more to do.
    fn idle(&mut self, now: Timestamp) -> Option<Step<ExportItem>> {
        if self.is_stopping() {
            self.end(BulkEnd::Stopped);
            self.ready.clear();
            return Some(Step::Done);
        }
        let pause = self.trials.pause(now);
        if pause.is_some() {
            return Some(Step::Wait {
                until: pause,
                why: "the end of a pause: the quota of the minute, or a stuck token",
            });
        }
        let fed = self.given.as_ref().is_none_or(Given::is_finished);
        let listed = self.given.is_some() || self.listed.stopped.is_some();
        if self.queue.is_empty() && self.queue.is_at_limit() {
            self.end(BulkEnd::Limit);
        } else if self.queue.is_empty() && fed && listed {
            self.checkpoint.finished = self.listed.stopped != Some(Stop::CursorRepeated);
            self.end(BulkEnd::Complete);
        } else if !fed {
            return Some(Step::Wait { until: None, why: "openids, which are to be fed" });
        }
        None
    }
}

impl Machine for Export {
    type Item = ExportItem;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<ExportItem> {
        loop {
            if let Some(item) = self.next_item() {
                return Step::Yield(item);
            }
            self.start_requests(now);
            match self.lanes.poll(session, now) {
                Polled::Send(outgoing) => return Step::Send(outgoing),
                Polled::Yield { at, item } => {
                    let (what, task) = self.lanes.remove(at);
                    self.take(what, task, item, now);
                }
                Polled::Over { at } => {
                    let (what, task) = self.lanes.remove(at);
                    self.over(what, task);
                    // The call may have held a lease that others wait for.
                    session.changed();
                }
                Polled::Wait { until, why } => {
                    let pause = self.trials.pause(now).filter(|_| self.lanes.has_room());
                    let until = until.into_iter().chain(pause).min();
                    return Step::Wait { until, why };
                }
                Polled::Empty => {
                    if let Some(step) = self.idle(now) {
                        return step;
                    }
                }
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let report = self.lanes.handle(now, id, outcome);
        if says_day_is_over(&report) {
            self.quota_is_used_up = true;
            self.lanes.stop();
        }
        report
    }
}

impl core::fmt::Debug for Export {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("Export");
        shown.field("list", &self.checkpoint.listing).field("count", &self.checkpoint.count);
        shown.field("width", &self.lanes.width()).field("end", &self.end).finish_non_exhaustive()
    }
}

//! Adds a tag to followers or removes it, until all is done or it is clear what cannot be done.

use alloc::vec::Vec;
use core::time::Duration;

use crate::endpoints::tags::{TagUsers, UntagUsers};
use crate::errors::errcode::Remedy;
use crate::errors::error::{Error, ErrorKind};
use crate::flow::call::Call;
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::limits::Limits;
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::flow::turns::Turn;
use crate::io::transport::Delivery;
use crate::values::batch::Batch;
use crate::values::ids::TagId;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;
use crate::wire::ack::Ack;
use crate::wire::endpoint::Endpoint;

const WAITING: &str = "another change of the tags of the same followers";

/// Changes the members of a tag: [`TagUsers`] or [`UntagUsers`], and again as long as that makes sense.
///
/// Both calls have failures of their own, apart from those that every [`Call`] retries:
///
/// * 45171 *some openid fail*: the response names the failed ones, the others are done. Only the failed ones are sent
///   again.
/// * 45169 *openid much req*: another request changes one of these users at the same time. Sent again after a pause.
/// * 45159 *invalid tag id*: is also returned for tags that exist, for some seconds after they were created and when
///   the service is busy with the same users. Sent again after a pause; the code does not say whether the tag exists.
///
/// Two of these never change the same user at once: the second waits until the first is done, first come, first served.
/// That holds for the machines of one session; of other processes only the service knows (45169).
///
/// The retry policy of the session bounds how often, the session's time for a call bounds all tries together. A failure
/// after a part was done is [`ErrorKind::Partial`](crate::ErrorKind::Partial): it names the openids that are not
/// confirmed.
///
/// ```
/// use wechat_user_core::machine::{Outcome, Step, TagMembers};
/// use wechat_user_core::transport::Response;
/// use wechat_user_core::{Batch, Credentials, Machine, OpenId, Session, TagId, Timestamp};
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let openids = [OpenId::new("o1")?, OpenId::new("o2")?, OpenId::new("o9")?];
/// let mut change = TagMembers::add(TagId::new(134), Batch::new(&openids)?);
///
/// let Step::Send(first) = change.poll(&mut session, now) else { unreachable!() };
/// assert_eq!(first.request().body(), br#"{"openid_list":["o1","o2","o9"],"tagid":134}"#);
/// let answer = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o9"]}"#;
/// change.handle(now, first.id(), Outcome::Response(Response::new(answer.into())));
///
/// let Step::Wait { until: Some(later), .. } = change.poll(&mut session, now) else { unreachable!() };
/// let Step::Send(second) = change.poll(&mut session, later) else { unreachable!() };
/// assert_eq!(second.request().body(), br#"{"openid_list":["o1","o9"],"tagid":134}"#);
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct TagMembers {
    change: Change,
    tag: TagId,
    /// The openids that are not confirmed yet.
    left: Vec<OpenId>,
    some_done: bool,
    /// Kept from the first try to the last.
    turn: Option<Turn>,
    phase: Phase,
    timeout: Option<Duration>,
    limits: Limits,
    /// Responses that were a reason to try again.
    failures: u32,
    /// Requests in all.
    sent: u32,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Add,
    Remove,
}

#[expect(clippy::large_enum_variant, reason = "a machine is in one phase; a box would cost an allocation a try")]
enum Phase {
    New,
    Waiting,
    Calling(Call<Ack>),
    BackingOff(Timestamp),
    Over,
}

impl TagMembers {
    /// Adds the tag to these followers.
    #[must_use]
    pub fn add(tag: TagId, openids: Batch<'_, 50>) -> Self {
        Self::new(Change::Add, tag, openids)
    }

    /// Removes the tag from these followers.
    #[must_use]
    pub fn remove(tag: TagId, openids: Batch<'_, 50>) -> Self {
        Self::new(Change::Remove, tag, openids)
    }

    /// How long all tries together may take, instead of the session's own time for a call.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The openids that are not confirmed as done.
    #[must_use]
    pub fn left(&self) -> &[OpenId] {
        &self.left
    }

    fn new(change: Change, tag: TagId, openids: Batch<'_, 50>) -> Self {
        Self {
            change,
            tag,
            left: openids.to_openids(),
            some_done: false,
            turn: None,
            phase: Phase::New,
            timeout: None,
            limits: Limits::unset(),
            failures: 0,
            sent: 0,
        }
    }

    fn call(&self, now: Timestamp) -> Phase {
        let call = match self.change {
            Change::Add => Call::new(&TagUsers::some(&self.left, self.tag)),
            Change::Remove => Call::new(&UntagUsers::some(&self.left, self.tag)),
        };
        Phase::Calling(call.with_timeout(self.limits.deadline.since(now)))
    }

    /// Removes the openids that are done, and says when to try the others again; `None` when that is no use.
    fn judge(&mut self, error: &Error, now: Timestamp) -> Option<Timestamp> {
        self.sent += error.attempts();
        match error.remedy() {
            Remedy::RetryFailed => self.remove_done(error.failed_openids()),
            Remedy::RetryOneByOne => {}
            _ => return None,
        }
        self.failures += 1;
        let until = now + self.limits.backoff(self.failures);
        (self.failures < self.limits.policy.attempts() && until < self.limits.deadline).then_some(until)
    }

    /// A list that names none of ours says nothing: all of them stay, because doing it twice has the effect of once.
    fn remove_done(&mut self, failed: &[OpenId]) {
        if self.left.iter().any(|openid| failed.contains(openid)) {
            let before = self.left.len();
            self.left.retain(|openid| failed.contains(openid));
            self.some_done |= self.left.len() < before;
        }
    }

    /// Gives the turn to the next one; its driver must be woken.
    fn end(&mut self, session: &mut Session) {
        self.turn = None;
        session.changed();
        self.phase = Phase::Over;
    }

    fn out_of_time(&self) -> Error {
        let path = match self.change {
            Change::Add => TagUsers::SPEC.path(),
            Change::Remove => UntagUsers::SPEC.path(),
        };
        Error::new(path.into(), 0, ErrorKind::Deadline { waiting_for: WAITING, delivery: Delivery::NotSent })
    }

    fn failed(&self, error: Error) -> Error {
        let error = error.with_attempts(self.sent);
        if self.some_done { Error::partial(self.left.clone(), error) } else { error }
    }
}

impl Machine for TagMembers {
    type Item = Result<(), Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        loop {
            match &mut self.phase {
                Phase::New => {
                    self.limits = session.limits(now, self.timeout);
                    self.phase = Phase::Waiting;
                }
                Phase::Waiting if now >= self.limits.deadline => {
                    self.end(session);
                    return Step::Yield(Err(self.out_of_time()));
                }
                Phase::Waiting => {
                    let turn = self.turn.get_or_insert_with(|| session.turns().join(&self.left));
                    if !session.turns().is_first(turn, &self.left) {
                        return Step::Wait { until: Some(self.limits.deadline), why: WAITING };
                    }
                    self.phase = self.call(now);
                }
                Phase::Calling(call) => match call.poll(session, now) {
                    Step::Send(outgoing) => return Step::Send(outgoing),
                    Step::Wait { until, why } => return Step::Wait { until, why },
                    Step::Yield(Ok(Ack { .. })) => {
                        self.left.clear();
                        self.end(session);
                        return Step::Yield(Ok(()));
                    }
                    Step::Yield(Err(error)) => match self.judge(&error, now) {
                        Some(until) => self.phase = Phase::BackingOff(until),
                        None => {
                            self.end(session);
                            return Step::Yield(Err(self.failed(error)));
                        }
                    },
                    Step::Done => self.phase = Phase::Over,
                },
                Phase::BackingOff(until) if now < *until => {
                    return Step::Wait { until: Some(*until), why: "backing off, with a tag that was not changed" };
                }
                Phase::BackingOff(_) => self.phase = self.call(now),
                Phase::Over => return Step::Done,
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        match &mut self.phase {
            Phase::Calling(call) => call.handle(now, id, outcome),
            Phase::New | Phase::Waiting | Phase::BackingOff(_) | Phase::Over => Report::ignored(),
        }
    }
}

impl core::fmt::Debug for TagMembers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TagMembers({:?}, tag {}, {} openids left)", self.change, self.tag, self.left.len())
    }
}

#[cfg(test)]
mod tests;

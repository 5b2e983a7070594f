//! Putting a tag on people, or taking it off, until all is done or it is clear what cannot be.

use alloc::vec::Vec;
use core::time::Duration;

use crate::ack::Ack;
use crate::bounds::Batch;
use crate::call::Call;
use crate::errcode::Remedy;
use crate::error::Error;
use crate::ids::{OpenId, TagId};
use crate::machine::{ExchangeId, Machine, Outcome, Report, Step};
use crate::retry::RetryPolicy;
use crate::session::Session;
use crate::tags::{TagUsers, UntagUsers};
use crate::time::Timestamp;

/// Changes the members of a tag: [`TagUsers`] or [`UntagUsers`], and again as long as that makes sense.
///
/// Both calls have failures of their own, beside those that every [`Call`] tries again:
///
/// * 45171 *some openid fail*: the answer names the failed ones, the others are done. Only the failed ones are sent again.
/// * 45169 *openid much req*: another request changes one of these people at the same time. Sent again after a pause.
/// * 45159 *invalid tag id*: comes for tags that exist as well, seconds after they were made and when the service is busy with the same people. Sent again after a
///   pause; whether the tag exists, nobody can tell from the code.
///
/// The retry policy of the session bounds how often, the session's time for a call bounds all tries together. What fails in the end after a part was done is
/// [`ErrorKind::Partial`](crate::ErrorKind::Partial): it names those of whom nothing was done.
///
/// ```
/// use wechat_user_core::{
///     Batch, Credentials, Machine, OpenId, Outcome, Response, Session, Step, TagId, Timestamp, tags::TagMembers,
/// };
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let openids = [OpenId::new("o1")?, OpenId::new("o2")?, OpenId::new("o9")?];
/// let mut change = TagMembers::add(TagId::new(134), Batch::new(&openids)?);
///
/// let Step::Send(first) = change.poll(&mut session, now) else { unreachable!() };
/// assert_eq!(first.request().body(), br#"{"openid_list":["o1","o2","o9"],"tagid":134}"#);
/// let answer = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o9"]}"#;
/// change.handle(now, first.id(), Outcome::Answer(Response::new(answer.into())));
///
/// let Step::Wait { until: Some(later), .. } = change.poll(&mut session, now) else { unreachable!() };
/// let Step::Send(second) = change.poll(&mut session, later) else { unreachable!() };
/// assert_eq!(second.request().body(), br#"{"openid_list":["o1","o9"],"tagid":134}"#);
/// # Ok::<(), wechat_user_core::BadInput>(())
/// ```
pub struct TagMembers {
    change: Change,
    tag: TagId,
    /// Who is not done yet.
    left: Vec<OpenId>,
    some_done: bool,
    phase: Phase,
    timeout: Option<Duration>,
    limits: Limits,
    /// Answers that were a reason to try again.
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
    Calling(Call<Ack>),
    BackingOff(Timestamp),
    Over,
}

/// What the session says at the first poll.
struct Limits {
    policy: RetryPolicy,
    deadline: Timestamp,
    seed: u64,
    number: u64,
}

impl TagMembers {
    /// Puts the tag on these followers.
    #[must_use]
    pub fn add(tag: TagId, openids: Batch<'_, OpenId, 50>) -> Self {
        Self::new(Change::Add, tag, openids)
    }

    /// Takes the tag off these followers.
    #[must_use]
    pub fn remove(tag: TagId, openids: Batch<'_, OpenId, 50>) -> Self {
        Self::new(Change::Remove, tag, openids)
    }

    /// How long all tries together may take, instead of the session's own time for a call.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Of whom nothing is known to be done yet.
    #[must_use]
    pub fn left(&self) -> &[OpenId] {
        &self.left
    }

    fn new(change: Change, tag: TagId, openids: Batch<'_, OpenId, 50>) -> Self {
        let limits = Limits { policy: RetryPolicy::never(), deadline: Timestamp::FAR_FUTURE, seed: 0, number: 0 };
        Self {
            change,
            tag,
            left: openids.as_slice().to_vec(),
            some_done: false,
            phase: Phase::New,
            timeout: None,
            limits,
            failures: 0,
            sent: 0,
        }
    }

    fn begin(&mut self, session: &mut Session, now: Timestamp) {
        let (policy, timeout, seed) = session.settings();
        let deadline = now + self.timeout.unwrap_or(timeout);
        self.limits = Limits { policy, deadline, seed, number: session.next_exchange().0 };
    }

    fn call(&self, now: Timestamp) -> Phase {
        let call = match self.change {
            Change::Add => Call::new(&TagUsers::some(&self.left, self.tag)),
            Change::Remove => Call::new(&UntagUsers::some(&self.left, self.tag)),
        };
        Phase::Calling(call.with_timeout(self.limits.deadline.since(now)))
    }

    /// Strikes out who is done, and says when to try the others again; nothing when that is no use.
    fn judge(&mut self, error: &Error, now: Timestamp) -> Option<Timestamp> {
        self.sent += error.attempts();
        match error.remedy() {
            Remedy::RetryFailed => self.strike_out_who_is_done(error.failed_openids()),
            Remedy::RetryOneByOne => {}
            _ => return None,
        }
        self.failures += 1;
        let Limits { policy, deadline, seed, number } = &self.limits;
        let until = now + policy.backoff(*seed, self.failures, *number);
        (self.failures < policy.attempts() && until < *deadline).then_some(until)
    }

    /// A list that names none of ours says nothing: all of them stay, because doing it twice is like doing it once.
    fn strike_out_who_is_done(&mut self, failed: &[OpenId]) {
        if self.left.iter().any(|openid| failed.contains(openid)) {
            let before = self.left.len();
            self.left.retain(|openid| failed.contains(openid));
            self.some_done |= self.left.len() < before;
        }
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
                    self.begin(session, now);
                    self.phase = self.call(now);
                }
                Phase::Calling(call) => match call.poll(session, now) {
                    Step::Send(outgoing) => return Step::Send(outgoing),
                    Step::Wait { until, why } => return Step::Wait { until, why },
                    Step::Yield(Ok(Ack { .. })) => {
                        self.left.clear();
                        self.phase = Phase::Over;
                        return Step::Yield(Ok(()));
                    }
                    Step::Yield(Err(error)) => match self.judge(&error, now) {
                        Some(until) => self.phase = Phase::BackingOff(until),
                        None => {
                            self.phase = Phase::Over;
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
            Phase::New | Phase::BackingOff(_) | Phase::Over => Report::ignored(),
        }
    }
}

impl core::fmt::Debug for TagMembers {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TagMembers({:?}, tag {}, {} openids left)", self.change, self.tag, self.left.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::session::Credentials;
    use crate::transport::{Response, TransportError};
    use alloc::string::{String, ToString};
    use alloc::vec;

    const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);
    const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;
    const NO_TAG: &str =
        r#"{"errcode":45159,"errmsg":"invalid tag id hint: [UHgfP.ore-u] rid: 5fae46e2-13a07f4a-0e90d102"}"#;
    const CROWD: &str = r#"{"errcode":45169,"errmsg":"openid much req"}"#;
    const O1_AND_O9_FAIL: &str = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o9"]}"#;
    const O9_FAILS: &str = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o9"]}"#;

    /// Answers one request after the other, and jumps over the waits.
    struct Run {
        result: Result<(), Error>,
        /// Who was in each request.
        sent: Vec<String>,
        waits: Vec<Duration>,
    }

    fn run(mut machine: TagMembers, answers: &[&str]) -> Run {
        let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
        let (mut now, mut answers) = (START, answers.iter());
        let (mut sent, mut waits, mut result) = (vec![], vec![], None);
        loop {
            match machine.poll(&mut session, now) {
                Step::Send(outgoing) => {
                    sent.push(String::from_utf8(outgoing.request().body().clone()).unwrap());
                    let outcome = match answers.next() {
                        Some(answer) => Outcome::Answer(Response::new(answer.as_bytes().to_vec())),
                        None => Outcome::Failed(TransportError::unknown("no answer is left")),
                    };
                    machine.handle(now, outgoing.id(), outcome);
                }
                Step::Wait { until, .. } => {
                    let until = until.expect("a wait that time ends");
                    assert!(until > now, "a wait is in the future");
                    waits.push(until.since(now));
                    now = until;
                }
                Step::Yield(item) => assert!(result.replace(item).is_none(), "one item"),
                Step::Done => break,
            }
        }
        assert!(matches!(machine.poll(&mut session, now), Step::Done));
        Run { result: result.expect("an item"), sent, waits }
    }

    fn openids() -> Vec<OpenId> {
        ["o1", "o2", "o9"].map(|openid| OpenId::new(openid).unwrap()).to_vec()
    }

    fn add() -> TagMembers {
        TagMembers::add(TagId::new(134), Batch::new(&openids()).unwrap())
    }

    fn body(openids: &str) -> String {
        alloc::format!(r#"{{"openid_list":[{openids}],"tagid":134}}"#)
    }

    const ALL: &str = r#""o1","o2","o9""#;

    #[test]
    fn what_works_at_once_is_one_request() {
        let run = run(add(), &[OK]);
        assert!(run.result.is_ok() && run.waits.is_empty());
        assert_eq!(run.sent, [body(ALL)]);
    }

    #[test]
    fn after_45171_only_the_failed_ones_are_sent_again() {
        let run = run(add(), &[O1_AND_O9_FAIL, O9_FAILS, OK]);
        assert!(run.result.is_ok());
        assert_eq!(run.sent, [body(ALL), body(r#""o1","o9""#), body(r#""o9""#)]);
        assert_eq!(run.waits.len(), 2);
    }

    #[test]
    fn who_fails_for_ever_is_named_and_the_others_are_done() {
        let run = run(add(), &[O1_AND_O9_FAIL, O9_FAILS, O9_FAILS, O9_FAILS, OK]);
        let error = run.result.unwrap_err();
        let ErrorKind::Partial { failed, .. } = error.kind() else { panic!("{error:?}") };
        assert_eq!(*failed, [OpenId::new("o9").unwrap()]);
        assert_eq!(error.failed_openids(), failed);
        assert_eq!((error.code().map(|code| code.get()), error.attempts()), (Some(45_171), 4));
        assert_eq!(error.remedy(), Remedy::RetryFailed);
        assert_eq!(run.sent.len(), 4, "as often as the policy says");
        assert!(error.to_string().contains("1 of the openids failed, the others are done: errcode 45171"), "{error}");
    }

    #[test]
    fn an_error_after_a_part_was_done_says_so_too() {
        let run = run(add(), &[O1_AND_O9_FAIL, r#"{"errcode":49003,"errmsg":"not match openid with appid"}"#]);
        let error = run.result.unwrap_err();
        assert_eq!(error.failed_openids().len(), 2);
        assert_eq!((error.code().map(|code| code.get()), run.sent.len()), (Some(49_003), 2));
    }

    #[test]
    fn when_all_fail_nothing_is_partial() {
        let all = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o2","o9"]}"#;
        let error = run(add(), &[all; 9]).result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Service(_)), "{error:?}");
        assert_eq!((error.failed_openids(), error.attempts()), (&*openids(), 4));
    }

    #[test]
    fn a_list_that_names_none_of_ours_strikes_out_nobody() {
        for answer in [
            r#"{"errcode":45171,"errmsg":"some openid fail"}"#,
            r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["somebody"]}"#,
        ] {
            let run = run(add(), &[answer, OK]);
            assert!(run.result.is_ok());
            assert_eq!(run.sent, [body(ALL), body(ALL)], "{answer}");
        }
    }

    #[test]
    fn a_crowd_and_a_tag_that_is_not_there_yet_pass() {
        for answers in [[NO_TAG, CROWD, OK], [CROWD, NO_TAG, OK]] {
            let run = run(add(), &answers);
            assert!(run.result.is_ok());
            assert_eq!((run.sent.len(), run.waits.len()), (3, 2));
            let waits: Vec<u128> = run.waits.iter().map(Duration::as_millis).collect();
            assert!((250..=500).contains(&waits[0]) && (500..=1_000).contains(&waits[1]), "{waits:?}");
        }
    }

    #[test]
    fn a_tag_that_does_not_exist_is_an_error_in_the_end() {
        let run = run(TagMembers::remove(TagId::new(134), Batch::new(&openids()).unwrap()), &[NO_TAG; 9]);
        let error = run.result.unwrap_err();
        assert_eq!((error.code().map(|code| code.get()), error.attempts()), (Some(45_159), 4));
        assert_eq!((error.path(), run.sent.len()), ("/cgi-bin/tags/members/batchuntagging", 4));
    }

    #[test]
    fn another_refusal_is_final() {
        let run = run(add(), &[r#"{"errcode":45059,"errmsg":"can not tagging one user too much"}"#]);
        assert_eq!(run.result.unwrap_err().code().map(|code| code.get()), Some(45_059));
        assert_eq!(run.sent.len(), 1);
    }

    #[test]
    fn the_time_for_a_call_bounds_all_tries_together() {
        let run = run(add().with_timeout(Duration::from_millis(1_200)), &[NO_TAG; 9]);
        assert_eq!(run.result.unwrap_err().code().map(|code| code.get()), Some(45_159));
        assert!(run.waits.iter().sum::<Duration>() < Duration::from_millis(1_200));
        assert!(run.sent.len() < 4, "{:?}", run.waits);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_is_ignored() {
        let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
        let mut machine = add();
        let Step::Send(outgoing) = machine.poll(&mut session, START) else { panic!("it sends first") };
        let answer = || Outcome::Answer(Response::new(NO_TAG.as_bytes().to_vec()));
        assert!(!machine.handle(START, outgoing.id(), answer()).ignored);
        assert!(matches!(machine.poll(&mut session, START), Step::Wait { .. }));
        assert!(machine.handle(START, outgoing.id(), answer()).ignored);
    }
}

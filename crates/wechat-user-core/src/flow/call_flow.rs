//! The course of one call: token, send, renew, back off, send again. Not generic, so that it is compiled once for all
//! endpoints.
//!
//! ```text
//! Ready --lookup--> held ----------> Sending --ok--> Finished --> Over
//!  ^  ^    |---> empty: lease, Fetching --granted--+    ^
//!  |  |    |---> leased by another, cooling: wait  |    |
//!  |  +--------------- token renewed --------------+    |
//!  +------ BackingOff -- remedy x replay x delivery ----+
//! ```
//!
//! | phase | polled | its response |
//! |---|---|---|
//! | Ready | sends with the token, or fetches one (early, while the old one works), or waits, or finishes | - |
//! | Fetching | waits; when its time is over it fails the lease (then Ready) | Fetched |
//! | Fetched | grants (then sends) or fails the lease (then Ready, which meets the cooling like every other call) | - |
//! | Sending | waits; at the deadline it finishes | Finished, Rejected or BackingOff |
//! | Rejected | rejects the generation it used, then Ready; finishes if it had fetched one already | - |
//! | BackingOff | waits until its time, then Ready | - |
//! | Finished | yields, then Over | - |
//! | Over | done | - |

mod fetch;
mod response;

pub(crate) use fetch::{ADOPTED_AT_LEAST, LEASE_GRACE, unusable};

use alloc::borrow::Cow;
use core::mem;
use core::time::Duration;

use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
use crate::flow::exchange::{ExchangeId, Grant, Outcome, Outgoing, Purpose, Report};
use crate::flow::limits::Limits;
use crate::flow::retry::{Decision, RetryPolicy};
use crate::flow::session::Session;
use crate::flow::slot::{Held, Lease, Lookup};
use crate::io::transport::{Delivery, Response};
use crate::values::input_error::InputError;
use crate::values::secret::AccessToken;
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;
use crate::wire::decode;
use crate::wire::encode::Prepared;
use crate::wire::spec::Auth;

/// After a rejection, this many tokens that others fetched are tried, and one that the call fetches itself. Four, so
/// that a process recovers that slept while others replaced the token several times.
const ADOPTIONS: u32 = 4;

/// Reads a response into the place where the call keeps it; true when the body had to be repaired.
pub(crate) type Decode<'a> = &'a mut dyn FnMut(Response) -> Result<bool, ErrorKind>;

#[expect(clippy::large_enum_variant, reason = "a step is handed over once; a box would cost an allocation a request")]
pub(crate) enum FlowStep {
    Send(Outgoing),
    Wait {
        until: Timestamp,
        why: &'static str,
    },
    /// The decoder has read the response, or the token is held.
    Finished(Result<(), Error>),
    Over,
}

pub(crate) struct Flow {
    target: Target,
    phase: Phase,
    timeout: Option<Duration>,
    limits: Limits,
    /// Requests sent for the call itself.
    attempts: u32,
    /// Failures that were followed by a back-off.
    failures: u32,
    /// Token requests sent.
    fetches: u32,
    /// Failures to fetch a token, by this call or another, that this call met.
    fetch_failures: u32,
    renewal: Option<Renewal>,
    /// A request of another program: no back-off, and at most one more try, when it was certainly not sent.
    relayed: bool,
}

/// What the flow is for.
enum Target {
    Call(Prepared),
    /// Only the token itself; here it is put.
    Token(Option<Held<AccessToken>>),
    /// The request could not even be written.
    Refused(InputError),
}

/// What was tried since the service first rejected the token. It bounds the loop.
struct Renewal {
    rejection: Error,
    adopted: u32,
    fetched: bool,
    /// The token that the call goes on with: finding it again after a back-off is no further try.
    generation: u64,
}

enum Phase {
    New,
    Ready,
    Fetching { id: ExchangeId, fetch: fetch::Fetch },
    Fetched { lease: Lease, result: Result<Grant, (Error, Decision)> },
    Sending { id: ExchangeId, used: Option<Held<AccessToken>> },
    Rejected { generation: u64, rejection: Error },
    BackingOff { until: Timestamp },
    Finished(Result<(), Error>),
    Over,
}

impl Flow {
    pub(crate) fn call(prepared: Result<Prepared, InputError>) -> Self {
        Self::new(match prepared {
            Ok(prepared) => Target::Call(prepared),
            Err(input) => Target::Refused(input),
        })
    }

    pub(crate) const fn relay(prepared: Prepared) -> Self {
        let mut flow = Self::new(Target::Call(prepared));
        flow.relayed = true;
        flow
    }

    pub(crate) const fn token() -> Self {
        Self::new(Target::Token(None))
    }

    const fn new(target: Target) -> Self {
        Self {
            target,
            phase: Phase::New,
            timeout: None,
            limits: Limits::unset(),
            attempts: 0,
            failures: 0,
            fetches: 0,
            fetch_failures: 0,
            renewal: None,
            relayed: false,
        }
    }

    pub(crate) const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The token that a flow for a token has found.
    pub(crate) const fn take_token(&mut self) -> Option<Held<AccessToken>> {
        match &mut self.target {
            Target::Token(held) => held.take(),
            Target::Call(_) | Target::Refused(_) => None,
        }
    }

    /// The token of the request in flight.
    pub(crate) fn token_in_flight(&self) -> Option<&AccessToken> {
        match &self.phase {
            Phase::Sending { used, .. } => used.as_ref().map(|held| &held.value),
            _ => None,
        }
    }

    /// Where the call stands, for the meaning of error codes.
    pub(crate) fn place(&self) -> Place {
        match &self.target {
            Target::Call(prepared) => decode::place(prepared.spec),
            Target::Token(_) | Target::Refused(_) => Place::TokenFetch,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match &self.target {
            Target::Call(prepared) => &prepared.path,
            Target::Token(_) | Target::Refused(_) => "",
        }
    }

    pub(crate) fn poll(&mut self, session: &mut Session, now: Timestamp) -> FlowStep {
        loop {
            let step = match mem::replace(&mut self.phase, Phase::Over) {
                Phase::New => self.begin(session, now),
                Phase::Ready => self.ready(session, now),
                Phase::Fetching { fetch, .. } if fetch.is_over(now) => self.fetch_timed_out(session, now, fetch),
                Phase::Fetching { id, fetch } => {
                    let until = fetch.until;
                    self.stay(Phase::Fetching { id, fetch }, until, "the response to the token request")
                }
                Phase::Fetched { lease, result } => self.fetched(session, now, lease, result),
                Phase::Sending { .. } if now >= self.limits.deadline => {
                    self.out_of_time("the response", Delivery::Unknown)
                }
                phase @ Phase::Sending { .. } => self.stay(phase, self.limits.deadline, "the response"),
                Phase::Rejected { generation, rejection } => self.rejected(session, now, generation, rejection),
                Phase::BackingOff { until } if now < until => {
                    self.stay(Phase::BackingOff { until }, until, "backing off")
                }
                Phase::BackingOff { .. } => self.go(Phase::Ready),
                Phase::Finished(result) => Some(FlowStep::Finished(result)),
                Phase::Over => Some(FlowStep::Over),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    pub(crate) fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome, decode: Decode<'_>) -> Report {
        match mem::replace(&mut self.phase, Phase::Over) {
            Phase::Fetching { id: waiting, fetch } if waiting == id => self.token_answered(now, fetch, outcome),
            Phase::Sending { id: waiting, used } if waiting == id => self.answered(now, used, outcome, decode),
            phase => {
                self.phase = phase;
                Report::ignored()
            }
        }
    }

    fn begin(&mut self, session: &mut Session, now: Timestamp) -> Option<FlowStep> {
        if let Target::Refused(input) = &self.target {
            return self.fail(ErrorKind::Input(input.clone()), None);
        }
        self.limits = session.limits(now, self.timeout);
        if self.relayed {
            self.limits.policy = RetryPolicy::never();
        }
        self.go(Phase::Ready)
    }

    fn ready(&mut self, session: &mut Session, now: Timestamp) -> Option<FlowStep> {
        if now >= self.limits.deadline {
            return self.out_of_time("its turn", Delivery::NotSent);
        }
        let carries_its_own = matches!(&self.target, Target::Call(prepared) if prepared.spec.auth() != Auth::App);
        match session.credentials().mode() {
            _ if carries_its_own => return self.send(session, now, None),
            TokenMode::None if matches!(self.target, Target::Call(_)) => return self.send(session, now, None),
            TokenMode::None | TokenMode::Supplied => {
                return match session.slot().peek().cloned() {
                    Some(held) => self.use_token(session, now, held),
                    None => self.fail(ErrorKind::TokenMissing, None),
                };
            }
            TokenMode::Stable | TokenMode::Plain | TokenMode::Sourced => {}
        }
        match session.slot().lookup(now, self.limits.deadline + LEASE_GRACE) {
            Lookup::Held(held) => match &mut self.renewal {
                Some(renewal) if renewal.generation == held.generation => self.use_token(session, now, held),
                Some(renewal) if renewal.adopted >= ADOPTIONS => {
                    let rejection = renewal.rejection.clone();
                    self.go(Phase::Finished(Err(rejection)))
                }
                Some(renewal) => {
                    renewal.adopted += 1;
                    renewal.generation = held.generation;
                    self.use_token(session, now, held)
                }
                None => self.use_token(session, now, held),
            },
            Lookup::Lease { lease, current } => self.fetch(session, now, lease, current, false),
            Lookup::Wait(until) => {
                self.stay(Phase::Ready, until.min(self.limits.deadline), "another call, which fetches the access token")
            }
            Lookup::Cooling { until, error, retry } => {
                self.fetch_failures += 1;
                if retry && until < self.limits.deadline && self.fetch_failures < self.limits.policy.attempts() {
                    return self.go(Phase::BackingOff { until });
                }
                self.fail(ErrorKind::Token(error), Some(until))
            }
        }
    }

    /// The token is there: the goal of one flow, the means of another.
    fn use_token(&mut self, session: &mut Session, now: Timestamp, held: Held<AccessToken>) -> Option<FlowStep> {
        if let Target::Token(found) = &mut self.target {
            *found = Some(held);
            return self.go(Phase::Finished(Ok(())));
        }
        self.send(session, now, Some(held))
    }

    fn send(&mut self, session: &mut Session, now: Timestamp, used: Option<Held<AccessToken>>) -> Option<FlowStep> {
        let Target::Call(prepared) = &self.target else { return self.go(Phase::Over) };
        let token = used.as_ref().map(|held| &held.value);
        match session.uri(prepared, token) {
            Ok(uri) => {
                let id = session.next_exchange();
                let request = prepared.request(uri);
                let deadline = self.limits.deadline;
                let time_left = deadline.since(now);
                self.attempts += 1;
                self.phase = Phase::Sending { id, used };
                Some(FlowStep::Send(Outgoing { id, purpose: Purpose::Api, deadline, time_left, request }))
            }
            Err(input) => self.fail(ErrorKind::Input(input), None),
        }
    }

    /// One fetch and four adoptions after the first rejection; a further rejection is the result, not a loop.
    fn rejected(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        generation: u64,
        rejection: Error,
    ) -> Option<FlowStep> {
        let fetched = self.renewal.as_ref().is_some_and(|renewal| renewal.fetched);
        if fetched {
            // The token stays in the session. If the service rejects every token, each call would otherwise fetch one
            // more.
            let rejection = if session.rival_suspected(now) { rejection.with_rival() } else { rejection };
            return self.go(Phase::Finished(Err(rejection)));
        }
        session.reject(generation, now);
        if session.credentials().mode() == TokenMode::Supplied {
            return self.go(Phase::Finished(Err(rejection)));
        }
        let adopted = self.renewal.as_ref().map_or(0, |renewal| renewal.adopted);
        self.renewal = Some(Renewal { rejection, adopted, fetched, generation });
        self.go(Phase::Ready)
    }

    fn go(&mut self, phase: Phase) -> Option<FlowStep> {
        self.phase = phase;
        None
    }

    fn stay(&mut self, phase: Phase, until: Timestamp, why: &'static str) -> Option<FlowStep> {
        self.phase = phase;
        Some(FlowStep::Wait { until, why })
    }

    fn fail(&mut self, kind: ErrorKind, retry_at: Option<Timestamp>) -> Option<FlowStep> {
        let error = self.error(kind, retry_at);
        self.go(Phase::Finished(Err(error)))
    }

    fn out_of_time(&mut self, waiting_for: &'static str, delivery: Delivery) -> Option<FlowStep> {
        self.fail(ErrorKind::Deadline { waiting_for, delivery }, None)
    }

    fn error(&self, kind: ErrorKind, retry_at: Option<Timestamp>) -> Error {
        match (&self.target, kind) {
            // A caller of the token itself gets the error of the token request, not of a call without a token.
            (Target::Token(_), ErrorKind::Token(error)) => error,
            (Target::Call(prepared), kind) => {
                Error::new(prepared.path.clone(), self.attempts, kind).with_retry_at(retry_at)
            }
            (Target::Token(_) | Target::Refused(_), kind) => {
                Error::new(Cow::Borrowed(""), self.attempts, kind).with_retry_at(retry_at)
            }
        }
    }
}

//! One call of the service as a machine: a thin shell around the flow that keeps the decoded response.

use core::time::Duration;

use serde::de::DeserializeOwned;

use crate::errors::error::Error;
use crate::flow::call_flow::{Flow, FlowStep};
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::{HeldToken, Session};
use crate::values::time::Timestamp;
use crate::wire::decode;
use crate::wire::encode::Prepared;
use crate::wire::endpoint::Endpoint;

/// One call: fetches a token if need be, sends, renews a token that the service rejects, backs off, and yields one
/// result.
///
/// It has the type of its response, not of its endpoint: the request is encoded when the call is created, and borrows
/// nothing.
///
/// ```
/// use wechat_user_core::groups::GetGroups;
/// use wechat_user_core::http::Response;
/// use wechat_user_core::machine::{Outcome, Step};
/// use wechat_user_core::{Call, Credentials, Machine, Session, Timestamp};
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let mut call = Call::new(&GetGroups::new());
/// let now = Timestamp::from_unix_secs(1_795_293_000);
///
/// let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
/// assert_eq!(outgoing.request().uri(), "https://api.weixin.qq.com/cgi-bin/groups/get");
/// let response = Response::new(r#"{"groups":[{"id":0,"name":"未分组","count":3}]}"#.as_bytes().to_vec());
/// call.handle(now, outgoing.id(), Outcome::Response(response));
///
/// let Step::Yield(Ok(list)) = call.poll(&mut session, now) else { unreachable!() };
/// assert_eq!(list.groups[0].name, "未分组");
/// assert!(matches!(call.poll(&mut session, now), Step::Done));
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct Call<R> {
    flow: Flow,
    answer: Option<R>,
}

impl<R: DeserializeOwned> Call<R> {
    /// The call of this endpoint. What is wrong with it shows at the first poll, before anything is sent.
    #[must_use]
    pub fn new<E: Endpoint<Response = R>>(endpoint: &E) -> Self {
        Self { flow: Flow::call(Prepared::new(endpoint)), answer: None }
    }

    /// How long it may take in all, instead of the session's own time-out; counted from the first poll.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.flow = self.flow.with_timeout(timeout);
        self
    }
}

impl<R: DeserializeOwned> Machine for Call<R> {
    type Item = Result<R, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        let answer = &mut self.answer;
        step(self.flow.poll(session, now), || answer.take())
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let Self { flow, answer } = self;
        let place = flow.place();
        flow.handle(now, id, outcome, &mut |response| {
            let read = decode::read(&response, place)?;
            *answer = Some(read.value);
            Ok(read.repaired)
        })
    }
}

impl<R> core::fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Call({})", self.flow.path())
    }
}

/// The account's token, for callers of other WeChat interfaces: the one in use, or a fresh one.
pub struct CurrentToken(Flow);

impl CurrentToken {
    /// Asks for it.
    #[must_use]
    pub const fn new() -> Self {
        Self(Flow::token())
    }
}

impl Default for CurrentToken {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine for CurrentToken {
    type Item = Result<HeldToken, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        let next = self.0.poll(session, now);
        let flow = &mut self.0;
        step(next, || flow.take_token().map(|held| session.held_token(held)))
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        self.0.handle(now, id, outcome, &mut |_| Ok(false))
    }
}

impl core::fmt::Debug for CurrentToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CurrentToken")
    }
}

fn step<T>(step: FlowStep, found: impl FnOnce() -> Option<T>) -> Step<Result<T, Error>> {
    match step {
        FlowStep::Send(outgoing) => Step::Send(outgoing),
        FlowStep::Wait { until, why } => Step::Wait { until: Some(until), why },
        // A flow that finished well has filled in what was sought.
        FlowStep::Finished(Ok(())) => found().map_or(Step::Done, |found| Step::Yield(Ok(found))),
        FlowStep::Finished(Err(error)) => Step::Yield(Err(error)),
        FlowStep::Over => Step::Done,
    }
}

//! A relayed request as a machine: it hands the response on, whatever it says, and acts on one thing only, a rejected
//! token.

use core::fmt;
use core::time::Duration;

use crate::endpoints::raw::Relay;
use crate::errors::errcode::{ErrCode, Remedy};
use crate::errors::error::{Error, ErrorKind};
use crate::flow::call_flow::{Flow, FlowStep};
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::io::transport::Response;
use crate::values::secret::AccessToken;
use crate::values::time::Timestamp;
use crate::wire::decode;

/// An `errcode` is looked for in a body below this size that begins with `{`. Larger ones are media files and lists.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// One relayed request: token, one renewal when the service rejects it, one more try when it was certainly not sent.
///
/// The item is an error only when there is no response to pass on: no token could be had, the service rejected the
/// renewed one too, or the exchange failed. [`Error::may_have_been_done`] says whether it may have arrived.
///
/// ```
/// use wechat_user_core::http::Response;
/// use wechat_user_core::machine::{Outcome, RelayCall, Step};
/// use wechat_user_core::raw::Relay;
/// use wechat_user_core::{Credentials, Machine, Session, Timestamp};
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let mut call = RelayCall::new(&Relay::get("/cgi-bin/menu/get")?);
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
/// let refusal = Response::new(br#"{"errcode":46003,"errmsg":"menu no exist"}"#.to_vec());
/// call.handle(now, outgoing.id(), Outcome::Response(refusal));
///
/// let Step::Yield(Ok(relayed)) = call.poll(&mut session, now) else { unreachable!() };
/// assert_eq!(relayed.errcode.map(|code| code.get()), Some(46003));
/// assert_eq!(relayed.response.body(), br#"{"errcode":46003,"errmsg":"menu no exist"}"#);
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct RelayCall {
    flow: Flow,
    relayed: Option<Relayed>,
}

/// A response to pass on.
#[non_exhaustive]
pub struct Relayed {
    /// Status, headers and body as they came.
    pub response: Response,
    /// The `errcode` in the body, other than 0. It is looked for in a body below 64 KB that begins with `{`.
    pub errcode: Option<ErrCode>,
    /// The token that the request carried; `None` when it carried none.
    pub token: Option<AccessToken>,
}

impl RelayCall {
    /// The call of this request.
    #[must_use]
    pub fn new(relay: &Relay) -> Self {
        Self { flow: Flow::relay(relay.prepare()), relayed: None }
    }

    /// How long it may take in all, instead of the session's own time-out; counted from the first poll.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.flow = self.flow.with_timeout(timeout);
        self
    }
}

impl Machine for RelayCall {
    type Item = Result<Relayed, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        match self.flow.poll(session, now) {
            FlowStep::Send(outgoing) => Step::Send(outgoing),
            FlowStep::Wait { until, why } => Step::Wait { until: Some(until), why },
            FlowStep::Finished(Ok(())) => self.relayed.take().map_or(Step::Done, |relayed| Step::Yield(Ok(relayed))),
            FlowStep::Finished(Err(error)) => Step::Yield(Err(error)),
            FlowStep::Over => Step::Done,
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let place = self.flow.place();
        let token = self.flow.token_in_flight().cloned();
        let relayed = &mut self.relayed;
        let mut report = self.flow.handle(now, id, outcome, &mut |response| {
            let body = response.body();
            let may_report = body.len() < MAX_ERROR_BYTES && body.first() == Some(&b'{');
            let error = may_report.then(|| decode::reported_error(body, place)).flatten();
            let errcode = error.as_ref().map(|error| error.code);
            let rejects = |code| code == ErrCode::ACCESS_TOKEN_MISSING;
            match error.filter(|error| error.remedy() == Remedy::RenewToken || rejects(error.code)) {
                Some(rejection) if token.is_some() => Err(ErrorKind::Service(rejection)),
                _ => {
                    *relayed = Some(Relayed { response, errcode, token: token.clone() });
                    Ok(false)
                }
            }
        });
        if let Some(relayed) = &self.relayed {
            report.errcode = relayed.errcode;
        }
        report
    }
}

impl fmt::Debug for RelayCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelayCall({})", self.flow.path())
    }
}

/// Without the body, which may hold anything.
impl fmt::Debug for Relayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relayed({}, {} bytes)", self.response.status(), self.response.body().len())
    }
}

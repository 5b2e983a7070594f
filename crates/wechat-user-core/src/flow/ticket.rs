//! A ticket of the account, kept like the token: one fetch for all callers, an early renewal by one of them, shared
//! failures.
//!
//! It has the states of a slot (see `slot.rs`). Two things differ from the token. The fetch is itself a call that needs
//! a token and is retried as such, so its failure is final for all callers that wait. And no errcode ever rejects a
//! ticket: a page that reports "invalid signature" is handled with [`Session::renew_ticket`].

use core::mem;
use core::time::Duration;

use crate::endpoints::jssdk::{GetTicket, TicketResponse};
use crate::errors::error::{Error, ErrorKind};
use crate::flow::call::Call;
use crate::flow::call_flow::{ADOPTED_AT_LEAST, LEASE_GRACE, unusable};
use crate::flow::exchange::{ExchangeId, Grant, Outcome, Outgoing, Purpose, Report, Want};
use crate::flow::limits::Limits;
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::flow::slot::{Granted, Held, Lease, Lookup};
use crate::io::transport::Delivery;
use crate::values::credential_kind::CredentialKind;
use crate::values::input_error::InputError;
use crate::values::secret::{JsapiTicket, problem_of_credential};
use crate::values::ticket_kind::TicketKind;
use crate::values::time::Timestamp;
use crate::wire::endpoint::Endpoint;

/// How long all callers share a failure, unless the service said more.
const COOLING: Duration = Duration::from_secs(10);

/// A ticket in use.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HeldTicket {
    /// The ticket.
    pub ticket: JsapiTicket,
    /// What it is for.
    pub kind: TicketKind,
    /// Counts up with each new ticket; hand it back to [`Session::renew_ticket`].
    pub generation: u64,
    /// When it was obtained.
    pub obtained: Timestamp,
    /// When it expires, counted from the moment at which the request was sent.
    pub expires: Timestamp,
}

/// The account's ticket: the one in use, or a fresh one.
///
/// A driver that has a source or a store is asked for it by [`Purpose::Credential`], on the request of the `getticket`
/// call. The token for that call is obtained first, so a source that has tickets alone is not enough.
#[derive(Debug)]
pub struct CurrentTicket {
    kind: TicketKind,
    limits: Limits,
    phase: Phase,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one ticket at a time; a box would only cost an allocation")]
enum Phase {
    New,
    Looking,
    Fetching(Fetch),
    Over,
}

/// The call that fetches the ticket, and what a driver may have handed over in its place.
#[derive(Debug)]
struct Fetch {
    lease: Lease,
    current: Option<JsapiTicket>,
    sent: Timestamp,
    call: Call<TicketResponse>,
    /// The exchange of the call itself, on which a driver may grant the ticket.
    wanted: Option<ExchangeId>,
    granted: Option<Result<Grant, Error>>,
}

impl CurrentTicket {
    /// Asks for it.
    #[must_use]
    pub const fn new(kind: TicketKind) -> Self {
        Self { kind, limits: Limits::unset(), phase: Phase::New }
    }

    fn look(&mut self, session: &mut Session, now: Timestamp) -> Option<Step<Result<HeldTicket, Error>>> {
        if now >= self.limits.deadline {
            let kind = ErrorKind::Deadline { waiting_for: "a ticket", delivery: Delivery::NotSent };
            return Some(Step::Yield(Err(Error::new(GetTicket::SPEC.path().into(), 0, kind))));
        }
        match session.ticket_slot(self.kind).lookup(now, self.limits.deadline + LEASE_GRACE) {
            Lookup::Held(held) => Some(Step::Yield(Ok(self.held(held)))),
            Lookup::Lease { lease, current } => {
                let call = Call::new(&GetTicket::new(self.kind)).with_timeout(self.limits.deadline.since(now));
                let fetch = Fetch { lease, current, sent: now, call, wanted: None, granted: None };
                self.phase = Phase::Fetching(fetch);
                None
            }
            Lookup::Wait(until) => {
                self.phase = Phase::Looking;
                let until = Some(until.min(self.limits.deadline));
                Some(Step::Wait { until, why: "another call, which fetches the ticket" })
            }
            Lookup::Cooling { error, .. } => Some(Step::Yield(Err(error))),
        }
    }

    fn fetch(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        mut fetch: Fetch,
    ) -> Option<Step<Result<HeldTicket, Error>>> {
        match fetch.granted.take() {
            Some(Ok(grant)) => return self.take(session, now, &fetch.lease, grant),
            Some(Err(error)) => return self.failed(session, now, &fetch.lease, error),
            None => {}
        }
        let step = match fetch.call.poll(session, now) {
            Step::Send(mut outgoing) => {
                if matches!(outgoing.purpose(), Purpose::Api) {
                    fetch.sent = now;
                    fetch.wanted = Some(outgoing.id());
                    self.want(session, now, &fetch, &mut outgoing);
                }
                Step::Send(outgoing)
            }
            Step::Wait { until, why } => Step::Wait { until, why },
            Step::Yield(Ok(response)) => {
                let expires = fetch.sent + response.life();
                if let Some(kind) = unusable(response.ticket.expose()) {
                    let error = Error::new(GetTicket::SPEC.path().into(), 1, kind);
                    return self.failed(session, now, &fetch.lease, error);
                }
                let grant = Grant::fetched(response.ticket, fetch.sent, expires);
                return self.take(session, now, &fetch.lease, grant);
            }
            Step::Yield(Err(error)) => return self.failed(session, now, &fetch.lease, error),
            Step::Done => return Some(Step::Done),
        };
        self.phase = Phase::Fetching(fetch);
        Some(step)
    }

    /// Marks the request of the call as one for a credential.
    fn want(&self, session: &mut Session, now: Timestamp, fetch: &Fetch, outgoing: &mut Outgoing) {
        let fetch_timeout = session.fetch_timeout();
        let rejected = session.ticket_slot(self.kind).not_again().cloned();
        let (credentials, deadline) = (session.credentials(), self.limits.deadline);
        outgoing.time_left = deadline.since(now).min(fetch_timeout);
        outgoing.purpose = Purpose::Credential(Want {
            kind: match self.kind {
                TicketKind::Jsapi => CredentialKind::JsapiTicket,
                TicketKind::WxCard => CredentialKind::CardTicket,
            },
            app_id: credentials.app_id().clone(),
            origin: session.origin().clone(),
            mode: credentials.mode(),
            rejected: rejected.map(Into::into),
            current: fetch.current.clone().map(Into::into),
            forced: false,
            deadline,
            fetch_timeout,
        });
    }

    fn take(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: &Lease,
        grant: Grant,
    ) -> Option<Step<Result<HeldTicket, Error>>> {
        session.changed();
        let expires = if grant.adopted { grant.expires.max(now + ADOPTED_AT_LEAST) } else { grant.expires };
        match session.ticket_slot(self.kind).grant(lease, now, grant.value.into(), grant.obtained, expires) {
            Granted::Fresh(held) => Some(Step::Yield(Ok(self.held(held)))),
            Granted::Late | Granted::Stuck => {
                self.phase = Phase::Looking;
                None
            }
        }
    }

    fn failed(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: &Lease,
        error: Error,
    ) -> Option<Step<Result<HeldTicket, Error>>> {
        session.changed();
        let pause = now + self.limits.shared_backoff(1);
        let slot = session.ticket_slot(self.kind);
        if matches!(error.kind(), ErrorKind::Cancelled) {
            // As with the token: the other calls of the session were not cancelled.
            slot.pause(lease, now, now);
        } else if now >= self.limits.deadline && error.service().is_none() {
            // The time of this call ran out, which says nothing about the calls that wait: they have deadlines of their
            // own.
            slot.pause(lease, now, pause);
        } else {
            let until = error.retry_at().unwrap_or(now + COOLING);
            slot.fail(lease, now, error.clone(), |_| (until, false));
        }
        // The old value, if it still works: a renewal that fails disturbs no caller.
        match slot.lookup(now, now) {
            Lookup::Held(held) => Some(Step::Yield(Ok(self.held(held)))),
            Lookup::Lease { .. } | Lookup::Wait(_) | Lookup::Cooling { .. } => Some(Step::Yield(Err(error))),
        }
    }

    fn held(&self, held: Held<JsapiTicket>) -> HeldTicket {
        let Held { value: ticket, generation, obtained, expires, .. } = held;
        HeldTicket { ticket, kind: self.kind, generation, obtained, expires }
    }
}

impl Machine for CurrentTicket {
    type Item = Result<HeldTicket, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        loop {
            let step = match mem::replace(&mut self.phase, Phase::Over) {
                Phase::New => {
                    self.limits = session.limits(now, None);
                    self.phase = Phase::Looking;
                    None
                }
                Phase::Looking => self.look(session, now),
                Phase::Fetching(fetch) => self.fetch(session, now, fetch),
                Phase::Over => Some(Step::Done),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let Phase::Fetching(fetch) = &mut self.phase else { return Report::ignored() };
        let granted = match outcome {
            Outcome::Granted(grant) if fetch.wanted == Some(id) => match problem_of_credential(grant.value.expose()) {
                None => Ok(grant),
                Some(problem) => Err(Error::from(InputError::Credential { problem })),
            },
            Outcome::Denied(error) if fetch.wanted == Some(id) => Err(error),
            outcome => return fetch.call.handle(now, id, outcome),
        };
        fetch.wanted = None;
        fetch.granted = Some(granted);
        Report::new(GetTicket::SPEC.path().into(), false, 1)
    }
}

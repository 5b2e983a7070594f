//! A ticket of the account, kept with the same care as the token: one fetch for all who want it, a margin before its expiry, shared failures.
//!
//! It has the states of a slot (see `slot.rs`). Two things differ from the token: the fetch is itself a call that needs a token and is retried as such, so a
//! failure is final for all who wait; and no errcode ever rejects a ticket, so that a page that is told "invalid signature" says so by
//! [`Session::renew_ticket`].

use core::mem;
use core::time::Duration;

use crate::endpoints::jssdk::{GetTicket, TicketResponse};
use crate::errors::error::{Error, ErrorKind};
use crate::flow::call::Call;
use crate::flow::exchange::{ExchangeId, Outcome, Purpose, Report};
use crate::flow::limits::Limits;
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::flow::slot::{Granted, Held, Lease, Lookup};
use crate::io::transport::Delivery;
use crate::values::secret::JsapiTicket;
use crate::values::ticket_kind::TicketKind;
use crate::values::time::Timestamp;
use crate::wire::endpoint::Endpoint;

/// How long all callers share a failure, unless the service said more.
const COOLING: Duration = Duration::from_secs(10);
/// A lease outlives its fetch by this much, so that an answer in time is never void.
const LEASE_GRACE: Duration = Duration::from_secs(5);

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
    /// When it expires, counted from the moment of asking for it.
    pub expires: Timestamp,
}

/// The account's ticket: the one in use, or a fresh one.
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
    Fetching { lease: Lease, sent: Timestamp, call: Call<TicketResponse> },
    Over,
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
            Lookup::Lease(lease) => {
                let call = Call::new(&GetTicket::new(self.kind)).with_timeout(self.limits.deadline.since(now));
                self.phase = Phase::Fetching { lease, sent: now, call };
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
        lease: Lease,
        mut sent: Timestamp,
        mut call: Call<TicketResponse>,
    ) -> Option<Step<Result<HeldTicket, Error>>> {
        let step = match call.poll(session, now) {
            Step::Send(outgoing) => {
                if matches!(outgoing.purpose(), Purpose::Api) {
                    sent = now;
                }
                Step::Send(outgoing)
            }
            Step::Wait { until, why } => Step::Wait { until, why },
            Step::Yield(Ok(answer)) => {
                let expires = sent + answer.life();
                let granted = session.ticket_slot(self.kind).grant(&lease, answer.ticket, None, sent, expires);
                session.changed();
                return match granted {
                    Granted::Fresh(held) => Some(Step::Yield(Ok(self.held(held)))),
                    Granted::Late | Granted::Stuck => {
                        self.phase = Phase::Looking;
                        None
                    }
                };
            }
            Step::Yield(Err(error)) => {
                let until = error.retry_at().unwrap_or(now + COOLING);
                session.ticket_slot(self.kind).fail(&lease, now, error.clone(), |_| (until, false));
                session.changed();
                return Some(Step::Yield(Err(error)));
            }
            Step::Done => return Some(Step::Done),
        };
        self.phase = Phase::Fetching { lease, sent, call };
        Some(step)
    }

    fn held(&self, held: Held<JsapiTicket>) -> HeldTicket {
        let Held { value: ticket, generation, obtained, expires } = held;
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
                Phase::Fetching { lease, sent, call } => self.fetch(session, now, lease, sent, call),
                Phase::Over => Some(Step::Done),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        match &mut self.phase {
            Phase::Fetching { call, .. } => call.handle(now, id, outcome),
            Phase::New | Phase::Looking | Phase::Over => Report::ignored(),
        }
    }
}

//! The part of a flow that fetches a token while it holds the lease.

use core::time::Duration;

use super::{Flow, FlowStep, Phase};
use crate::endpoints::token::{GetStableToken, GetToken, TokenResponse};
use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
use crate::flow::credentials::{Credentials, TokenMode};
use crate::flow::exchange::{Credential, Grant, Outcome, Outgoing, Purpose, Report, TokenWant};
use crate::flow::retry::{self, Decision};
use crate::flow::session::Session;
use crate::flow::slot::{Granted, Lease};
use crate::io::transport::Delivery;
use crate::values::bad_input::BadInput;
use crate::values::secret::AppSecret;
use crate::values::time::Timestamp;
use crate::wire::decode;
use crate::wire::encode::Prepared;
use crate::wire::endpoint::Endpoint;
use crate::wire::scrub::Scrubber;
use crate::wire::spec::Replay;

/// A token is a small answer; a request for one that takes longer makes room for the next try.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);
/// A lease outlives its fetch by this much, so that an answer that came in time is never void.
pub(super) const LEASE_GRACE: Duration = Duration::from_secs(5);
/// How long all callers share the failure of a wrong configuration before somebody asks again.
const CONFIGURATION_COOLING: Duration = Duration::from_secs(10);

/// A token request in flight.
pub(super) struct Fetch {
    lease: Lease,
    sent: Timestamp,
    pub(super) until: Timestamp,
    path: &'static str,
    secret: AppSecret,
}

impl Fetch {
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}

impl Flow {
    pub(super) fn fetch(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: Lease,
        until: Timestamp,
        forced: bool,
    ) -> Option<FlowStep> {
        let credentials = session.credentials();
        let secret = credentials.secret();
        let want = TokenWant {
            credential: Credential::AccessToken,
            app_id: credentials.app_id().clone(),
            mode: credentials.mode(),
            rejected: None,
            generation: 0,
        };
        let request = prepare(credentials, &secret, forced).and_then(|prepared| {
            let request = prepared.request(session.origin(), None, Some(until.since(now)))?;
            Ok((prepared.spec.path(), request))
        });
        let (path, request) = match request {
            Ok(request) => request,
            Err(input) => return self.fail(ErrorKind::BadInput(input), None),
        };
        let slot = session.slot();
        let want = TokenWant { rejected: slot.rejected().cloned(), generation: slot.generation(), ..want };
        let id = session.next_exchange();
        self.fetches += 1;
        self.phase = Phase::Fetching { id, fetch: Fetch { lease, sent: now, until, path, secret } };
        Some(FlowStep::Send(Outgoing { id, purpose: Purpose::Token(want), deadline: until, request }))
    }

    /// The answer of the token request. It touches the session at the next poll.
    pub(super) fn token_answered(&mut self, now: Timestamp, fetch: Fetch, outcome: Outcome) -> Report {
        let Fetch { lease, sent, path, secret, .. } = fetch;
        let mut report = Report::new(path.into(), true, self.fetches);
        let scrubber = Scrubber::new([secret.expose()]);
        let result = match outcome {
            Outcome::Granted(grant) => Ok(grant),
            Outcome::Denied(error) => Err(error),
            Outcome::Failed(error) => {
                report.delivery = Some(error.delivery());
                Err(ErrorKind::Transport(scrubber.scrub_error(error)))
                    .map_err(|kind| Error::new(path.into(), self.fetches, kind))
            }
            Outcome::Response(response) => {
                report.status = Some(response.status().as_u16());
                match decode::read::<TokenResponse>(&response, Place::TokenFetch) {
                    Ok(read) => {
                        report.repaired = read.repaired;
                        // Counted from the moment of asking, because that is when the service may have made it.
                        let expires = sent + read.value.life();
                        Ok(Grant::new(read.value.access_token, expires))
                    }
                    Err(kind) => Err(Error::new(path.into(), self.fetches, scrubber.scrub_kind(kind))),
                }
            }
        };
        let result = result.map_err(|error| {
            report.errcode = error.code();
            let decision = retry::decide(error.kind(), Replay::Safe, now);
            (error, decision)
        });
        self.phase = Phase::Fetched { lease, sent, result };
        report
    }

    pub(super) fn fetched(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: Lease,
        sent: Timestamp,
        result: Result<Grant, (Error, Decision)>,
    ) -> Option<FlowStep> {
        session.changed();
        let Grant { token, expires, version } = match result {
            Ok(grant) => grant,
            Err((error, decision)) => return self.fetch_failed(session, now, &lease, error, &decision),
        };
        match session.slot().grant(&lease, token, version, sent, expires) {
            Granted::Fresh(held) => {
                if let Some(renewal) = &mut self.renewal {
                    renewal.fetched = true;
                    renewal.generation = held.generation;
                }
                // Used at once, however short its life: a look-up might find it stale for ever.
                if now < self.limits.deadline { self.use_token(session, now, held) } else { self.go(Phase::Ready) }
            }
            Granted::Late => self.go(Phase::Ready),
            // The service hands out the token that it rejects. Forcing kills it for everybody, so that must have been allowed.
            Granted::Stuck if now < self.limits.deadline && session.may_force(now) => {
                let until = self.limits.deadline.min(now + TIMEOUT);
                session.slot().extend(&lease, until + LEASE_GRACE);
                self.fetch(session, now, lease, until, true)
            }
            Granted::Stuck => {
                let error = Error::new(token_path(session.credentials()).into(), self.fetches, ErrorKind::TokenStuck);
                self.fetch_failed(session, now, &lease, error, &Decision::Stop)
            }
        }
    }

    pub(super) fn fetch_timed_out(&mut self, session: &mut Session, now: Timestamp, fetch: Fetch) -> Option<FlowStep> {
        session.changed();
        let kind = ErrorKind::Deadline { waiting_for: "the access token", delivery: Delivery::Unknown };
        let error = Error::new(fetch.path.into(), self.fetches, kind);
        self.fetch_failed(session, now, &fetch.lease, error, &Decision::BackOff)
    }

    /// Cools the slot down, for all who wait; this call then meets the cooling like everybody else, or its deadline.
    fn fetch_failed(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: &Lease,
        error: Error,
        decision: &Decision,
    ) -> Option<FlowStep> {
        let limits = self.limits;
        if *decision == Decision::BackOff && now >= self.limits.deadline {
            // What ran out is the time of this call. Those who wait have another, and are not to fail for that; but the next of them may be as late, so they
            // do not ask one right after the other.
            session.slot().pause(lease, now, now + limits.shared_backoff(1));
            return self.go(Phase::Ready);
        }
        session.slot().fail(lease, now, error, |failures| match decision {
            Decision::StopUntil(until) => (*until, false),
            Decision::At(until) => (*until, true),
            Decision::BackOff => (now + limits.shared_backoff(failures), true),
            Decision::Stop | Decision::Renew => (now + CONFIGURATION_COOLING, false),
        });
        self.go(Phase::Ready)
    }
}

fn prepare(credentials: &Credentials, secret: &AppSecret, forced: bool) -> Result<Prepared, BadInput> {
    match credentials.mode() {
        TokenMode::Plain => Prepared::new(&GetToken::new(credentials.app_id(), secret)),
        TokenMode::Stable | TokenMode::None | TokenMode::Supplied => {
            Prepared::new(&GetStableToken::new(credentials.app_id(), secret).with_force_refresh(forced))
        }
    }
}

fn token_path(credentials: &Credentials) -> &'static str {
    match credentials.mode() {
        TokenMode::Plain => GetToken::SPEC.path(),
        TokenMode::Stable | TokenMode::None | TokenMode::Supplied => GetStableToken::SPEC.path(),
    }
}

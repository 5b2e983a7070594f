//! The part of a flow that fetches a token while it holds the lease.

use alloc::string::String;
use core::time::Duration;

use super::{ADOPTIONS, Flow, FlowStep, Phase};
use crate::endpoints::token::{GetStableToken, GetToken, TokenResponse};
use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
use crate::flow::credentials::Credentials;
use crate::flow::exchange::{Grant, Outcome, Outgoing, Purpose, Report, Want};
use crate::flow::retry::{self, Decision};
use crate::flow::session::Session;
use crate::flow::slot::{Granted, Lease};
use crate::io::transport::{Delivery, Request};
use crate::values::credential_kind::CredentialKind;
use crate::values::input_error::InputError;
use crate::values::secret::{AccessToken, AppSecret, problem_of_credential};
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;
use crate::wire::decode;
use crate::wire::encode::Prepared;
use crate::wire::endpoint::Endpoint;
use crate::wire::scrub::Scrubber;
use crate::wire::spec::Replay;

/// A lease outlives its fetch by this much, so that a response in time is never void.
pub(crate) const LEASE_GRACE: Duration = Duration::from_secs(5);
/// How long all callers share the failure of a wrong configuration before one asks again.
const CONFIGURATION_COOLING: Duration = Duration::from_secs(10);
/// A value from a source or a store is used for at least this long: its clock and ours may differ.
pub(crate) const ADOPTED_AT_LEAST: Duration = Duration::from_secs(10);

/// A token request in flight.
pub(super) struct Fetch {
    lease: Lease,
    sent: Timestamp,
    pub(super) until: Timestamp,
    path: &'static str,
    secret: AppSecret,
    mode: TokenMode,
    rival: bool,
    /// Values that a source's error may hold.
    rejected: Option<AccessToken>,
    current: Option<AccessToken>,
}

impl Fetch {
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}

impl Flow {
    /// Asks for a token. `current` is the value in use, if it still works.
    pub(super) fn fetch(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: Lease,
        current: Option<AccessToken>,
        forced: bool,
    ) -> Option<FlowStep> {
        let deadline = self.limits.deadline;
        let fetch_timeout = session.fetch_timeout();
        let credentials = session.credentials();
        let (secret, mode, app_id) = (credentials.secret(), credentials.mode(), credentials.app_id().clone());
        let path = token_path(mode);
        let request = match mode {
            // Nothing can be sent: the request has no host, so that no transport can send it by mistake.
            TokenMode::Sourced => Ok(Request::default()),
            TokenMode::Plain | TokenMode::Stable | TokenMode::None | TokenMode::Supplied => {
                prepare(credentials, &secret, forced)
                    .and_then(|prepared| Ok(prepared.request(prepared.uri(session.origin(), None)?)))
            }
        };
        let request = match request {
            Ok(request) => request,
            Err(input) => return self.fail(ErrorKind::Input(input), None),
        };
        let origin = session.origin().clone();
        let rejected = session.slot().not_again().cloned();
        let want = Want {
            kind: CredentialKind::AccessToken,
            app_id,
            origin,
            mode,
            rejected: rejected.clone().map(Into::into),
            current: current.clone().map(Into::into),
            forced,
            deadline,
            fetch_timeout,
        };
        let id = session.next_exchange();
        self.fetches += 1;
        let rival = session.rival_suspected(now);
        let fetch = Fetch { lease, sent: now, until: deadline, path, secret, mode, rival, rejected, current };
        self.phase = Phase::Fetching { id, fetch };
        let time_left = deadline.since(now).min(fetch_timeout);
        Some(FlowStep::Send(Outgoing { id, purpose: Purpose::Credential(want), deadline, time_left, request }))
    }

    /// The response to the token request. It changes the session at the next poll.
    pub(super) fn token_answered(&mut self, now: Timestamp, fetch: Fetch, outcome: Outcome) -> Report {
        let Fetch { lease, sent, path, secret, mode, rival, rejected, current, .. } = fetch;
        let mut report = Report::new(path.into(), true, self.fetches);
        report.rival_suspected = rival;
        let known = [Some(secret.expose()), rejected.as_ref().map(|token| token.expose())];
        let known = known.into_iter().flatten().chain(current.as_ref().map(|token| token.expose()));
        let scrubber = Scrubber::new(known);
        let error = |kind| Error::new(path.into(), self.fetches, scrubber.scrub_kind(kind));
        let result = match outcome {
            Outcome::Granted(grant) => match problem_of_credential(grant.value.expose()) {
                Some(problem) => Err(error(ErrorKind::Input(InputError::Credential { problem }))),
                None => Ok(grant),
            },
            Outcome::Denied(denied) => Err(denied.with_kind(|kind| scrubber.scrub_kind(kind))),
            Outcome::Failed(_) | Outcome::Response(_) if mode == TokenMode::Sourced => {
                Err(error(ErrorKind::TokenMissing))
            }
            Outcome::Failed(failure) => {
                report.delivery = Some(failure.delivery());
                Err(error(ErrorKind::Transport(failure)))
            }
            Outcome::Response(response) => {
                report.status = Some(response.status().as_u16());
                match decode::read::<TokenResponse>(&response, Place::TokenFetch) {
                    Ok(read) => {
                        report.repaired = read.repaired;
                        // The life counts from the moment of sending: the service may have created the token then.
                        let expires = sent + read.value.life();
                        match unusable(read.value.access_token.expose()) {
                            Some(kind) => Err(error(kind)),
                            None => Ok(Grant::fetched(read.value.access_token, sent, expires)),
                        }
                    }
                    Err(kind) => Err(error(kind)),
                }
            }
        };
        let result = result.map_err(|error| {
            report.errcode = error.code();
            let decision = retry::decide(error.kind(), Replay::Safe, now);
            (error, decision)
        });
        self.phase = Phase::Fetched { lease, result };
        report
    }

    pub(super) fn fetched(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: Lease,
        result: Result<Grant, (Error, Decision)>,
    ) -> Option<FlowStep> {
        session.changed();
        let Grant { value, obtained, expires, adopted } = match result {
            Ok(grant) => grant,
            Err((error, decision)) => return self.fetch_failed(session, now, &lease, error, &decision),
        };
        let expires = if adopted { expires.max(now + ADOPTED_AT_LEAST) } else { expires };
        match session.slot().grant(&lease, now, value.into(), obtained, expires) {
            Granted::Fresh(held) => {
                if let Some(renewal) = &mut self.renewal {
                    if adopted && renewal.adopted >= ADOPTIONS {
                        let rejection = renewal.rejection.clone();
                        return self.go(Phase::Finished(Err(rejection)));
                    }
                    renewal.fetched |= !adopted;
                    renewal.adopted += u32::from(adopted);
                    renewal.generation = held.generation;
                }
                // Used at once, however short its life: a lookup might find it stale for ever.
                if now < self.limits.deadline { self.use_token(session, now, held) } else { self.go(Phase::Ready) }
            }
            Granted::Late => self.go(Phase::Ready),
            // The service hands out the token that it rejects. A forced refresh invalidates it for every process, so it
            // must have been allowed.
            Granted::Stuck if now < self.limits.deadline && session.may_force(now) => {
                let until = self.limits.deadline;
                session.slot().extend(&lease, until + LEASE_GRACE);
                self.fetch(session, now, lease, None, true)
            }
            Granted::Stuck => {
                let path = token_path(session.credentials().mode());
                let error = Error::new(path.into(), self.fetches, ErrorKind::TokenStuck);
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

    /// Cools the slot down, for all calls that wait; this call then meets the cooling, or the value that still works,
    /// or its deadline.
    fn fetch_failed(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        lease: &Lease,
        error: Error,
        decision: &Decision,
    ) -> Option<FlowStep> {
        let limits = self.limits;
        if matches!(error.kind(), ErrorKind::Cancelled) {
            // A driver that waits for its store was cancelled. The other calls of the session were not.
            session.slot().pause(lease, now, now);
            return self.go(Phase::Ready);
        }
        if *decision == Decision::BackOff && now >= self.limits.deadline {
            // The time of this call ran out. The calls that wait have a deadline of their own and must not fail for
            // that. But the next of them may be as late, so they do not ask one right after the other.
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

fn prepare(credentials: &Credentials, secret: &AppSecret, forced: bool) -> Result<Prepared, InputError> {
    match credentials.mode() {
        TokenMode::Plain => Prepared::new(&GetToken::new(credentials.app_id(), secret)),
        TokenMode::Stable | TokenMode::None | TokenMode::Supplied | TokenMode::Sourced => {
            Prepared::new(&GetStableToken::new(credentials.app_id(), secret).with_force_refresh(forced))
        }
    }
}

fn token_path(mode: TokenMode) -> &'static str {
    match mode {
        TokenMode::Plain => GetToken::SPEC.path(),
        TokenMode::Stable | TokenMode::None | TokenMode::Supplied | TokenMode::Sourced => GetStableToken::SPEC.path(),
    }
}

/// A credential that the service sent and that cannot be one is a failed fetch: it must not be kept for its whole life.
pub(crate) fn unusable(value: &str) -> Option<ErrorKind> {
    let problem = problem_of_credential(value)?;
    let problem = ["the credential in it cannot be used: ", problem].concat();
    Some(ErrorKind::Body { problem, garbage: false, snippet: String::new() })
}

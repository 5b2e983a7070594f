//! The state that the calls of one account share: origin, credentials, token, tickets. One session is one account.

use core::time::Duration;

use http::Uri;

use crate::flow::credentials::Credentials;
use crate::flow::exchange::ExchangeId;
use crate::flow::forced_refresh::ForceBudget;
use crate::flow::limits::Limits;
use crate::flow::retry::RetryPolicy;
use crate::flow::rival::Rival;
use crate::flow::slot::{Held, Slot};
use crate::flow::turns::Turns;
use crate::values::input_error::InputError;
use crate::values::origin::Origin;
use crate::values::secret::{AccessToken, JsapiTicket, problem_of_credential};
use crate::values::ticket_kind::TicketKind;
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;
use crate::wire::encode::Prepared;
use crate::wire::last_uri::LastUri;

/// A token in use, for callers of other WeChat interfaces with the same account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HeldToken {
    /// The token.
    pub token: AccessToken,
    /// Counts up with each new token; hand it back to [`Session::reject`] when the service rejects the token.
    pub generation: u64,
    /// Where it comes from.
    pub mode: TokenMode,
    /// When it was obtained.
    pub obtained: Timestamp,
    /// When it expires, counted from the moment of asking for it.
    pub expires: Timestamp,
}

/// The state that machines share. Plain data: the driver owns it, and locks it if several threads drive machines.
///
/// ```
/// use wechat_user_core::{Credentials, Origin, Session};
///
/// let session = Session::new(Credentials::stable("wx0123456789abcdef", "0123456789abcdef0123456789abcdef"))?
///     .with_origin(Origin::https("sh.api.weixin.qq.com")?);
/// assert_eq!(session.credentials().app_id().as_str(), "wx0123456789abcdef");
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct Session {
    origin: Origin,
    credentials: Credentials,
    retry: RetryPolicy,
    call_timeout: Duration,
    fetch_timeout: Duration,
    seed: u64,
    forced_refresh: Option<ForceBudget>,
    next_exchange: u64,
    revision: u64,
    token: Slot<AccessToken>,
    jsapi_ticket: Slot<JsapiTicket>,
    card_ticket: Slot<JsapiTicket>,
    turns: Turns,
    rival: Rival,
    last_uri: LastUri,
}

impl Session {
    /// A session against `https://api.weixin.qq.com`, a call having 30 seconds in all.
    ///
    /// # Errors
    ///
    /// [`InputError::EmptyAppId`].
    pub fn new(credentials: Credentials) -> Result<Self, InputError> {
        check(&credentials)?;
        Ok(Self {
            origin: Origin::default(),
            credentials,
            retry: RetryPolicy::default(),
            call_timeout: Duration::from_secs(30),
            fetch_timeout: Duration::from_secs(5),
            seed: 0,
            forced_refresh: None,
            next_exchange: 0,
            revision: 0,
            token: Slot::new(),
            jsapi_ticket: Slot::new(),
            card_ticket: Slot::new(),
            turns: Turns::default(),
            rival: Rival::default(),
            last_uri: LastUri::default(),
        })
    }

    /// Sends to another host.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Another retry policy.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How long a call may take in all: waiting for a token, sending, backing off and sending again.
    #[must_use]
    pub fn with_call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = timeout;
        self
    }

    /// How long one HTTP exchange that fetches a token or a ticket may take; 5 s by default. A call that waits longer
    /// for one tries again.
    #[must_use]
    pub fn with_fetch_timeout(mut self, timeout: Duration) -> Self {
        self.fetch_timeout = timeout;
        self
    }

    /// The seed of the jitter in back-offs; give each process its own.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Allows a forced refresh of a stable token that is stuck
    /// ([`ErrorKind::TokenStuck`](crate::ErrorKind::TokenStuck)): it invalidates the token of every other process at
    /// once. At most 20 a day and 30 seconds apart, as the service allows. Off by default.
    #[must_use]
    pub fn with_forced_refresh(mut self, allowed: bool) -> Self {
        self.forced_refresh = allowed.then(ForceBudget::default);
        self
    }

    /// Who calls.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Replaces the credentials, for example after the secret was changed: token, tickets and failures are forgotten.
    ///
    /// # Errors
    ///
    /// What [`new`](Self::new) refuses; the credentials then stay as they are.
    pub fn set_credentials(&mut self, credentials: Credentials) -> Result<(), InputError> {
        check(&credentials)?;
        self.credentials = credentials;
        self.token.clear();
        self.jsapi_ticket.clear();
        self.card_ticket.clear();
        self.last_uri.clear();
        self.revision += 1;
        Ok(())
    }

    /// Where requests go.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The token in use, if there is one; it may be stale.
    #[must_use]
    pub fn token(&self) -> Option<HeldToken> {
        self.token.peek().map(|held| self.held_token(held.clone()))
    }

    /// Reports that the service rejected this generation of the token (40001, 40014, 42001). Does nothing if the token
    /// was renewed in the meantime.
    pub fn reject(&mut self, generation: u64, now: Timestamp) {
        if let Some(expires) = self.token.reject(generation)
            && self.credentials.mode() == TokenMode::Plain
        {
            self.rival.rejected(now, expires);
        }
        self.revision += 1;
    }

    /// Whether another process seems to fetch plain tokens for this account: they are rejected long before they expire,
    /// again and again.
    #[must_use]
    pub fn rival_suspected(&self, now: Timestamp) -> bool {
        self.rival.is_suspected(now)
    }

    /// Takes a token from outside; `None` when its expiry is unknown.
    ///
    /// # Errors
    ///
    /// [`InputError::Credential`] for a text that cannot be a token: an empty one, or one with blanks or control
    /// characters.
    pub fn supply(&mut self, token: AccessToken, now: Timestamp, expires: Option<Timestamp>) -> Result<(), InputError> {
        if let Some(problem) = problem_of_credential(token.expose()) {
            return Err(InputError::Credential { problem });
        }
        self.token.put(now, token, Some(now), expires.unwrap_or(Timestamp::FAR_FUTURE));
        self.revision += 1;
        Ok(())
    }

    /// Has the next [`CurrentTicket`](crate::machine::CurrentTicket) fetch another ticket than this generation. No
    /// errcode rejects a ticket: only pages notice that it is invalid. If it has been renewed already, nothing happens.
    pub fn renew_ticket(&mut self, kind: TicketKind, generation: u64) {
        self.ticket_slot(kind).forget(generation);
        self.revision += 1;
    }

    /// Counts up whenever something changed that a waiting machine may care about. A driver that shares a session wakes
    /// the others when it moved.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The URI of this request with this token.
    pub(crate) fn uri(&mut self, prepared: &Prepared, token: Option<&AccessToken>) -> Result<Uri, InputError> {
        self.last_uri.of(prepared, &self.origin, token)
    }

    pub(crate) fn next_exchange(&mut self) -> ExchangeId {
        self.next_exchange += 1;
        ExchangeId(self.next_exchange)
    }

    pub(crate) fn slot(&mut self) -> &mut Slot<AccessToken> {
        &mut self.token
    }

    pub(crate) fn ticket_slot(&mut self, kind: TicketKind) -> &mut Slot<JsapiTicket> {
        match kind {
            TicketKind::Jsapi => &mut self.jsapi_ticket,
            TicketKind::WxCard => &mut self.card_ticket,
        }
    }

    /// Whose tags are being changed.
    pub(crate) fn turns(&mut self) -> &mut Turns {
        &mut self.turns
    }

    pub(crate) fn changed(&mut self) {
        self.revision += 1;
    }

    /// The limits of a call that begins now; `timeout` overrules the session's own.
    pub(crate) fn limits(&mut self, now: Timestamp, timeout: Option<Duration>) -> Limits {
        Limits {
            policy: self.retry,
            deadline: now + timeout.unwrap_or(self.call_timeout),
            seed: self.seed,
            number: self.next_exchange().0,
        }
    }

    /// How long one HTTP exchange for a credential may take.
    pub(crate) fn fetch_timeout(&self) -> Duration {
        self.fetch_timeout
    }

    pub(crate) fn held_token(&self, held: Held<AccessToken>) -> HeldToken {
        let Held { value: token, generation, obtained, expires, .. } = held;
        HeldToken { token, generation, mode: self.credentials.mode(), obtained, expires }
    }

    /// Takes one forced refresh out of the budget, if there is one.
    pub(crate) fn may_force(&mut self, now: Timestamp) -> bool {
        self.credentials.mode() == TokenMode::Stable
            && self.forced_refresh.as_mut().is_some_and(|budget| budget.take(now))
    }
}

fn check(credentials: &Credentials) -> Result<(), InputError> {
    if credentials.app_id().as_str().is_empty() { Err(InputError::EmptyAppId) } else { Ok(()) }
}

impl core::fmt::Debug for Session {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session")
            .field("origin", &self.origin)
            .field("credentials", &self.credentials)
            .field("token", &self.token())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn debug_holds_no_secret() {
        let mut session = Session::new(Credentials::stable("wx1", "hush-secret")).unwrap();
        session.supply(AccessToken::from("hush-token"), Timestamp::default(), None).unwrap();
        let shown = format!("{session:?}");
        assert!(shown.contains("wx1") && !shown.contains("hush"), "{shown}");
    }

    #[test]
    fn an_empty_app_id_is_refused() {
        assert_eq!(Session::new(Credentials::stable("", "s")).err(), Some(InputError::EmptyAppId));
    }
}

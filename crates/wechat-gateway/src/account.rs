//! One account: the client that has its secret and its token, and what must never be in a response.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wechat_user::clock::Clock;
use wechat_user::machine::{RelayCall, Relayed};
use wechat_user::raw::Relay;
use wechat_user::retry::RetryPolicy;
use wechat_user::store::CredentialStore;
use wechat_user::transport::Transport;
use wechat_user::{AppSecret, Client, Credentials, Error, Origin};

use crate::leak::Needles;
use crate::metrics::{Counting, Metrics};

/// A token that was replaced works for five more minutes. More of them than this are not issued in that time.
const REMEMBERED: usize = 8;

/// What the clients of all accounts share.
pub(crate) struct Common {
    pub(crate) origin: Origin,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) store: Arc<dyn CredentialStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) call: Duration,
}

pub(crate) struct Account {
    credentials: Credentials,
    client: Client,
    /// The real secret, then the last real tokens.
    hidden: Mutex<Arc<[Arc<Needles>]>>,
}

impl Account {
    pub(crate) fn new(credentials: Credentials, common: &Common) -> Result<Self, Error> {
        let client = Client::builder_with(credentials.clone())
            .origin(common.origin.clone())
            .transport(Arc::clone(&common.transport))
            .store(Arc::clone(&common.store))
            .clock(Arc::clone(&common.clock))
            .observer(Counting(Arc::clone(&common.metrics)))
            .call_timeout(common.call)
            // Only a ticket is fetched with it; relays are never repeated.
            .retry(RetryPolicy::default().with_attempts(2))
            .build()?;
        let secret = Arc::new(Needles::new(credentials.app_secret().map_or("", AppSecret::expose)));
        Ok(Self { credentials, client, hidden: Mutex::new(Arc::new([secret])) })
    }

    /// Whether it has these credentials: then its client, with the token, is kept.
    pub(crate) fn has(&self, other: &Credentials) -> bool {
        let secret = |credentials: &Credentials| credentials.app_secret().map(|secret| secret.expose().to_owned());
        self.credentials.app_id() == other.app_id()
            && self.credentials.mode() == other.mode()
            && secret(&self.credentials) == secret(other)
    }

    pub(crate) fn app_id(&self) -> &str {
        self.credentials.app_id().as_str()
    }

    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// Adds the real secret as the parameter `secret`.
    pub(crate) fn with_secret(&self, relay: Relay) -> Option<Relay> {
        self.credentials.app_secret().map(|secret| relay.with_secret("secret", secret))
    }

    /// Relays a request. Blocks.
    pub(crate) fn relay(&self, relay: &Relay, time: Duration) -> Result<Relayed, Error> {
        let mut drive = self.client.drive(RelayCall::new(relay).with_timeout(time));
        let relayed = drive.next().unwrap_or_else(|| Err(Error::cancelled(relay.path().to_owned())))?;
        if let Some(token) = &relayed.token {
            self.remember(token.expose());
        }
        Ok(relayed)
    }

    fn remember(&self, token: &str) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        let (secret, tokens) = hidden.split_at(1);
        if !tokens.iter().any(|known| known.is_of(token)) {
            let forgotten = usize::from(tokens.len() == REMEMBERED);
            let new = Arc::new(Needles::new(token));
            let kept = secret.iter().chain(&tokens[forgotten..]).cloned();
            *hidden = kept.chain([new]).collect();
        }
    }

    /// The real secret and the last real tokens, which no response may hold. A long response is searched without the
    /// lock.
    pub(crate) fn hidden(&self) -> Arc<[Arc<Needles>]> {
        Arc::clone(&self.hidden.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Only the AppID.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({})", self.app_id())
    }
}

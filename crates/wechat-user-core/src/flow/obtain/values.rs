//! A credential on its way: as it was loaded, and as it was fetched.

use core::time::Duration;

use crate::endpoints::jssdk::TicketResponse;
use crate::endpoints::token::TokenResponse;
use crate::errors::errcode::Place;
use crate::flow::exchange::{Grant, Want};
use crate::flow::slot::stale_at;
use crate::io::store::Stored;
use crate::io::transport::Response;
use crate::values::credential_kind::CredentialKind;
use crate::values::secret::{CredentialValue, Secret, problem_of_credential};
use crate::values::time::Timestamp;
use crate::wire::decode;

/// What was loaded, in this process's time.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) value: CredentialValue,
    obtained: Option<Timestamp>,
    expires: Timestamp,
}

/// What the service returned.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) value: CredentialValue,
    pub(super) sent: Timestamp,
    pub(super) expires: Timestamp,
}

impl Found {
    /// `asked`: the moment before the store was asked.
    pub(super) fn new(stored: Stored, asked: Timestamp) -> Self {
        let Stored { value, left, age } = stored;
        let before = |age: Duration| {
            let millis = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
            Timestamp::from_unix_millis(asked.as_unix_millis().saturating_sub(millis))
        };
        Self { value, obtained: age.map(before), expires: asked + left }
    }

    /// The value, if it works, and is not stale where `fresh` demands that.
    pub(super) fn grant(&self, want: &Want, now: Timestamp, fresh: bool) -> Option<Grant> {
        let until = if fresh { stale_at(self.obtained, self.expires) } else { self.expires };
        if now >= until || !may_be_used(want, &self.value) {
            return None;
        }
        let grant = Grant::adopted(self.value.clone(), self.expires);
        Some(match self.obtained {
            Some(obtained) => grant.obtained_at(obtained),
            None => grant,
        })
    }
}

/// The credential in a response, with its life. `None` when there is none, or the rejected one again: the flow that
/// sent the request knows what that means.
pub(super) fn read(want: &Want, response: &Response) -> Option<(CredentialValue, Duration)> {
    let (value, life): (CredentialValue, _) = match want.kind {
        CredentialKind::AccessToken => {
            let token = decode::read::<TokenResponse>(response, Place::TokenFetch).ok()?.value;
            let life = token.life();
            (token.access_token.into(), life)
        }
        CredentialKind::JsapiTicket | CredentialKind::CardTicket => {
            let ticket = decode::read::<TicketResponse>(response, Place::AppCall).ok()?.value;
            let life = ticket.life();
            (ticket.ticket.into(), life)
        }
    };
    may_be_used(want, &value).then_some((value, life))
}

fn may_be_used(want: &Want, value: &CredentialValue) -> bool {
    let rejected = want.rejected.as_ref().is_some_and(|rejected| rejected.is_same(value));
    !rejected && problem_of_credential(value.expose()).is_none()
}

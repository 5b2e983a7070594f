//! `/cgi-bin/ticket/getticket`: the tickets of the JS-SDK (`jsapi_ticket`) and of cards (卡券 `api_ticket`).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::account::Account;
use super::call::{Answer, Call, Refusal};
use super::numbered::Numbered;

/// The two kinds, as the parameter `type` names them.
const KINDS: [&str; 2] = ["jsapi", "wx_card"];

/// The ticket that is current, of each kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tickets {
    #[serde(skip)]
    texts: Numbered,
    pub(crate) issued: BTreeMap<String, Issued>,
    pub(crate) last: u64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Issued {
    pub(crate) number: u64,
    #[serde(with = "super::written_time::millis")]
    pub(crate) expires: Timestamp,
}

/// `GET ticket/getticket?type=jsapi`: the same one until it expires.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Answer {
    let kind = call.param("type").unwrap_or_default();
    let kind = KINDS.into_iter().find(|known| *known == kind).ok_or(Refusal::new(40097))?;
    let (ticket, left) = account.tickets.current(call.now, kind, account.settings.ticket_lifetime);
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok");
    json.key("ticket").text(&ticket).key("expires_in").integer(left.as_secs());
    Ok(json.finish())
}

impl Tickets {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        Self { texts: Numbered::new(seed, "ticket", app_id, 86), issued: BTreeMap::new(), last: 0 }
    }

    /// Takes what a saved state knows of tickets.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        Self { texts: self.texts, ..changes }
    }

    /// The ticket that is valid, or a new one.
    pub(crate) fn current(&mut self, now: Timestamp, kind: &str, lifetime: Duration) -> (String, Duration) {
        let current = self.issued.get(kind).filter(|issued| now < issued.expires).copied();
        let issued = current.unwrap_or_else(|| {
            self.last += 1;
            let issued = Issued { number: self.last, expires: now + lifetime };
            self.issued.insert(kind.to_owned(), issued);
            issued
        });
        (self.texts.text(issued.number), issued.expires.since(now))
    }
}

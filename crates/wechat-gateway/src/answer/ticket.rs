//! `GET /cgi-bin/ticket/getticket`: from the account's slot, so that workers do not replace each other's tickets.

use std::sync::Arc;

use serde_json::json;

use super::failure::refusal;
use super::params::Params;
use super::reply::Reply;
use super::request::Ask;
use crate::account::Account;
use crate::outcome::Outcome;
use crate::refusal::Refusal;
use crate::senders::NoResult;

pub(super) const PATH: &str = "/cgi-bin/ticket/getticket";

pub(super) async fn current(ask: &Ask<'_>, account: &Arc<Account>, query: &str) -> Result<Reply, Refusal> {
    let params = Params::of_query(query);
    let is_card = match params.one("type")? {
        Some("jsapi") | None => false,
        Some("wx_card") => true,
        Some(_) => return Err(Refusal::BAD_TICKET_TYPE),
    };
    let account = Arc::clone(account);
    let held = ask.shared.senders.run(move || {
        let jssdk = account.client().jssdk();
        if is_card { jssdk.card_ticket() } else { jssdk.ticket() }
    });
    let held = match held.await {
        Ok(Ok(held)) => held,
        Ok(Err(error)) => return Err(refusal(&error)),
        Err(NoResult::NotBegun) => return Err(Refusal::OVERLOADED),
        Err(NoResult::Broken) => return Err(Refusal::NO_TOKEN),
    };
    let left = held.expires.since(ask.shared.clock.now()).as_secs();
    let body = json!({"errcode": 0, "errmsg": "ok", "ticket": held.ticket.expose(), "expires_in": left});
    Ok(Reply::json(Outcome::Ticket, &body))
}

//! `/cgi-bin/ticket/getticket`: the tickets of the JS-SDK (`jsapi_ticket`) and of cards (卡券 `api_ticket`).

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::wire::refusal::{Refusal, Reply};

/// The two kinds, as the parameter `type` names them.
const KINDS: [&str; 2] = ["jsapi", "wx_card"];

/// `GET ticket/getticket?type=jsapi`: the same one until it expires.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Reply {
    let kind = call.param("type").unwrap_or_default();
    let kind = KINDS.into_iter().find(|known| *known == kind).ok_or(Refusal::new(40097))?;
    let (ticket, left) = account.tickets.current(call.now, kind, account.settings.ticket_lifetime);
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok");
    json.key("ticket").text(&ticket).key("expires_in").integer(left.as_secs());
    Ok(json.finish())
}

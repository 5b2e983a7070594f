//! `/cgi-bin/openapi/rid/get`: an earlier call and its response.

use std::net::IpAddr;
use std::time::Duration;

use wechat_user_core::Timestamp;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::journal::{Ending, Entry};
use crate::service::state::rids::{History, Rids};
use crate::service::wire::errtext::{Family, message};
use crate::service::wire::json::Json;
use crate::service::wire::refusal::{Refusal, Reply};

/// How long a rid can be looked up.
const KEPT: Duration = Duration::from_secs(7 * 86_400);

/// `POST openapi/rid/get` with `{"rid":".."}`. The journal holds no bodies and no tokens, so the response has none
/// either.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Reply {
    let rid = call.text("/rid").unwrap_or_default();
    let History { journal, rids } = call.history;
    let (second, number) = rids.read(rid).ok_or(Refusal::new(76002))?;
    if call.now.since(Timestamp::from_unix_secs(u64::from(second))) > KEPT {
        return Err(Refusal::new(76004));
    }
    let entry = journal.entry(number).filter(|entry| entry.at.as_unix_secs() as u32 == second);
    let entry = entry.ok_or(Refusal::new(76001))?;
    let token = entry.token.map_or(String::new(), |_| "access_token=97_xxxx".to_owned());
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("request").open_object();
    json.key("invoke_time").integer(entry.at.as_unix_secs()).key("cost_in_ms").integer(30);
    json.key("request_url").text(&token).key("request_body").text("");
    json.key("response_body").text(&response_body(entry, rids)).key("client_ip").text(&masked(entry.client_ip));
    json.close_object();
    Ok(json.finish())
}

/// The response body of an earlier call.
fn response_body(entry: &Entry, rids: Rids) -> String {
    let Ending::Errcode(code) = entry.ending else { return String::new() };
    let mut json = Json::object(false, 160);
    json.key("errcode").integer(code).key("errmsg");
    match code {
        0 => json.text("ok"),
        _ => json.text(&message(Family::of(&entry.path), code, None, &rids.rid(entry.at, entry.number), || {
            rids.hint(entry.number)
        })),
    };
    String::from_utf8_lossy(&json.finish()).into_owned()
}

/// `113.xx.70.51`, as in the sample.
fn masked(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, _, c, d] = v4.octets();
            format!("{a}.xx.{c}.{d}")
        }
        IpAddr::V6(v6) => format!("{:x}:xx", v6.segments()[0]),
    }
}

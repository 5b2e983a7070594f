//! `GET /sns/oauth2/access_token`: the code of a web authorization (网页授权) for the user's token. It authenticates with
//! the AppSecret, which the worker does not have: it shows its key.

use http::Method;
use wechat_user::raw::Relay;

use super::issue::shown;
use super::params::{Params, take_out};
use super::relay::pass_on;
use super::reply::Reply;
use super::request::Ask;
use crate::refusal::Refusal;

/// Codes by which the service refuses the gateway's own AppSecret or address. A worker would take them for its own.
const OF_THE_GATEWAY: [i64; 7] = [40_001, 40_013, 40_014, 40_125, 40_164, 41_004, 42_001];

pub(super) async fn exchange(ask: &mut Ask<'_>) -> Result<Reply, Refusal> {
    if ask.method != Method::GET {
        return Err(Refusal::bad_request("this path takes GET"));
    }
    let (key, rest) = take_out(ask.query(), "secret")?;
    let params = Params::of_query(&rest);
    let app_id = params.one("appid")?.unwrap_or_default();
    let (key, account) = shown(ask, app_id, &key)?;
    if !key.allows_path(ask.path()) {
        return Err(Refusal::BAD_PATH);
    }
    let relay = Relay::get(ask.path()).and_then(|relay| relay.with_query(rest));
    let relay = relay.map_err(|_| Refusal::bad_request("the query holds what this path does not take"))?;
    let relay = account.with_secret(relay).ok_or(Refusal::NO_TOKEN)?;
    let nothing = ask.shared.budget.reserve(0).ok_or(Refusal::OVERLOADED)?;
    let reply = pass_on(ask, account, relay, nothing).await?;
    if reply.errcode.is_some_and(|code| OF_THE_GATEWAY.contains(&code)) { Err(Refusal::NO_TOKEN) } else { Ok(reply) }
}

//! Any allowed path: the gateway's token is replaced by the real one, and the response is passed on.

use std::sync::Arc;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};
use hyper::body::Incoming;
use wechat_user::machine::Relayed;
use wechat_user::raw::Relay;

use super::failure::refusal;
use super::params::take_out;
use super::reply::Reply;
use super::request::Ask;
use super::ticket;
use crate::access::token::BadToken;
use crate::account::Account;
use crate::budget::Reserved;
use crate::refusal::Refusal;
use crate::senders::NoResult;
use crate::server::body;

pub(super) async fn relay(ask: &mut Ask<'_>, body: Incoming) -> Result<Reply, Refusal> {
    let (token, rest) = take_out(ask.query(), "access_token")?;
    let account = authorized(ask, &token)?;
    if ask.path() == ticket::PATH {
        return ticket::current(ask, &account, &rest).await;
    }
    let content_type = content_type(&ask.headers)?;
    let (bytes, reserved) =
        body::read(body, ask.shared.limits.request_bytes, &ask.shared.limits, &ask.shared.budget).await?;
    ask.bytes_in = bytes.len() as u64;
    let relay = if ask.method == Method::POST {
        Relay::post(ask.path(), content_type, bytes)
    } else if bytes.is_empty() {
        Relay::get(ask.path())
    } else {
        return Err(Refusal::bad_request("a GET has no body"));
    };
    let relay = relay.and_then(|relay| relay.with_query(rest));
    let relay = relay.map_err(|_| Refusal::bad_request("the query holds what no query holds"))?;
    pass_on(ask, account, relay, reserved).await
}

/// The account of a token, if the token may call this path from there now.
fn authorized(ask: &mut Ask<'_>, token: &str) -> Result<Arc<Account>, Refusal> {
    let claims = ask.known.claims(&ask.setup, token);
    let checked = claims.and_then(|claims| claims.check_age(ask.now).map(|()| claims));
    let claims = checked.map_err(|problem| match problem {
        BadToken::Malformed => Refusal::MALFORMED_TOKEN,
        BadToken::Unknown => Refusal::UNKNOWN_TOKEN,
        BadToken::Expired => Refusal::EXPIRED_TOKEN,
    })?;
    // Revocation: the key, and its account, must be there now.
    let key = Arc::clone(ask.setup.keys.by_id(claims.key).ok_or(Refusal::UNKNOWN_TOKEN)?);
    ask.key = Some(Arc::clone(&key));
    let account = ask.setup.accounts.get(&claims.app_id).filter(|_| key.has_account(&claims.app_id));
    let account = Arc::clone(account.ok_or(Refusal::UNKNOWN_TOKEN)?);
    ask.account = Some(Arc::clone(&account));
    if !key.allows_address(ask.address) {
        return Err(Refusal::BAD_ADDRESS);
    }
    if !key.allows_path(ask.path()) {
        return Err(Refusal::BAD_PATH);
    }
    if key.count(ask.now) { Ok(account) } else { Err(Refusal::TOO_MANY) }
}

fn content_type(headers: &HeaderMap) -> Result<Option<HeaderValue>, Refusal> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value.cloned()),
        (_, Some(_)) => Err(Refusal::bad_request("a request has one Content-Type")),
    }
}

/// Sends the request, and searches the response for what a worker must not see.
pub(super) async fn pass_on(
    ask: &Ask<'_>,
    account: Arc<Account>,
    relay: Relay,
    request: Reserved,
) -> Result<Reply, Refusal> {
    let limits = &ask.shared.limits;
    // For the longest response; what it does not need comes back when it is there.
    let mut reserved = ask.shared.budget.reserve(limits.response_bytes).ok_or(Refusal::OVERLOADED)?;
    let time = limits.call();
    let sent = ask.shared.senders.run(move || {
        let _until_sent = request;
        account.relay(&relay, time).map(|relayed| (is_harmless(&account, &relayed), relayed))
    });
    let (is_harmless, relayed) = match sent.await {
        Ok(Ok(done)) => done,
        Ok(Err(error)) => return Err(refusal(&error)),
        Err(NoResult::NotBegun) => return Err(Refusal::OVERLOADED),
        Err(NoResult::Broken) => return Err(Refusal::UNKNOWN),
    };
    if !is_harmless {
        return Err(Refusal::WITHHELD);
    }
    reserved.shrink(relayed.response.body().len());
    Ok(Reply::passed(relayed.response, relayed.errcode.map(|code| code.get()), Some(reserved)))
}

/// Whether neither the body nor a header that is passed on quotes the real secret or a real token. An encoded body
/// cannot be searched, and was not asked for.
fn is_harmless(account: &Account, relayed: &Relayed) -> bool {
    let headers = relayed.response.headers();
    let is_plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    let hidden = account.hidden();
    let quotes = |bytes: &[u8]| hidden.iter().any(|secret| secret.are_in(bytes));
    headers.get_all(CONTENT_ENCODING).iter().all(is_plain)
        && !headers.values().any(|value| quotes(value.as_bytes()))
        && !quotes(relayed.response.body())
}

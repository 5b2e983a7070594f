//! `GET|POST /cgi-bin/token`, `POST /cgi-bin/stable_token`: tokens of the gateway's own. No request goes to the
//! service, with `force_refresh` or without.

use std::sync::Arc;

use http::{Method, StatusCode};
use hyper::body::Incoming;
use serde_json::json;

use super::params::Params;
use super::reply::Reply;
use super::request::Ask;
use crate::access::keys::Key;
use crate::access::token::LIFE;
use crate::account::Account;
use crate::outcome::Outcome;
use crate::refusal::Refusal;
use crate::server::body;

/// The largest body of such a request, in bytes.
const MAX_BODY: usize = 8 * 1024;

pub(super) async fn token(ask: &mut Ask<'_>, body: Incoming) -> Result<Reply, Refusal> {
    let mut params = Params::of_query(ask.query());
    if ask.method == Method::POST {
        params = params.with(read(ask, body).await?);
    }
    issue(ask, &params)
}

pub(super) async fn stable_token(ask: &mut Ask<'_>, body: Incoming) -> Result<Reply, Refusal> {
    if ask.method != Method::POST {
        let text = "stable_token takes POST";
        return Err(Refusal::with_status(Outcome::BadRequest, StatusCode::METHOD_NOT_ALLOWED, text));
    }
    let params = read(ask, body).await?;
    issue(ask, &params)
}

async fn read(ask: &mut Ask<'_>, body: Incoming) -> Result<Params, Refusal> {
    let (bytes, _reserved) = body::read(body, MAX_BODY, &ask.shared.limits, &ask.shared.budget).await?;
    ask.bytes_in = bytes.len() as u64;
    Params::of_body(&bytes)
}

fn issue(ask: &mut Ask<'_>, params: &Params) -> Result<Reply, Refusal> {
    if params.one("grant_type")? != Some("client_credential") {
        return Err(Refusal::BAD_GRANT_TYPE);
    }
    let (app_id, secret) = (params.one("appid")?.unwrap_or_default(), params.one("secret")?.unwrap_or_default());
    let (key, account) = shown(ask, app_id, secret)?;
    let token = ask.setup.signer.issue(key.hash.id(), account.app_id(), ask.now).ok_or(Refusal::OVERLOADED)?;
    Ok(Reply::json(Outcome::Issued, &json!({"access_token": token, "expires_in": LIFE.as_secs()})))
}

/// The key that a worker shows in place of an AppSecret, and the account; counts the call.
///
/// A wrong key and a wrong AppID have the same response, so that no account can be found by trying.
pub(super) fn shown(ask: &mut Ask<'_>, app_id: &str, key: &str) -> Result<(Arc<Key>, Arc<Account>), Refusal> {
    let key = ask.setup.keys.shown(key).ok_or(Refusal::BAD_KEY)?;
    let key = Arc::clone(key);
    ask.key = Some(Arc::clone(&key));
    let account = ask.setup.accounts.get(app_id).filter(|_| key.has_account(app_id)).ok_or(Refusal::BAD_KEY)?;
    let account = Arc::clone(account);
    ask.account = Some(Arc::clone(&account));
    if !key.allows_address(ask.address) {
        return Err(Refusal::BAD_ADDRESS);
    }
    if key.count(ask.now) { Ok((key, account)) } else { Err(Refusal::TOO_MANY) }
}

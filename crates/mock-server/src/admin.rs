//! `/_mock/`: the admin API, with which a test in any language controls the simulator.

mod message;
mod push;

use std::time::Duration;

use http::header::{ALLOW, HeaderValue};
use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::{Entry, FakeWeChat, Fault, Service, WebScope};
use wechat_user_core::clock::Clock;
use wechat_user_core::{OpenId, Timestamp};

use crate::body::Outgoing;
use message::{Reply, raw, read, reply, text};

/// The prefix of the admin API.
pub(crate) const PREFIX: &str = "/_mock/";

/// Responds to a call of the admin API. These calls are not in the journal.
pub(crate) fn respond(wechat: &FakeWeChat, verb: &Method, path: &str, body: &[u8]) -> Response<Outgoing> {
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    let Some(verbs) = verbs_of(name) else {
        return reply(StatusCode::NOT_FOUND, &json!({"error": format!("unknown path: {path}")}));
    };
    if !verbs.split(", ").any(|known| known == verb.as_str()) {
        let mut response = reply(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": format!("{path} takes {verbs}")}));
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(verbs));
        return response;
    }
    let done = match (name, verb) {
        ("reset", _) => did(|| wechat.with_service(Service::reset)),
        ("seed", _) => text(body).and_then(|seed| wechat.seed(seed).map_err(|error| error.to_string())).map(done),
        // The state is JSON already.
        ("state", &Method::GET) => return raw(wechat.save()),
        ("state", _) => text(body).and_then(|state| wechat.load(state).map_err(|error| error.to_string())).map(done),
        ("clock", &Method::GET) => Ok(clock(wechat)),
        ("clock", _) => set_clock(wechat, body),
        ("faults", &Method::GET) => serde_json::to_value(wechat.faults()).map_err(|error| error.to_string()),
        ("faults", &Method::DELETE) => did(|| wechat.clear_faults()),
        ("faults", _) => add_faults(wechat, body),
        ("journal", _) => Ok(journal(wechat)),
        ("token/replace", _) => did(|| wechat.replace_token()),
        ("token/expire", _) => did(|| wechat.expire_token()),
        ("push", _) => push::push(wechat, body),
        _ => authorize(wechat, body),
    };
    match done {
        Ok(body) => reply(StatusCode::OK, &body),
        Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error})),
    }
}

/// The verbs of a path; `None` for an unknown one.
fn verbs_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "reset" | "seed" | "token/replace" | "token/expire" | "authorize" | "push" => "POST",
        "state" => "GET, PUT, POST",
        "clock" => "GET, POST",
        "faults" => "GET, POST, DELETE",
        "journal" => "GET",
        _ => return None,
    })
}

fn done((): ()) -> Value {
    json!({"ok": true})
}

fn did(work: impl FnOnce()) -> Reply {
    work();
    Ok(done(()))
}

fn clock(wechat: &FakeWeChat) -> Value {
    json!({"now_ms": wechat.clock().now().as_unix_millis()})
}

/// `{"set_ms":..}` or `{"advance_ms":..}`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum SetClock {
    SetMs(u64),
    AdvanceMs(u64),
}

fn set_clock(wechat: &FakeWeChat, body: &[u8]) -> Reply {
    match read(body)? {
        SetClock::SetMs(moment) => wechat.clock().set(Timestamp::from_unix_millis(moment)),
        SetClock::AdvanceMs(by) => wechat.clock().advance(Duration::from_millis(by)),
    }
    Ok(clock(wechat))
}

/// Adds one fault or a list of them; none if one is invalid.
fn add_faults(wechat: &FakeWeChat, body: &[u8]) -> Reply {
    let faults: Vec<Fault> = match read::<Value>(body)? {
        Value::Array(faults) => serde_json::from_value(Value::Array(faults)).map_err(|error| error.to_string())?,
        fault => vec![serde_json::from_value(fault).map_err(|error| error.to_string())?],
    };
    faults.into_iter().for_each(|fault| wechat.add_fault(fault));
    Ok(done(()))
}

fn journal(wechat: &FakeWeChat) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "number": entry.number,
            "at_ms": entry.at.as_unix_millis(),
            "verb": entry.verb.as_str(),
            "path": entry.path,
            "token": entry.token.map(|token| token.to_string()),
            "ending": entry.ending.to_string(),
            "unknown": entry.unknown,
            "faults": entry.faults,
        })
    };
    let entries: Vec<Value> = wechat.with_service(|service| service.journal().map(entry).collect());
    json!({"calls": wechat.calls(), "entries": entries})
}

/// The user who authorizes; without an openid, the virtual user of a snapshot page (快照页).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Authorize {
    openid: Option<String>,
    scope: String,
}

fn authorize(wechat: &FakeWeChat, body: &[u8]) -> Reply {
    let Authorize { openid, scope } = read(body)?;
    let scope = [WebScope::Base, WebScope::UserInfo].into_iter().find(|known| known.as_str() == scope);
    let scope = scope.ok_or("scope must be snsapi_base or snsapi_userinfo")?;
    let code = match openid {
        None => wechat.authorize_snapshot(scope),
        Some(openid) => {
            let openid = OpenId::new(openid).map_err(|error| error.to_string())?;
            wechat.authorize(&openid, scope).ok_or("not an openid of this account")?
        }
    };
    Ok(json!({"code": code}))
}

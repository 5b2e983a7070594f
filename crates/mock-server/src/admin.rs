//! `/_mock/`: what a test in any language does to the simulator besides calling it.

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
use message::{Answer, raw, read, reply, text};

/// Where the admin API begins.
pub(crate) const PREFIX: &str = "/_mock/";

/// Answers a call of the admin API. It is not in the journal.
pub(crate) fn answer(wechat: &FakeWeChat, verb: &Method, path: &str, body: &[u8]) -> Response<Outgoing> {
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    let Some(verbs) = verbs_of(name) else {
        return reply(StatusCode::NOT_FOUND, &json!({"error": format!("there is no {path}")}));
    };
    if !verbs.split(", ").any(|known| known == verb.as_str()) {
        let mut response = reply(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": format!("{path} takes {verbs}")}));
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(verbs));
        return response;
    }
    let done = match (name, verb) {
        ("reset", _) => did(|| wechat.with_service(Service::reset)),
        ("seed", _) => text(body).and_then(|seed| wechat.seed(seed).map_err(|error| error.to_string())).map(done),
        // Written and read as it is: the state is JSON already.
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
        Ok(answer) => reply(StatusCode::OK, &answer),
        Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error})),
    }
}

/// The verbs of a page; `None` when there is no such page.
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

fn did(work: impl FnOnce()) -> Answer {
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

fn set_clock(wechat: &FakeWeChat, body: &[u8]) -> Answer {
    match read(body)? {
        SetClock::SetMs(moment) => wechat.clock().set(Timestamp::from_unix_millis(moment)),
        SetClock::AdvanceMs(by) => wechat.clock().advance(Duration::from_millis(by)),
    }
    Ok(clock(wechat))
}

/// One fault, or a list of them: all, or none when one of them cannot be read.
fn add_faults(wechat: &FakeWeChat, body: &[u8]) -> Answer {
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

/// Who looks at the page; nobody known is the virtual person of a snapshot.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Authorize {
    openid: Option<String>,
    scope: String,
}

fn authorize(wechat: &FakeWeChat, body: &[u8]) -> Answer {
    let Authorize { openid, scope } = read(body)?;
    let scope = [WebScope::Base, WebScope::UserInfo].into_iter().find(|known| known.as_str() == scope);
    let scope = scope.ok_or("scope is snsapi_base or snsapi_userinfo")?;
    let code = match openid {
        None => wechat.authorize_snapshot(scope),
        Some(openid) => {
            let openid = OpenId::new(openid).map_err(|error| error.to_string())?;
            wechat.authorize(&openid, scope).ok_or("this is no openid of this account")?
        }
    };
    Ok(json!({"code": code}))
}

//! The calls that read and change one account.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::{Fault, WebScope};
use wechat_user_core::clock::Clock;
use wechat_user_core::{OpenId, Timestamp};

use super::Context;
use super::message::{Body, Reply, done, read, text};

/// The version, and the app ids of the accounts.
pub(super) fn health(context: &Context<'_>) -> Reply {
    let accounts = context.accounts.list();
    let app_ids: Vec<String> = accounts.iter().map(|wechat| wechat.app_id().as_str().to_owned()).collect();
    Ok(json!({"version": env!("CARGO_PKG_VERSION"), "accounts": app_ids}).into())
}

/// Where a reset returns to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"to\":\"seed\"}, or no body")]
struct Reset {
    to: To,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", expecting = "\"to\" must be \"start\" or \"seed\"")]
enum To {
    Start,
    Seed,
}

pub(super) fn reset(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    let to = if body.is_empty() { To::Start } else { read::<Reset>(body)?.to };
    match to {
        To::Start => wechat.reset_to_start(),
        To::Seed => wechat.reset_to_seed(),
    }
    done()
}

pub(super) fn seed(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    wechat.reseed(text(body)?)?;
    done()
}

pub(super) fn save_state(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    Ok(Body::Text(wechat.save()))
}

pub(super) fn load_state(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    wechat.reload(text(body)?)?;
    done()
}

pub(super) fn clock(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    Ok(json!({"now_ms": wechat.clock().now().as_unix_millis()}).into())
}

/// `{"set_ms":..}` or `{"advance_ms":..}`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, expecting = "{\"set_ms\":..} or {\"advance_ms\":..}")]
enum SetClock {
    SetMs(u64),
    AdvanceMs(u64),
}

pub(super) fn set_clock(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    match read(body)? {
        SetClock::SetMs(moment) => wechat.clock().set(Timestamp::from_unix_millis(moment)),
        SetClock::AdvanceMs(by) => wechat.clock().advance(Duration::from_millis(by)),
    }
    clock(context)
}

pub(super) fn faults(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    Ok(serde_json::to_value(wechat.faults())?.into())
}

/// Adds one fault or a list of them; none if one is invalid.
pub(super) fn add_faults(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    let faults: Vec<Fault> = match read::<Value>(body)? {
        list @ Value::Array(_) => serde_json::from_value(list)?,
        fault => vec![serde_json::from_value(fault)?],
    };
    wechat.add_faults(faults)?;
    done()
}

pub(super) fn clear_faults(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    wechat.clear_faults();
    done()
}

pub(super) fn replace_token(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    wechat.replace_token();
    done()
}

pub(super) fn expire_token(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    wechat.expire_token();
    done()
}

/// The user who authorizes; without an openid, the virtual user of a snapshot page (快照页).
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"openid\":\"..\",\"scope\":\"snsapi_base\"}")]
struct Authorize {
    openid: Option<String>,
    scope: String,
}

pub(super) fn authorize(context: &Context<'_>) -> Reply {
    let (wechat, body) = (&context.wechat, context.body);
    let Authorize { openid, scope } = read(body)?;
    let scope = [WebScope::Base, WebScope::UserInfo].into_iter().find(|known| known.as_str() == scope);
    let scope = scope.ok_or("scope must be snsapi_base or snsapi_userinfo")?;
    let code = match openid {
        None => wechat.authorize_snapshot(scope),
        Some(openid) => wechat.authorize(&OpenId::new(openid)?, scope).ok_or("not an openid of this account")?,
    };
    Ok(json!({"code": code}).into())
}

//! The callback of an account (服务器配置), and the actions of users that are pushed to it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::{Accounts, FakeWeChat, ScannedCode};
use wechat_user_core::OpenId;
use wechat_user_core::clock::Clock;
use wechat_user_web::PushDraft;

use super::Context;
use super::message::{Problem, Reply, done, read};
use super::push::{Callback, Mode, Notation};

/// The callbacks of all accounts.
#[derive(Default)]
pub(super) struct Callbacks(Mutex<Vec<(FakeWeChat, Callback)>>);

impl Callbacks {
    fn of(&self, wechat: &FakeWeChat) -> Option<Callback> {
        self.list().iter().find(|(account, _)| account.is_same(wechat)).map(|(_, callback)| callback.clone())
    }

    /// Sets or removes the callback of an account, and forgets those of removed accounts.
    fn set(&self, accounts: &Accounts, wechat: &FakeWeChat, callback: Option<Callback>) {
        let accounts = accounts.list();
        let mut list = self.list();
        list.retain(|(account, _)| {
            !account.is_same(wechat) && accounts.iter().any(|existing| existing.is_same(account))
        });
        list.extend(callback.map(|callback| (wechat.clone(), callback)));
    }

    fn list(&self) -> MutexGuard<'_, Vec<(FakeWeChat, Callback)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with \"url\" and \"token\"")]
struct Settings {
    url: String,
    token: String,
    aes_key: Option<String>,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    format: Notation,
}

/// Sets the callback if the program responds to the URL check.
pub(super) fn set(context: &Context<'_>) -> Reply {
    let Settings { url, token, aes_key, mode, format } = read(context.body)?;
    let callback = Callback::new(&context.wechat, &url, &token, aes_key.as_deref(), (mode, format))?;
    callback.check(&context.wechat)?;
    context.callbacks.set(context.accounts, &context.wechat, Some(callback));
    done()
}

/// The URL, without what may be secret in it.
pub(super) fn get(context: &Context<'_>) -> Reply {
    let callback = context.callbacks.of(&context.wechat);
    let url = callback.as_ref().map(|callback| callback.url().split(['?', '#']).next().unwrap_or_default().to_owned());
    Ok(json!({"url": url}).into())
}

pub(super) fn remove(context: &Context<'_>) -> Reply {
    context.callbacks.set(context.accounts, &context.wechat, None);
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"openid\":\"..\"}")]
struct User {
    openid: String,
}

/// A user begins to follow (关注).
pub(super) fn follow(context: &Context<'_>) -> Reply {
    let openid = openid(context)?;
    let wechat = &context.wechat;
    let now = wechat.clock().now();
    let changed = wechat.with_service(|service| {
        let changed = !service.is_following(&openid);
        service.follow(now, &openid);
        changed
    });
    let draft = PushDraft::subscribe(&wechat.original_id(), &openid, now);
    outcome(context, changed, changed.then_some(&draft))
}

/// A user ceases to follow (取消关注).
pub(super) fn unfollow(context: &Context<'_>) -> Reply {
    let openid = openid(context)?;
    let wechat = &context.wechat;
    let changed = wechat.unfollow(&openid);
    let draft = PushDraft::unsubscribe(&wechat.original_id(), &openid, wechat.clock().now());
    outcome(context, changed, changed.then_some(&draft))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with \"openid\", and \"ticket\" or \"scene\"")]
struct ScanRequest {
    #[serde(alias = "who")]
    openid: String,
    ticket: Option<String>,
    scene: Option<String>,
}

/// A user scans a QR code with a scene (扫描带参数二维码), and agrees to follow.
pub(super) fn scan(context: &Context<'_>) -> Reply {
    let ScanRequest { openid, ticket, scene } = read(context.body)?;
    let openid = checked(openid)?;
    let code = match (&ticket, &scene) {
        (Some(ticket), None) => ScannedCode::Ticket(ticket),
        (None, Some(scene)) => ScannedCode::Scene(scene),
        _ => return Err("the code must be named by its ticket or by its scene".into()),
    };
    let wechat = &context.wechat;
    let scan = wechat.scan(code, &openid)?;
    let (to_user, now) = (wechat.original_id(), wechat.clock().now());
    let draft = match scan.began_to_follow {
        true => PushDraft::subscribe_by_scan(&to_user, &openid, now, &scan.scene, &scan.ticket),
        false => PushDraft::scan(&to_user, &openid, now, &scan.scene, &scan.ticket),
    };
    let push = notify(context, Some(&draft))?;
    let (event, event_key) = (scan.event(), scan.event_key());
    Ok(json!({"changed": scan.began_to_follow, "event": event, "event_key": event_key, "push": push}).into())
}

/// What the program responded to a push; null if there is nothing to push, or no callback.
pub(super) fn notify(context: &Context<'_>, draft: Option<&PushDraft>) -> Result<Value, String> {
    match draft.zip(context.callbacks.of(&context.wechat)) {
        Some((draft, callback)) => callback.send(&context.wechat, draft),
        None => Ok(Value::Null),
    }
}

fn outcome(context: &Context<'_>, changed: bool, draft: Option<&PushDraft>) -> Reply {
    Ok(json!({"changed": changed, "push": notify(context, draft)?}).into())
}

fn openid(context: &Context<'_>) -> Result<OpenId, Problem> {
    let User { openid } = read(context.body)?;
    checked(openid)
}

fn checked(openid: String) -> Result<OpenId, Problem> {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !(1..=64).contains(&openid.len()) || !openid.bytes().all(is_digit) {
        return Err(format!("openid must have 1 to 64 ASCII letters, digits, \"-\" or \"_\", got {openid:?}").into());
    }
    Ok(OpenId::new(openid)?)
}

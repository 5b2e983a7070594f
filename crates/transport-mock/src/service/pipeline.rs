//! The checks of every call before its endpoint gets it, in the order that the service's errors suggest.

use std::borrow::Cow;
use std::net::IpAddr;

use http::header::TRANSFER_ENCODING;
use http::{Request, Uri};
use serde_json::Value;
use wechat_user_core::Timestamp;

use super::{ClientIp, Service};
use crate::service::endpoints::call::{Call, param};
use crate::service::endpoints::route::{self, Access, Body, Route};
use crate::service::faults::{Kind, Moment};
use crate::service::state::journal::Ending;
use crate::service::state::rids::History;
use crate::service::state::settings::Escapes;
use crate::service::state::tokens::{BadToken, TokenRef};
use crate::service::wire::errtext::{Family, message};
use crate::service::wire::json::Json;
use crate::service::wire::refusal::{Refusal, Reply};

/// A response body, and the facts for the journal.
pub(super) struct Served {
    pub(super) body: Vec<u8>,
    pub(super) ending: Ending,
    pub(super) route: Option<&'static Route>,
    pub(super) unknown: bool,
    pub(super) token: Option<TokenRef>,
    pub(super) faults: Vec<&'static str>,
}

/// What the checks found out about a call.
#[derive(Default)]
struct Trail {
    token: Option<TokenRef>,
    faults: Vec<&'static str>,
}

impl Served {
    /// A call that did not reach the service.
    pub(super) fn lost(fault: &'static str) -> Self {
        Self {
            body: Vec::new(),
            ending: Ending::Refused,
            route: None,
            unknown: false,
            token: None,
            faults: vec![fault],
        }
    }
}

impl Service {
    pub(super) fn serve(&mut self, now: Timestamp, request: &Request<Vec<u8>>) -> Served {
        let path = request.uri().path();
        let route = route::find(path);
        let mut trail = Trail::default();
        if let Some(Kind::Status(status)) = self.faults.trigger(path, Moment::Gateway) {
            trail.faults.push(Kind::Status(status).name());
            let body = gateway_page(status).into_bytes();
            return Served {
                body,
                ending: Ending::Status(status),
                route,
                unknown: route.is_none(),
                token: None,
                faults: trail.faults,
            };
        }
        if route.is_some_and(|route| route.moves_to_https)
            && self.account.settings.require_token
            && is_plain_http_to_the_service(request.uri())
        {
            let (body, ending) = (gateway_page(301).into_bytes(), Ending::Status(301));
            return Served { body, ending, route, unknown: false, token: None, faults: trail.faults };
        }
        if request.headers().contains_key(TRANSFER_ENCODING) {
            // The gateway accepts only bodies with a `Content-Length`.
            let (body, ending) = (gateway_page(412).into_bytes(), Ending::Status(412));
            return Served { body, ending, route, unknown: route.is_none(), token: None, faults: trail.faults };
        }
        let reply = match route {
            Some(route) => self.work(now, request, route, &mut trail),
            None => Err(Refusal::new(40066)),
        };
        let (mut body, errcode) = match reply {
            Ok(body) => (body, 0),
            Err(refusal) => (self.refuse(now, path, &refusal), refusal.code),
        };
        self.apply_dirt(request, &mut body, &mut trail);
        let Trail { token, faults } = trail;
        Served { body, ending: Ending::Errcode(errcode), route, unknown: route.is_none(), token, faults }
    }

    fn work(&mut self, now: Timestamp, request: &Request<Vec<u8>>, route: &Route, trail: &mut Trail) -> Reply {
        let uri = request.uri();
        if self.account.settings.require_token && is_plain_http_to_the_service(uri) {
            return Err(Refusal::new(43003));
        }
        if request.method() != route.verb {
            return Err(Refusal::new(route.wrong_verb));
        }
        if let Some(kind) = self.faults.trigger(route.path, Moment::Token) {
            trail.faults.push(kind.name());
            self.replace_token(now);
        }
        let query = uri.query().unwrap_or_default();
        if route.access != Access::Credentials && self.account.settings.require_token {
            self.check_token(now, query, trail)?;
            if let Some(Kind::RejectToken(code)) = self.faults.trigger(route.path, Moment::Verdict) {
                trail.faults.push(Kind::RejectToken(code).name());
                return Err(Refusal::new(code));
            }
        }
        if route.access == Access::VerifiedToken && !self.account.settings.verified {
            return Err(Refusal::new(48001));
        }
        if let Some(kind) = self.faults.trigger(route.path, Moment::Quota) {
            trail.faults.push(kind.name());
            self.account.quotas.exhaust(now, route.path);
        }
        self.account.quotas.spend(now, route.path)?;
        if let Some(Kind::Errcode(code)) = self.faults.trigger(route.path, Moment::Work) {
            trail.faults.push(Kind::Errcode(code).name());
            return Err(match code {
                40164 => Refusal::not_in_whitelist(self.client_ip(request)),
                code => Refusal::new(code),
            });
        }
        let bytes = request.body().as_slice();
        if matches!(route.body, Body::Json | Body::Bytes) && bytes.is_empty() {
            return Err(Refusal::new(44002));
        }
        let bytes = &*unescaped(self.account.settings.escapes, bytes)?;
        let mut json = match route.body {
            Body::Json => serde_json::from_slice(bytes).map_err(|_| Refusal::new(47001))?,
            Body::None | Body::Bytes | Body::Anything => Value::Null,
        };
        self.check_concurrent_change(route.path, &json, trail)?;
        let failed = self.fail_some(route.path, &mut json, trail);
        let client_ip = self.client_ip(request);
        let known_path = |path: &str| route::find(path).map(Route::path);
        let history = History { journal: &self.journal, rids: self.rids };
        let call = Call { now, client_ip, query, bytes, json, known_path, history };
        let reply = match (route.handler)(&mut self.account, &call) {
            Err(mut refusal) if refusal.code == 45171 => {
                refusal.fail_openid_list.extend(failed);
                Err(refusal)
            }
            // The list is empty if all openids of the batch fail.
            Err(refusal) if failed.is_empty() || refusal.code != 40032 => Err(refusal),
            _ if !failed.is_empty() => Err(Refusal { fail_openid_list: failed, ..Refusal::new(45171) }),
            reply => reply,
        }?;
        if let Some(kind) = self.faults.trigger(route.path, Moment::Effect) {
            trail.faults.push(kind.name());
            self.account.apply_effect(kind, route.path, &call.json);
        }
        Ok(reply)
    }

    /// Refuses a change of users that another unfinished call changes, if there is a fault for it.
    fn check_concurrent_change(&mut self, path: &str, body: &Value, trail: &mut Trail) -> Result<(), Refusal> {
        if !self.faults.expects(path, Moment::Overlap) {
            return Ok(());
        }
        let users = self.account.users_in(body);
        let overlaps = self.unfinished.values().flatten().any(|user| users.contains(user));
        if let Some(Kind::ConcurrentChange(code)) =
            overlaps.then(|| self.faults.trigger(path, Moment::Overlap)).flatten()
        {
            trail.faults.push(Kind::ConcurrentChange(code).name());
            return Err(Refusal::new(code));
        }
        self.unfinished.insert(self.journal.next_number(), users);
        Ok(())
    }

    /// Removes the last openids from a batch, if there is a fault for it.
    fn fail_some(&mut self, path: &str, body: &mut Value, trail: &mut Trail) -> Vec<String> {
        let list = body.get_mut("openid_list").and_then(Value::as_array_mut).filter(|list| !list.is_empty());
        let Some(list) = list else { return Vec::new() };
        let Some(Kind::FailSome(openids)) = self.faults.trigger(path, Moment::Batch) else { return Vec::new() };
        trail.faults.push(Kind::FailSome(openids).name());
        let failed = list.split_off(list.len().saturating_sub(openids));
        failed.iter().filter_map(|openid| openid.as_str().map(str::to_owned)).collect()
    }

    /// Breaks a body, if there is a fault for it and the body can be broken in this way.
    fn apply_dirt(&mut self, request: &Request<Vec<u8>>, body: &mut Vec<u8>, trail: &mut Trail) {
        let path = request.uri().path();
        if !self.faults.expects(path, Moment::Body) {
            return;
        }
        let sent: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let in_query = param(request.uri().query().unwrap_or_default(), "next_openid");
        let in_body = ["next_openid", "begin_openid"].iter().find_map(|key| sent.get(key)?.as_str());
        let cursor = in_query.as_deref().or(in_body).filter(|cursor| !cursor.is_empty());
        let dirty = |kind| match kind {
            Kind::Dirty(dirt) => dirt.apply(body, cursor),
            _ => None,
        };
        let triggered = self.faults.trigger_if(path, Moment::Body, |kind| dirty(kind).is_some());
        if let Some((kind, dirty)) = triggered.and_then(|kind| Some((kind, dirty(kind)?))) {
            trail.faults.push(kind.name());
            *body = dirty;
        }
    }

    /// The address of the client.
    pub(super) fn client_ip(&self, request: &Request<Vec<u8>>) -> IpAddr {
        request.extensions().get().map_or(self.account.settings.client_ip, |ClientIp(ip)| *ip)
    }

    fn check_token(&self, now: Timestamp, query: &str, trail: &mut Trail) -> Result<(), Refusal> {
        let text = param(query, "access_token").ok_or(Refusal::new(41001))?;
        let (code, token) = match self.account.tokens.check(now, &text) {
            Ok(token) => {
                trail.token = Some(token);
                return Ok(());
            }
            Err(BadToken::Malformed) => (40014, None),
            Err(BadToken::NotLatest(token)) => (40001, token),
            Err(BadToken::Expired(token)) => (42001, Some(token)),
        };
        trail.token = token;
        Err(Refusal::new(code))
    }

    /// `{"errcode":..,"errmsg":"TEXT hint: [..] rid: NOW-..-.."}`.
    fn refuse(&self, now: Timestamp, path: &str, refusal: &Refusal) -> Vec<u8> {
        let number = self.journal.next_number();
        let rid = self.rids.rid(now, number);
        let errmsg = message(Family::of(path), refusal.code, Some(&refusal.text), &rid, || self.rids.hint(number));
        let mut json = Json::object(false, 160);
        json.key("errcode").integer(refusal.code).key("errmsg").text(&errmsg);
        if !refusal.fail_openid_list.is_empty() {
            json.key("fail_openid_list").open_array();
            for openid in &refusal.fail_openid_list {
                json.text(openid);
            }
            json.close_array();
        }
        json.finish()
    }
}

/// A body with `\\uXXXX` treated as the settings say.
fn unescaped(escapes: Escapes, bytes: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    if escapes == Escapes::Accept {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let is_escape = rest.get(at + 1) == Some(&b'u');
        if is_escape && escapes == Escapes::Refuse {
            return Err(Refusal::new(40033));
        }
        let (before, after) = rest.split_at((at + 2).min(rest.len()));
        out.extend_from_slice(&before[..at]);
        out.extend_from_slice(if is_escape { b"\\\\u" } else { &before[at..] });
        rest = after;
    }
    out.extend_from_slice(rest);
    Ok(Cow::Owned(out))
}

/// The service's own host names require HTTPS, except in cloud hosting. Loopback and private gateways do not.
fn is_plain_http_to_the_service(uri: &Uri) -> bool {
    uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| host.ends_with(".weixin.qq.com"))
}

/// The error page of a gateway.
fn gateway_page(status: u16) -> String {
    let reason =
        http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
    format!(
        "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
}

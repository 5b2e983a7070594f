//! Stands in for the authorize page of open.weixin.qq.com, which has no API to simulate: a person looks at it and agrees. Here the browser chooses
//! as whom.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use transport_mock::{FakeWeChat, WebScope};
use wechat_user::OpenId;

use crate::{Site, escaped};

/// What the page is asked for.
#[derive(Deserialize)]
struct Asked {
    appid: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    #[serde(default)]
    state: String,
}

pub(crate) fn routes(wechat: FakeWeChat) -> Router<Arc<Site>> {
    let agree = {
        let wechat = wechat.clone();
        move |State(site): State<Arc<Site>>, Query(asked): Query<Asked>, body: String| async move {
            answer(&wechat, &site, &asked, &body)
        }
    };
    let show =
        move |State(site): State<Arc<Site>>, Query(asked): Query<Asked>| async move { page(&wechat, &site, &asked) };
    Router::new().route("/connect/oauth2/authorize", get(show).post(agree))
}

fn page(wechat: &FakeWeChat, site: &Site, asked: &Asked) -> Response {
    if let Err(refusal) = scope_of(wechat, site, asked) {
        return refusal.into_response();
    }
    let people = (0..wechat.followers()).map(|number| {
        let openid = escaped(wechat.openid(number).as_str());
        format!("<p><button name=openid value=\"{openid}\">agree as {openid}</button>")
    });
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Authorize (simulated)</title>\
         <p>{} asks for {}<form method=post>{}<p><button name=openid value=\"\">refuse</button></form>",
        escaped(&asked.appid),
        escaped(&asked.scope),
        people.collect::<String>()
    ))
    .into_response()
}

/// Sends the browser back, with a code if the person agreed.
fn answer(wechat: &FakeWeChat, site: &Site, asked: &Asked, body: &str) -> Response {
    let scope = match scope_of(wechat, site, asked) {
        Ok(scope) => scope,
        Err(refusal) => return refusal.into_response(),
    };
    let chosen = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "openid");
    let openid = chosen.and_then(|(_, openid)| OpenId::new(openid.into_owned()).ok());
    let code = openid.and_then(|openid| wechat.authorize(&openid, scope));
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(code) = &code {
        query.append_pair("code", code);
    }
    query.append_pair("state", &asked.state);
    let joint = if asked.redirect_uri.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{}{joint}{}", asked.redirect_uri, query.finish())).into_response()
}

/// The real page shows these numbers when the address is not as it wants it.
fn scope_of(wechat: &FakeWeChat, site: &Site, asked: &Asked) -> Result<WebScope, (StatusCode, &'static str)> {
    let refuse = |number| Err((StatusCode::BAD_REQUEST, number));
    if asked.appid != wechat.app_id().as_str() {
        return refuse("10012");
    }
    if !asked.redirect_uri.starts_with(&format!("{}/", site.origin)) {
        return refuse("10003 redirect_uri域名与后台配置不一致");
    }
    match (asked.response_type.as_str(), asked.scope.as_str()) {
        ("code", "snsapi_base") => Ok(WebScope::Base),
        ("code", "snsapi_userinfo") => Ok(WebScope::UserInfo),
        _ => refuse("10005"),
    }
}

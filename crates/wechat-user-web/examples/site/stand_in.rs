//! Replaces the authorize page of open.weixin.qq.com, which has no API to simulate. The browser chooses the user that
//! gives consent.

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

/// The parameters of the page.
#[derive(Deserialize)]
struct Parameters {
    appid: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    #[serde(default)]
    state: String,
}

pub(crate) fn routes(wechat: FakeWeChat) -> Router<Arc<Site>> {
    let submit = {
        let wechat = wechat.clone();
        move |State(site): State<Arc<Site>>, Query(parameters): Query<Parameters>, body: String| async move {
            redirect(&wechat, &site, &parameters, &body)
        }
    };
    let show = move |State(site): State<Arc<Site>>, Query(parameters): Query<Parameters>| async move {
        page(&wechat, &site, &parameters)
    };
    Router::new().route("/connect/oauth2/authorize", get(show).post(submit))
}

fn page(wechat: &FakeWeChat, site: &Site, parameters: &Parameters) -> Response {
    if let Err(refusal) = scope_of(wechat, site, parameters) {
        return refusal.into_response();
    }
    let users = (0..wechat.followers()).map(|number| {
        let openid = escaped(wechat.openid(number).as_str());
        format!("<p><button name=openid value=\"{openid}\">authorize as {openid}</button>")
    });
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Authorize (simulated)</title>\
         <p>{} asks for {}<form method=post>{}<p><button name=openid value=\"\">refuse</button></form>",
        escaped(&parameters.appid),
        escaped(&parameters.scope),
        users.collect::<String>()
    ))
    .into_response()
}

/// Sends the browser back, with a code if the user gave consent.
fn redirect(wechat: &FakeWeChat, site: &Site, parameters: &Parameters, body: &str) -> Response {
    let scope = match scope_of(wechat, site, parameters) {
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
    query.append_pair("state", &parameters.state);
    let joint = if parameters.redirect_uri.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{}{joint}{}", parameters.redirect_uri, query.finish())).into_response()
}

/// The real page shows these numbers for a wrong URL.
fn scope_of(wechat: &FakeWeChat, site: &Site, parameters: &Parameters) -> Result<WebScope, (StatusCode, &'static str)> {
    let refuse = |number| Err((StatusCode::BAD_REQUEST, number));
    if parameters.appid != wechat.app_id().as_str() {
        return refuse("10012");
    }
    if !parameters.redirect_uri.starts_with(&format!("{}/", site.origin)) {
        return refuse("10003 redirect_uri域名与后台配置不一致");
    }
    match (parameters.response_type.as_str(), parameters.scope.as_str()) {
        ("code", "snsapi_base") => Ok(WebScope::Base),
        ("code", "snsapi_userinfo") => Ok(WebScope::UserInfo),
        _ => refuse("10005"),
    }
}

//! The data from pushes and pages, and the pages that show it.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tokio::task::spawn_blocking;
use wechat_user::secret::JsapiTicket;
use wechat_user::{OpenId, Timestamp};
use wechat_user_web::{Coordinates, DedupKey, NETWORK_STATE_JS, NetworkState};

use crate::{Site, escaped, now, random_text};

/// The JS-SDK, as the vendor serves it.
const JWEIXIN: &str = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";

/// The data from pushes and pages so far.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) places: BTreeMap<OpenId, (Coordinates, Timestamp)>,
    network: Option<NetworkState>,
    /// The keys of the latest pushes: without a response, the service sends a push again.
    pub(crate) recent: VecDeque<DedupKey>,
}

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(home))
        .route("/network", get(network_page).post(network_report))
        .route("/network-state.js", get(network_script))
}

/// Shows the last known position of each user.
async fn home(State(site): State<Arc<Site>>) -> Html<String> {
    let seen = site.seen();
    let mut rows = String::new();
    for (openid, (at, when)) in &seen.places {
        let (openid, age) = (escaped(openid.as_str()), now().since(*when).as_secs());
        let _ = write!(rows, "<tr><td>{openid}<td>{}<td>{}<td>{age} s ago", at.latitude, at.longitude);
    }
    let network = seen.network.map_or("unknown", NetworkState::as_str);
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Places</title><h1>Last known places</h1>\
         <table id=places><tr><th>openid<th>latitude 纬度<th>longitude 经度<th>when{rows}</table>\
         <p>Last network state: <b id=network>{network}</b>\
         <p><a href=/network>network state of this page</a>, <a href=/login>sign in with WeChat</a>"
    ))
}

/// A page that reads its network state through one of the bridges of WeChat and posts it.
async fn network_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Html<String>, StatusCode> {
    let mut sdk = String::new();
    if let Some(ticket) = ticket(&site).await {
        let url = format!("{}{uri}", site.origin);
        let config = site.js_sdk.config(&ticket, &url, now(), &random_text());
        let config = config.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?.to_script_json();
        sdk = format!("<script src=\"{JWEIXIN}\"></script><script>window.wx && wx.config({config});</script>");
    }
    Ok(Html(format!(
        "<!doctype html><meta charset=utf-8><title>Network state 网络状态</title>\
         <p>Network state: <b id=state>open this page inside WeChat 请在微信中打开</b>{sdk}\
         <script>document.addEventListener('networkstate', function (event) {{\
         document.getElementById('state').textContent = event.detail.reply;}});</script>\
         <script src=\"/network-state.js\" data-post=\"/network\"></script>"
    )))
}

/// The ticket for page signatures; the client keeps it until it expires. Without a ticket, the page still has the older
/// bridge.
async fn ticket(site: &Site) -> Option<JsapiTicket> {
    let client = site.client.clone()?;
    match spawn_blocking(move || client.jssdk().ticket()).await.ok()? {
        Ok(held) => Some(held.ticket),
        Err(error) => {
            eprintln!("no ticket: {error}");
            None
        }
    }
}

async fn network_report(State(site): State<Arc<Site>>, body: String) -> (StatusCode, String) {
    match NetworkState::from_bridge(&body) {
        Ok(state) => {
            site.seen().network = Some(state);
            (StatusCode::OK, state.to_string())
        }
        Err(problem) => (StatusCode::BAD_REQUEST, problem.to_string()),
    }
}

async fn network_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], NETWORK_STATE_JS)
}

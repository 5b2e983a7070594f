//! One small server: receives pushes, shows the last known place of each user, and shows the network state of a page opened inside WeChat.
//!
//! ```text
//! WECHAT_APP_ID=wx0123456789abcdef WECHAT_TOKEN=my-token cargo run -p wechat-user-web --example site
//! ```
//!
//! | variable | what it is |
//! |---|---|
//! | `WECHAT_APP_ID`, `WECHAT_TOKEN` | AppID and Token of the callback settings (服务器配置) |
//! | `WECHAT_AES_KEY` | the EncodingAESKey, for safe mode |
//! | `WECHAT_JSAPI_TICKET` | a ticket, to ask the JS-SDK too, and not only the older bridge |
//! | `LISTEN` | `127.0.0.1:8080` unless set |
//! | `PUBLIC_ORIGIN` | how browsers reach this server, `http://` and `LISTEN` unless set: the signature of a page covers its URL |
//!
//! `/wechat` is the URL for the callback settings. `/` shows where users are, so keep it to yourself.

#![expect(clippy::disallowed_methods, reason = "this is the server: clock, environment and random numbers are its own")]

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{Method, Response, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse};
use axum::routing::{any, get};
use wechat_user_core::{JsapiTicket, OpenId, Timestamp};
use wechat_user_web::{
    Coordinates, DedupKey, EncodingAesKey, Inbound, Inbox, JsSdk, NETWORK_STATE_JS, NetworkState, Push, PushKind,
    PushToken, Reply,
};

/// The JS-SDK, as the vendor serves it.
const JWEIXIN: &str = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";

struct Site {
    inbox: Inbox,
    js_sdk: JsSdk,
    ticket: Option<JsapiTicket>,
    origin: String,
    seen: Mutex<Seen>,
}

/// What the pushes and the pages have told so far.
#[derive(Default)]
struct Seen {
    places: BTreeMap<OpenId, (Coordinates, Timestamp)>,
    network: Option<NetworkState>,
    /// The keys of the latest pushes: the service repeats what it thinks was lost.
    recent: VecDeque<DedupKey>,
}

fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/wechat", any(wechat))
        .route("/network", get(network_page).post(network_report))
        .route("/network-state.js", get(network_script))
        .with_state(site)
}

/// URL checks and pushes.
async fn wechat(
    State(site): State<Arc<Site>>,
    method: Method,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response<axum::body::Body> {
    let answer = match site.inbox.receive(&method, &query.unwrap_or_default(), &body, now()) {
        Ok(Inbound::UrlCheck(check)) => check.answer(),
        Ok(Inbound::Push(incoming)) => {
            let reply = site.take(incoming.push());
            let random = random();
            let answer = random.and_then(|random| Ok(incoming.answer(&reply, now(), random)?));
            match answer {
                Ok(answer) => answer,
                Err(problem) => {
                    eprintln!("no answer: {problem}");
                    return StatusCode::INTERNAL_SERVER_ERROR.into_response();
                }
            }
        }
        Ok(_) => return StatusCode::NOT_IMPLEMENTED.into_response(),
        Err(refusal) => {
            eprintln!("refused: {refusal}");
            return refusal.status().into_response();
        }
    };
    Response::<Vec<u8>>::from(answer).map(axum::body::Body::from)
}

impl Site {
    /// Remembers what a push tells, and says what to reply.
    fn take(&self, push: &Push) -> Reply {
        let mut seen = self.seen();
        let key = push.dedup_key();
        if seen.recent.contains(&key) {
            return Reply::Success;
        }
        seen.recent.push_back(key);
        if seen.recent.len() > 1_000 {
            seen.recent.pop_front();
        }
        if let Some(coordinates) = push.coordinates() {
            seen.places.insert(push.openid.clone(), (coordinates, push.created));
        }
        match &push.kind {
            PushKind::Unsubscribe => {
                seen.places.remove(&push.openid);
                Reply::Success
            }
            PushKind::Subscribe(_) => Reply::Text("欢迎关注".to_owned()),
            PushKind::Text(message) => Reply::Text(format!("{} characters", message.content.chars().count())),
            _ => Reply::Success,
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last known place of each user.
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
         <p>Last network state: <b id=network>{network}</b>"
    ))
}

/// A page that reads its network state through whichever bridge WeChat offers, and posts it.
async fn network_page(State(site): State<Arc<Site>>, uri: Uri) -> Result<Html<String>, StatusCode> {
    let mut sdk = String::new();
    if let Some(ticket) = &site.ticket {
        let nonce: String =
            random().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?.iter().map(|byte| format!("{byte:02x}")).collect();
        let url = format!("{}{uri}", site.origin);
        let config = site.js_sdk.config(ticket, &url, now(), &nonce).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        let config = config.to_script_json();
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

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn random() -> Result<[u8; 16], Box<dyn Error>> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let app_id = variable("WECHAT_APP_ID").ok_or("WECHAT_APP_ID is not set")?;
    let token = PushToken::new(variable("WECHAT_TOKEN").ok_or("WECHAT_TOKEN is not set")?)?;
    let mut inbox = Inbox::new(app_id.as_str(), token).with_freshness(Duration::from_secs(300));
    if let Some(key) = variable("WECHAT_AES_KEY") {
        inbox = inbox.with_aes_key(EncodingAesKey::new(&key)?);
    }
    let listener = tokio::net::TcpListener::bind(variable("LISTEN").as_deref().unwrap_or("127.0.0.1:8080")).await?;
    let address = listener.local_addr()?;
    let site = Site {
        inbox,
        js_sdk: JsSdk::new(app_id.as_str()).with_api("getNetworkType"),
        ticket: variable("WECHAT_JSAPI_TICKET").map(JsapiTicket::from),
        origin: variable("PUBLIC_ORIGIN").unwrap_or_else(|| format!("http://{address}")),
        seen: Mutex::default(),
    };
    eprintln!("listening on http://{address}");
    axum::serve(listener, routes(Arc::new(site))).await?;
    Ok(())
}

//! One small server: receives pushes, shows the last known position of each user, signs users in with WeChat, and shows
//! the network state of a page opened inside WeChat.
//!
//! ```text
//! cargo run -p wechat-user-web --example site -- --simulate
//! ```
//!
//! runs it against a simulated WeChat and needs nothing else. Another terminal sends the pushes:
//! `WECHAT_PUSH_TOKEN=simulated wechat-user mock push location --to http://127.0.0.1:8080/wechat`. Without
//! `--simulate`, it serves a real account:
//!
//! | variable | what it is |
//! |---|---|
//! | `WECHAT_APPID` | the account |
//! | `WECHAT_APPSECRET` | its secret; without it, users cannot sign in, and pages have the older bridge only |
//! | `WECHAT_PUSH_TOKEN` | Token of the callback settings (服务器配置) |
//! | `WECHAT_PUSH_AES_KEY` | its EncodingAESKey, for safe mode |
//! | `LISTEN` | `127.0.0.1:8080` unless set |
//! | `PUBLIC_ORIGIN` | the origin for browsers, `http://` and `LISTEN` unless set; signatures and sign-in need it |
//!
//! `/wechat` is the URL for the callback settings. `/` shows the positions of users, so do not publish it.

#![expect(clippy::disallowed_methods, reason = "the server has the clock, the environment and the random numbers")]

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use mock_server::MockServer;
use transport_mock::{FakeWeChat, Service, TestClock};
use wechat_user::clock::Clock;
use wechat_user::{AppId, Client, Origin, SystemClock, Timestamp};
use wechat_user_web::{EncodingAesKey, Inbox, JsSdk, PushToken};

#[path = "site/pages.rs"]
mod pages;
#[path = "site/pushes.rs"]
mod pushes;
#[path = "site/sign_in.rs"]
mod sign_in;
#[path = "site/stand_in.rs"]
mod stand_in;

/// The state that all requests share.
struct Site {
    /// The origin of this server for browsers.
    origin: String,
    inbox: Inbox,
    js_sdk: JsSdk,
    /// The client for WeChat; `None` without a secret.
    client: Option<Client>,
    /// The authorize page, if it is not WeChat's own.
    authorize_page: Option<Origin>,
    seen: Mutex<pages::Seen>,
    visits: sign_in::Visits,
}

impl Site {
    fn seen(&self) -> MutexGuard<'_, pages::Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now() -> Timestamp {
    SystemClock::new().now()
}

/// 16 bytes that cannot be guessed.
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    #[expect(clippy::expect_used, reason = "a server without random numbers must not continue")]
    getrandom::fill(&mut bytes).expect("random numbers of the system");
    bytes
}

/// The same as 32 letters and digits.
fn random_text() -> String {
    random().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn simulator() -> std::io::Result<MockServer> {
    let wechat = FakeWeChat::new().with_clock(TestClock::running()).with_followers(3);
    MockServer::builder().service(wechat).start()
}

/// The account's client, always over HTTP.
fn client(simulator: Option<&MockServer>, app_id: &AppId) -> Result<Option<Client>, Box<dyn Error>> {
    if let Some(simulator) = simulator {
        let origin = Origin::plain_http(&simulator.addr().to_string())?;
        return Ok(Some(Client::builder(app_id.clone(), Service::APP_SECRET).origin(origin).build()?));
    }
    if variable("WECHAT_APPSECRET").is_none() {
        return Ok(None);
    }
    let secret = wechat_user::secret_from_env("WECHAT_APPSECRET")?;
    Ok(Some(Client::new(app_id.clone(), secret)?))
}

fn inbox(app_id: &AppId, simulated: bool) -> Result<Inbox, Box<dyn Error>> {
    let token = variable("WECHAT_PUSH_TOKEN").or_else(|| simulated.then(|| "simulated".to_owned()));
    let token = PushToken::new(token.ok_or("WECHAT_PUSH_TOKEN is not set")?)?;
    let inbox = Inbox::new(app_id.clone(), token).with_freshness(Duration::from_secs(300));
    Ok(match variable("WECHAT_PUSH_AES_KEY") {
        Some(key) => inbox.with_aes_key(EncodingAesKey::new(&key)?),
        None => inbox,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = std::env::args().any(|argument| argument == "--simulate").then(simulator).transpose()?;
    let app_id = match &simulator {
        Some(simulator) => simulator.service().app_id(),
        None => AppId::from(variable("WECHAT_APPID").ok_or("WECHAT_APPID is not set; or run it with --simulate")?),
    };
    let listener = tokio::net::TcpListener::bind(variable("LISTEN").as_deref().unwrap_or("127.0.0.1:8080")).await?;
    let address = listener.local_addr()?.to_string();
    let site = Arc::new(Site {
        origin: variable("PUBLIC_ORIGIN").unwrap_or_else(|| format!("http://{address}")),
        inbox: inbox(&app_id, simulator.is_some())?,
        js_sdk: JsSdk::new(app_id.clone()).with_api("getNetworkType"),
        client: client(simulator.as_ref(), &app_id)?,
        authorize_page: simulator.is_some().then(|| Origin::plain_http(&address)).transpose()?,
        seen: Mutex::default(),
        visits: sign_in::Visits::default(),
    });
    let mut routes = Router::new().merge(pushes::routes()).merge(pages::routes()).merge(sign_in::routes());
    if let Some(simulator) = &simulator {
        eprintln!("simulating WeChat on {}", simulator.url());
        routes = routes.merge(stand_in::routes(simulator.service().clone()));
    }
    eprintln!("listening on http://{address}");
    axum::serve(listener, routes.with_state(site)).await?;
    Ok(())
}

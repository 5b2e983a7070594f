//! Transports that leak on purpose, each in its own way.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use wechat_user::http::StatusCode;
use wechat_user::qrcode::Scene;
use wechat_user::retry::RetryPolicy;
use wechat_user::secret::{RefreshToken, UserAccessToken};
use wechat_user::statistics::Day;
use wechat_user::transport::{Request, Response, Transport, TransportError, transport_fn};
use wechat_user::{Client, Error, Event, GroupId, OpenId, TokenMode};

use crate::search::{SECRET, TOKEN, assert_clean, assert_debug_is_clean, assert_error_is_clean, leaks, texts};

type Outcome = Result<Response, TransportError>;
type Leak = (&'static str, fn(&Request) -> Outcome);

fn response(status: u16, body: impl Into<Vec<u8>>) -> Outcome {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    Ok(response)
}

fn unknown(text: impl Into<String>) -> Outcome {
    Err(TransportError::unknown(text.into()))
}

/// An error whose own text is harmless, but whose source leaks.
#[derive(Debug)]
struct Wrapped(std::io::Error);

impl std::fmt::Display for Wrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the exchange failed")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Only its `Debug` leaks.
struct Quiet(String);

impl std::fmt::Debug for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Quiet {{ url: {:?} }}", self.0)
    }
}

impl std::fmt::Display for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("quiet")
    }
}

impl std::error::Error for Quiet {}

/// The secret that the request carries: the token in a call, the AppSecret in a token request.
fn carried(request: &Request) -> &'static str {
    if request.uri().query().is_some_and(|query| query.contains("access_token=")) { TOKEN } else { SECRET }
}

const LEAKS: &[Leak] = &[
    ("the URL in the error", |request| unknown(format!("could not reach {}", request.uri()))),
    ("the URL, not sent", |request| Err(TransportError::not_sent(format!("no route to {}", request.uri())))),
    ("the URL in lower case", |request| unknown(request.uri().to_string().replace("%2F", "%2f").replace("%2B", "%2b"))),
    ("the request in the error", |request| unknown(format!("{request:?}"))),
    ("the request, pretty", |request| unknown(format!("{request:#?}"))),
    ("the body as text", |request| unknown(String::from_utf8_lossy(request.body()).into_owned())),
    ("the body as bytes", |request| unknown(format!("{:?}", request.body()))),
    ("the body as bytes, pretty", |request| unknown(format!("{:#?}", request.body()))),
    ("the decoded secret", |request| unknown(format!("bad secret {}", carried(request)))),
    ("in JSON", |request| unknown(serde_json::json!({ "secret": carried(request) }).to_string())),
    ("in the source of the error", |request| {
        Err(TransportError::unknown(Wrapped(std::io::Error::other(request.uri().to_string()))))
    }),
    ("in the Debug of the error", |request| Err(TransportError::unknown(Quiet(request.uri().to_string())))),
    ("a gateway's page that quotes the URL", |request| {
        response(502, format!("<html>no upstream for {}</html>", request.uri()))
    }),
    ("a page with status 200 that quotes the token", |request| {
        response(200, format!("<html>{}</html>", carried(request)))
    }),
    ("a redirect", |request| response(301, format!("moved from {}", request.uri()))),
    ("an errmsg that quotes the secret", |request| {
        response(
            200,
            serde_json::json!({ "errcode": 40097, "errmsg": format!("bad args {}", carried(request)) }).to_string(),
        )
    }),
    ("a rid that quotes the secret", |request| {
        response(
            200,
            serde_json::json!({ "errcode": 40097, "errmsg": format!("bad args rid: {}", carried(request)) })
                .to_string(),
        )
    }),
    ("a body of the wrong shape", |_| {
        response(200, serde_json::json!({ "groupid": TOKEN, "groups": SECRET }).to_string())
    }),
    ("a body cut short after the token", |_| response(200, format!("{{\"access_token\":\"{SECRET}"))),
];

fn token_response() -> Outcome {
    response(200, serde_json::json!({ "access_token": TOKEN, "expires_in": 7200 }).to_string())
}

fn client(mode: TokenMode, transport: impl Transport + 'static) -> (Client, Arc<Mutex<Vec<Event>>>) {
    let events = Arc::new(Mutex::new(Vec::new()));
    let writer = Arc::clone(&events);
    let client = Client::builder("wx0123456789abcdef", SECRET)
        .token_mode(mode)
        .retry(RetryPolicy::never())
        .transport(transport)
        .observer(move |event: &Event| writer.lock().unwrap().push(event.clone()))
        .build()
        .unwrap();
    (client, events)
}

fn inspect(name: &str, client: &Client, events: &Mutex<Vec<Event>>, error: &Error) {
    assert_error_is_clean(name, error);
    assert_debug_is_clean(name, client);
    assert_debug_is_clean(name, &*events.lock().unwrap());
    assert!(!events.lock().unwrap().is_empty(), "{name}: nothing was sent, so nothing could leak");
}

#[test]
fn a_call_that_fails_leaks_nothing_whatever_the_transport_says() {
    for (name, leak) in LEAKS {
        let (client, events) = client(
            TokenMode::Stable,
            transport_fn(move |request| {
                if request.uri().path() == "/cgi-bin/stable_token" { token_response() } else { leak(&request) }
            }),
        );
        let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
        inspect(name, &client, &events, &client.groups().of(&openid).unwrap_err());
        let (scene, day) = (Scene::number(7).unwrap(), Day::new(2026, 1, 2).unwrap());
        inspect(name, &client, &events, &client.qrcode().create(&scene).unwrap_err());
        inspect(name, &client, &events, &client.shorten().create("long", Duration::from_secs(60)).unwrap_err());
        inspect(name, &client, &events, &client.shorten().fetch("iTqRJFSEqk9RvPk").unwrap_err());
        // An object without rows means that nothing changed.
        let statistics = client.statistics();
        let failures = [statistics.growth(day, day).err(), statistics.total(day, day).err()];
        failures.iter().flatten().for_each(|error| inspect(name, &client, &events, error));
        // The command may have succeeded: an object without an errcode is not an error.
        if let Err(error) = client.groups().move_user(&openid, GroupId::STARRED) {
            inspect(name, &client, &events, &error);
        }
    }
}

#[test]
fn a_token_request_that_fails_leaks_nothing_whatever_the_transport_says() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        for (name, leak) in LEAKS {
            let (client, events) = client(mode, transport_fn(move |request| leak(&request)));
            inspect(name, &client, &events, &client.groups().list().unwrap_err());
            inspect(name, &client, &events, &client.token().unwrap_err());
        }
    }
}

/// Calls that carry their own secrets: the AppSecret, the code and the tokens of a user.
#[test]
fn a_call_that_carries_its_own_secret_leaks_nothing_whatever_the_transport_says() {
    for (name, leak) in LEAKS {
        let (client, events) = client(TokenMode::Stable, transport_fn(move |request| leak(&request)));
        let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
        let oauth = client.oauth();
        let failures = [
            oauth.exchange(TOKEN).err(),
            oauth.refresh(&RefreshToken::from(SECRET)).err(),
            oauth.user(&UserAccessToken::from(TOKEN), &openid).err(),
            oauth.check(&UserAccessToken::from(TOKEN), &openid).err(),
            client.quota().clear_all_by_secret().err(),
        ];
        // Some of these bodies are a success for calls that return nothing.
        let errors: Vec<_> = failures.into_iter().flatten().collect();
        assert!(errors.len() >= 3, "{name}: only {} of the calls failed", errors.len());
        errors.iter().for_each(|error| inspect(name, &client, &events, error));
    }
}

/// Without the client around them, the search finds every leak in the texts of the transports.
#[test]
fn the_leaks_above_are_real() {
    let mut request = Request::new(format!("{{\"secret\":\"{SECRET}\"}}").into_bytes());
    *request.uri_mut() =
        format!("https://host/path?access_token={}", "99_TOKEN%2FMARK%2B%22q%22%3D%C3%A9-token-mark").parse().unwrap();
    let leaking = LEAKS.iter().filter(|(_, leak)| match leak(&request) {
        Ok(response) => leaks(&String::from_utf8_lossy(response.body())),
        Err(error) => texts(&error).iter().any(|text| leaks(text)),
    });
    assert_eq!(leaking.count(), LEAKS.len());
}

#[test]
fn a_panic_in_a_transport_is_not_passed_on_with_its_text() {
    let (client, events) = client(
        TokenMode::Stable,
        transport_fn(|request| {
            if request.uri().path() == "/cgi-bin/stable_token" {
                return token_response();
            }
            std::panic::panic_any(format!("bug while sending {}", request.uri()))
        }),
    );
    let call = wechat_user::Call::new(&wechat_user::groups::GetGroups::new());
    let mut errors = Vec::new();
    let _ended = client.drive_parallel(1, call, |item| {
        errors.extend(item.err());
        std::ops::ControlFlow::Continue(())
    });
    inspect("a panic", &client, &events, &errors[0]);
    assert_clean("a panic", &errors[0].to_string());
}

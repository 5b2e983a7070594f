//! `wechat-user mock push`, against servers like those of its users.

use std::collections::VecDeque;
use std::future::pending;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Service};
use wechat_user::http::StatusCode;
use wechat_user::{OpenId, Timestamp};
use wechat_user_web::{EncodingAesKey, Format, Inbound, Inbox, Push, PushKind, PushToken, Reply, RevokedData};

use crate::support::{Ran, canned, closed_port, wechat_user};

const TOKEN: &str = "a-token-of-mine";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/// What the server does with a request before it reads it.
enum First {
    HangUp,
    NeverAnswer,
    Status(StatusCode),
    Body(&'static str),
}

/// A server with an inbox, and the requests that it received.
#[derive(Clone)]
pub(crate) struct Target {
    url: String,
    inbox: Inbox,
    reply: Reply,
    first: Arc<Mutex<VecDeque<First>>>,
    requests: Arc<Mutex<Vec<(String, Bytes)>>>,
    pushes: Arc<Mutex<Vec<(Push, Format)>>>,
}

pub(crate) fn inbox() -> Inbox {
    Inbox::new(Service::APP_ID, PushToken::new(TOKEN).unwrap()).with_freshness(Duration::from_secs(600))
}

fn key() -> EncodingAesKey {
    EncodingAesKey::new(KEY).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_unix_secs(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
}

impl Target {
    pub(crate) fn new(inbox: Inbox, reply: Reply) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/wechat?of=mine", listener.local_addr().unwrap());
        let this = Self { url, inbox, reply, first: Arc::default(), requests: Arc::default(), pushes: Arc::default() };
        let router = Router::new().fallback(serve).with_state(this.clone());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
            });
        });
        this
    }

    fn first(self, first: impl IntoIterator<Item = First>) -> Self {
        self.first.lock().unwrap().extend(first);
        self
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = wechat_user(&[&["mock", "push"], args, &["--to", &self.url]].concat());
        command.env("WECHAT_PUSH_TOKEN", TOKEN).env("WECHAT_PUSH_AES_KEY", KEY);
        command
    }

    pub(crate) fn push(&self, args: &[&str]) -> Ran {
        finish(&mut self.command(args))
    }

    /// The only push that arrived.
    pub(crate) fn one(&self) -> (Push, Format) {
        let pushes = std::mem::take(&mut *self.pushes.lock().unwrap());
        <[_; 1]>::try_from(pushes)
            .unwrap_or_else(|pushes| panic!("{} pushes", pushes.len()))
            .into_iter()
            .next()
            .unwrap()
    }

    /// The query and the body of all requests.
    fn requests(&self) -> Vec<(String, Bytes)> {
        self.requests.lock().unwrap().clone()
    }
}

/// Runs it, and searches its output for the secrets.
fn finish(command: &mut Command) -> Ran {
    let ran = Ran::of(command.output().unwrap());
    for secret in [TOKEN, KEY] {
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{ran:?}");
    }
    ran
}

async fn serve(State(target): State<Target>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    target.requests.lock().unwrap().push((query.clone(), body.clone()));
    let first = target.first.lock().unwrap().pop_front();
    match first {
        // Ends the task of this connection, and closes the connection.
        Some(First::HangUp) => std::panic::resume_unwind(Box::new("closed without a response")),
        Some(First::NeverAnswer) => return pending().await,
        Some(First::Status(status)) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = status;
            return response;
        }
        Some(First::Body(body)) => return Response::new(Body::from(body)),
        None => {}
    }
    match target.inbox.receive(&parts.method, &query, &body, now()) {
        Ok(Inbound::Push(incoming)) => {
            target.pushes.lock().unwrap().push((incoming.push().clone(), incoming.format()));
            let answer = incoming.respond(&target.reply, now(), [7; 16]).unwrap();
            Response::<Vec<u8>>::from(answer).map(Body::from)
        }
        Ok(_) => panic!("not a push"),
        Err(refusal) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = refusal.status();
            response
        }
    }
}

#[test]
fn every_kind_of_push_arrives() {
    let target = Target::new(inbox(), Reply::Success);
    let push = |args: &[&str]| {
        assert_eq!(target.push(args).ok(), "received\n", "{args:?}");
        target.one().0
    };
    let report = push(&["location", "--latitude", "-33.5", "--longitude", "-70.25", "--precision", "12.5"]);
    let PushKind::LocationReport(report) = report.kind else { panic!("{report:?}") };
    let place = report.coordinates;
    assert_eq!((place.latitude, place.longitude, report.precision), (-33.5, -70.25, Some(12.5)));

    let message = push(&["location", "--latitude", "1", "--longitude", "2", "--label", "人民广场"]);
    let PushKind::LocationMessage(place) = &message.kind else { panic!("{message:?}") };
    assert_eq!((place.coordinates.latitude, place.coordinates.longitude), (1.0, 2.0));
    assert_eq!(message.fields.text("Label"), Some("人民广场"));

    assert_eq!(push(&["subscribe"]).kind, PushKind::Subscribe(None));
    let PushKind::Subscribe(Some(scene)) = push(&["subscribe", "--scene", "poster-7"]).kind else { panic!() };
    assert_eq!(scene.value, "poster-7");
    assert_eq!(push(&["unsubscribe"]).kind, PushKind::Unsubscribe);
    let PushKind::Scan(scene) = push(&["scan", "--scene", "123"]).kind else { panic!() };
    assert_eq!(scene.value, "123");

    assert_eq!(push(&["user-info-modified"]).kind, PushKind::UserInfoModified);
    let revoke = push(&["user-authorization-revoke", "--data", "201,205", "--openid", "oSomebody"]);
    let PushKind::AuthorizationRevoked(revoked) = &revoke.kind else { panic!("{revoke:?}") };
    assert_eq!(revoked.data, [RevokedData::Address, RevokedData::NicknameAndAvatar]);
    assert_eq!((revoke.openid.as_str(), revoke.fields.text("OpenID")), ("oSomebody", Some("oSomebody")));
    let cancelled = push(&["user-authorization-cancellation", "--push-format", "json"]);
    assert_eq!(cancelled.kind, PushKind::AuthorizationCancelled);

    let text = push(&["text", "--content", "<你好>&", "--openid", "oSomebody", "--to-user", "gh_mine"]);
    let PushKind::Text(content) = &text.kind else { panic!("{text:?}") };
    assert_eq!(
        (content.content.as_str(), text.openid.as_str(), text.to_user.as_str()),
        ("<你好>&", "oSomebody", "gh_mine")
    );
    assert_ne!(text.dedup_key(), push(&["text", "--content", "x", "--openid", "oSomebody"]).dedup_key());
}

#[test]
fn every_mode_and_format_arrives_and_the_reply_is_printed_decrypted() {
    let reply = Reply::Text("欢迎\t关注".to_owned());
    let plain = Target::new(inbox(), reply.clone());
    let encrypting = Target::new(inbox().with_aes_key(key()), reply);
    let user: OpenId = FakeWeChat::new().openid(0);
    for (format, expected) in [("xml", Format::Xml), ("json", Format::Json)] {
        for (target, mode) in [
            (&plain, &["--mode", "plain"][..]),
            (&plain, &[]),
            (&encrypting, &["--aes"]),
            (&encrypting, &["--mode", "safe"]),
            (&encrypting, &["--mode", "compatible"]),
        ] {
            let args = [&["text", "--content", "hello-there", "--push-format", format], mode].concat();
            let report = target.push(&args).ok();
            assert!(
                report.starts_with(&format!("ToUserName\t{user}\nFromUserName\tgh_0123456789ab\nCreateTime\t")),
                "{report}"
            );
            assert!(report.ends_with("\nMsgType\ttext\nContent\t欢迎 关注\n"), "{report}");
            assert_eq!(target.one().1, expected, "{args:?}");

            let report = target.push(&[&args[..], &["--json"]].concat()).json();
            assert_eq!(
                (&report["attempts"], &report["message"]["Content"]),
                (&json!(1), &json!("欢迎\t关注")),
                "{report}"
            );
            target.one();
            let (query, body) = target.requests().pop().unwrap();
            assert!(query.starts_with("of=mine&signature="), "{query}");
            let is_legible = String::from_utf8(body.to_vec()).unwrap().contains("hello-there");
            assert_eq!(is_legible, !mode.contains(&"--aes") && !mode.contains(&"safe"), "{args:?}");
        }
    }
}

#[test]
fn a_server_that_does_not_respond_gets_the_same_push_three_times() {
    let target = Target::new(inbox(), Reply::Success).first([First::HangUp, First::HangUp]);
    let report = target.push(&["subscribe", "--json"]).json();
    assert_eq!(report, json!({"attempts": 3, "message": null}));
    let requests = target.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| *request == requests[0]), "{requests:?}");

    let target = Target::new(inbox(), Reply::Success).first((0..4).map(|_| First::HangUp));
    let report = target.push(&["subscribe"]).failed(3);
    assert!(report.starts_with("error: no response in 3 attempts: "), "{report}");
    assert_eq!((target.requests().len(), target.pushes.lock().unwrap().len()), (3, 0));
}

#[test]
fn a_server_that_is_too_slow_gets_the_push_again() {
    let target = Target::new(inbox(), Reply::Success).first([First::NeverAnswer]);
    assert_eq!(target.push(&["subscribe", "--json"]).json()["attempts"], 2);
    assert_eq!(target.requests().len(), 2);
}

#[test]
fn a_response_that_the_service_could_not_use_is_3() {
    let target = Target::new(inbox(), Reply::Success).first([
        First::Status(StatusCode::INTERNAL_SERVER_ERROR),
        First::Body("<html>"),
        First::Body("\"success\""),
        First::Body("{\"code\":0}"),
        First::Body("<xml><MsgType>text</MsgType></xml>"),
    ]);
    for _ in 0..5 {
        target.push(&["subscribe"]).failed(3);
    }
    assert_eq!(target.requests().len(), 5);

    // The server has another token, expects encryption, has another key, or belongs to another account.
    let strict = Target::new(inbox().with_aes_key(key()), Reply::Success);
    let mut guessed = strict.command(&["subscribe", "--aes"]);
    let mut other_key = strict.command(&["subscribe", "--aes"]);
    for (command, status) in [
        (guessed.env("WECHAT_PUSH_TOKEN", "guessed"), "403"),
        (other_key.env("WECHAT_PUSH_AES_KEY", "A".repeat(43)), "403"),
        (&mut strict.command(&["subscribe"]), "403"),
        (&mut strict.command(&["subscribe", "--aes", "--app-id", "wx-another"]), "403"),
    ] {
        let report = finish(command).failed(3);
        assert!(report.starts_with(&format!("error: the server responded with status {status}")), "{report}");
    }
    assert!(strict.pushes.lock().unwrap().is_empty());

    // A plain reply, where the service expects an encrypted one.
    let body = "<xml><MsgType>text</MsgType><Content>hello</Content></xml>";
    let careless = Target::new(inbox(), Reply::Success).first([First::Body(body)]);
    let report = careless.push(&["subscribe", "--aes"]).failed(3);
    assert!(report.contains("the service could not read this response: "), "{report}");

    let mut closed =
        wechat_user(&["mock", "push", "subscribe", "--to", &format!("http://127.0.0.1:{}/", closed_port())]);
    let error: Value = finish(closed.env("WECHAT_PUSH_TOKEN", TOKEN).arg("--json")).error(3);
    assert!(error["message"].as_str().unwrap().starts_with("no response in 3 attempts: "), "{error}");
}

#[test]
fn a_response_that_is_no_reply_is_3() {
    let long = "<xml><MsgType>text</MsgType>";
    for body in [r#"{"code":0}"#, "<html>ok</html>", "<xml></xml>", long, "received"] {
        let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        let url = canned(response.leak());
        let mut command = wechat_user(&["mock", "push", "text", "--content", "x", "--to", &url]);
        let report = finish(command.env("WECHAT_PUSH_TOKEN", TOKEN)).failed(3);
        assert!(report.starts_with("error: the service could not read this response: "), "{body}: {report}");
    }
}

#[test]
fn an_encrypted_push_carries_the_app_id_of_the_environment() {
    let inbox = Inbox::new("wx-mine", PushToken::new(TOKEN).unwrap()).with_aes_key(key());
    let target = Target::new(inbox, Reply::Empty);
    let mut command = target.command(&["subscribe", "--aes"]);
    assert_eq!(finish(command.env("WECHAT_APPID", "wx-mine")).ok(), "received\n");
    assert_eq!(target.push(&["subscribe", "--aes", "--app-id", "wx-mine"]).ok(), "received\n");
}

#[test]
fn token_key_and_url_are_trimmed() {
    let target = Target::new(inbox().with_aes_key(key()), Reply::Empty);
    let mut command = wechat_user(&["mock", "push", "subscribe", "--aes", "--to", &format!("{}\r", target.url)]);
    command.env("WECHAT_PUSH_TOKEN", format!("{TOKEN}\r")).env("WECHAT_PUSH_AES_KEY", format!("\u{feff}{KEY}\r\n"));
    assert_eq!(finish(&mut command).ok(), "received\n");
}

#[test]
fn bad_input_is_2_and_nothing_is_sent() {
    let target = Target::new(inbox(), Reply::Success);
    for args in [
        &["location", "--latitude", "north"][..],
        &["location", "--latitude", "nan"],
        &["location", "--precision", "inf"],
        &["location", "--precision", "1", "--label", "x"],
        &["scan"],
        &["text"],
        &["subscribe", "--aes", "--mode", "plain"],
        &["subscribe", "--openid", ""],
        &["subscribe", "--push-format", "yaml"],
        &["link"],
    ] {
        target.push(args).failed(2);
    }
    for (variable, args) in
        [("WECHAT_PUSH_TOKEN", &["subscribe"][..]), ("WECHAT_PUSH_AES_KEY", &["subscribe", "--aes"])]
    {
        let report = finish(target.command(args).env_remove(variable)).failed(2);
        assert!(report.contains(&format!("set {variable} to ")), "{report}");
    }
    let report = finish(target.command(&["subscribe", "--aes"]).env("WECHAT_PUSH_AES_KEY", "c2VjcmV0")).failed(2);
    assert!(report.contains("WECHAT_PUSH_AES_KEY: an EncodingAESKey has 43 characters, got 8"), "{report}");
    for url in ["ftp://127.0.0.1/", "127.0.0.1:80", "/wechat", ""] {
        let mut command = wechat_user(&["mock", "push", "subscribe", "--to", url]);
        finish(command.env("WECHAT_PUSH_TOKEN", TOKEN)).failed(2);
    }
    assert!(target.requests().is_empty());
}

//! `/_mock/push`, towards a program that receives pushes with `wechat-user-web`.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::Method;
use axum::response::Response;
use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Service};
use wechat_user_core::clock::Clock;
use wechat_user_web::{EncodingAesKey, Format, Inbound, Inbox, Push, PushKind, PushToken, Reply, RevokedData};

use crate::client::Client;

pub(crate) const TOKEN: &str = "a-token-of-mine";
pub(crate) const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_followers(100)).start().unwrap()
}

fn push(server: &MockServer, body: &Value) -> (u16, Value) {
    let response = Client::new(server).send("/_mock/push", &body.to_string()).unwrap();
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

pub(crate) fn inbox() -> Inbox {
    Inbox::new(Service::APP_ID, PushToken::new(TOKEN).unwrap())
}

/// A program under test.
#[derive(Clone)]
pub(crate) struct Target {
    inbox: Inbox,
    reply: Reply,
    wechat: FakeWeChat,
    pushes: mpsc::Sender<(Push, Format)>,
    /// How many requests get no response.
    silent: Arc<Mutex<u32>>,
}

impl Target {
    /// Serves; returns its URL, and what it receives.
    pub(crate) fn start(
        server: &MockServer,
        inbox: Inbox,
        reply: Reply,
        silent: u32,
    ) -> (String, mpsc::Receiver<(Push, Format)>) {
        let (pushes, received) = mpsc::channel();
        let silent = Arc::new(Mutex::new(silent));
        let target = Self { inbox, reply, wechat: server.service().clone(), pushes, silent };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/wechat", listener.local_addr().unwrap());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let router = Router::new().fallback(receive).with_state(target);
                axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await.unwrap();
            });
        });
        (url, received)
    }
}

async fn receive(State(target): State<Target>, method: Method, RawQuery(query): RawQuery, body: Bytes) -> Response {
    let is_silent = {
        let mut silent = target.silent.lock().unwrap();
        let is_silent = *silent > 0;
        *silent = silent.saturating_sub(1);
        is_silent
    };
    if is_silent {
        // Ends the task of this connection, and with it the connection.
        std::panic::resume_unwind(Box::new("closed without a response"));
    }
    let now = target.wechat.clock().now();
    let response = match target.inbox.receive(&method, &query.unwrap_or_default(), &body, now) {
        Ok(Inbound::Push(incoming)) => {
            target.pushes.send((incoming.push().clone(), incoming.format())).unwrap();
            incoming.respond(&target.reply, now, [7; 16]).unwrap()
        }
        Ok(Inbound::UrlCheck(check)) => check.response(),
        Ok(_) => panic!("neither a push nor a URL check"),
        Err(refusal) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = refusal.status();
            return response;
        }
    };
    Response::<Vec<u8>>::from(response).map(Body::from)
}

pub(crate) fn received(attempts: u32) -> (u16, Value) {
    (200, json!({"attempts": attempts, "status": 200, "received": true, "message": null, "error": null}))
}

#[test]
fn every_kind_of_push_arrives() {
    let server = server();
    let (url, pushes) = Target::start(&server, inbox(), Reply::Success, 0);
    let arrive = |kind: Value| {
        assert_eq!(push(&server, &json!({"to": url, "token": TOKEN, "push": kind})), received(1), "{kind}");
        pushes.recv().unwrap().0
    };
    let report = arrive(json!({"location": {"latitude": -33.5, "longitude": -70.25, "precision": 12.5}}));
    let PushKind::LocationReport(place) = &report.kind else { panic!("{report:?}") };
    assert_eq!((place.coordinates.latitude, place.coordinates.longitude, place.precision), (-33.5, -70.25, Some(12.5)));
    assert_eq!(report.openid, server.service().openid(0));
    assert_eq!(report.created, server.service().clock().now());

    let message = arrive(json!({"location": {"latitude": 1, "longitude": 2, "label": "人民广场"}}));
    assert!(matches!(message.kind, PushKind::LocationMessage(_)), "{message:?}");
    assert_eq!(message.fields.text("Label"), Some("人民广场"));
    assert_eq!(arrive(json!({"subscribe": {}})).kind, PushKind::Subscribe(None));
    let PushKind::Subscribe(Some(scene)) = arrive(json!({"subscribe": {"scene": "poster"}})).kind else { panic!() };
    assert_eq!(scene.value, "poster");
    assert_eq!(arrive(json!({"unsubscribe": {}})).kind, PushKind::Unsubscribe);
    let PushKind::Scan(scene) = arrive(json!({"scan": {"scene": "123"}})).kind else { panic!() };
    assert_eq!(scene.value, "123");
    let PushKind::Text(text) = arrive(json!({"text": {"content": "<你好>"}})).kind else { panic!() };
    assert_eq!(text.content, "<你好>");
    assert_eq!(arrive(json!({"user_info_modified": {}})).kind, PushKind::UserInfoModified);
    let revoke = arrive(json!({"user_authorization_revoke": {"revoke_info": "206"}}));
    let PushKind::AuthorizationRevoked(revoked) = &revoke.kind else { panic!("{revoke:?}") };
    assert_eq!((revoked.data.as_slice(), revoke.openid), (&[RevokedData::Location][..], server.service().openid(0)));
    let cancelled = arrive(json!({"user_authorization_cancellation": {}}));
    assert_eq!(cancelled.kind, PushKind::AuthorizationCancelled);
    assert!(server.service().is_following(&server.service().openid(0)), "the account is as it was");
    assert_eq!(server.service().calls(), 0);
}

#[test]
fn encrypted_replies_are_returned_decrypted() {
    let server = server();
    let inbox = inbox().with_aes_key(EncodingAesKey::new(KEY).unwrap());
    let (url, pushes) = Target::start(&server, inbox, Reply::Text("欢迎关注".to_owned()), 0);
    for (mode, format, expected) in [("safe", "xml", Format::Xml), ("compatible", "json", Format::Json)] {
        let body = json!({"to": url, "token": TOKEN, "aes_key": KEY, "mode": mode, "format": format,
            "openid": "oSomebody", "to_user": "gh_mine", "push": {"subscribe": {}}});
        let (status, response) = push(&server, &body);
        assert_eq!(
            (status, &response["received"], &response["error"]),
            (200, &json!(true), &Value::Null),
            "{response}"
        );
        assert_eq!(response["message"]["Content"], "欢迎关注");
        assert_eq!(
            (&response["message"]["ToUserName"], &response["message"]["FromUserName"]),
            (&json!("oSomebody"), &json!("gh_mine"))
        );
        assert_eq!(pushes.recv().unwrap().1, expected);
    }
    for (changed, to) in [("token", json!("guessed")), ("aes_key", Value::Null)] {
        let mut body = json!({"to": url, "token": TOKEN, "aes_key": KEY, "push": {"subscribe": {}}});
        body[changed] = to;
        let (status, response) = push(&server, &body);
        let error = "the response to a push must have status 200, got 403";
        let expected = json!({"attempts": 1, "status": 403, "received": false, "message": null, "error": error});
        assert_eq!((status, response), (200, expected), "{changed}");
    }
}

#[test]
fn a_push_without_a_response_is_sent_three_times() {
    let server = server();
    let body = |url: &str| json!({"to": url, "token": TOKEN, "push": {"subscribe": {}}});
    let (url, pushes) = Target::start(&server, inbox(), Reply::Empty, 2);
    assert_eq!(push(&server, &body(&url)), received(3));
    assert_eq!(pushes.try_iter().count(), 1);

    let (url, pushes) = Target::start(&server, inbox(), Reply::Empty, 9);
    let (status, response) = push(&server, &body(&url));
    assert_eq!(
        (status, &response["attempts"], &response["received"], &response["status"]),
        (200, &json!(3), &json!(false), &Value::Null)
    );
    assert!(
        response["error"].as_str().unwrap().starts_with("no response; the request may have arrived: "),
        "{response}"
    );
    assert_eq!(pushes.try_iter().count(), 0);
}

/// Responds to one push with this body, at status 200.
fn respond_once(body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/wechat", listener.local_addr().unwrap());
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut bytes) = (Vec::new(), [0; 4_096]);
        while !request.ends_with(b"</xml>") {
            let read = stream.read(&mut bytes).unwrap();
            assert!(read > 0, "{request:?}");
            request.extend_from_slice(&bytes[..read]);
        }
        stream.write_all(response.as_bytes()).unwrap();
    });
    url
}

#[test]
fn a_response_that_is_no_reply_is_a_failed_push() {
    let server = server();
    let send = |reply: &str| {
        let body = json!({"to": respond_once(reply), "token": TOKEN, "push": {"text": {"content": "x"}}});
        let (status, response) = push(&server, &body);
        assert_eq!((status, &response["attempts"], &response["status"]), (200, &json!(1), &json!(200)), "{response}");
        response
    };
    let head =
        "<ToUserName>o</ToUserName><FromUserName>g</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>";
    let good = send(&format!("<xml>{head}<Content>x</Content></xml>"));
    assert_eq!(
        (&good["received"], &good["message"]["Content"], &good["error"]),
        (&json!(true), &json!("x"), &json!(null))
    );
    for bad in [
        "<!doctype html><html><body>Welcome</body></html>",
        "<html><body>Welcome</body></html>",
        r#"{"code":0}"#,
        r#"{"ToUserName":"o","FromUserName":"g","CreateTime":1,"MsgType":"text","Content":"x"}"#,
        "ok",
        "success\n",
        "<xml/>",
        &format!("<xml><xml>{head}<Content>x</Content></xml></xml>"),
        &format!("<xml>{head}<Content><b>x</b></Content></xml>"),
        &format!("<xml>{head}</xml>"),
        &format!("<xml>{head}<Content>x</Content>"),
        &format!("<xml>{head}<Content>x</Conte"),
    ] {
        let response = send(bad);
        assert_eq!((&response["received"], &response["message"]), (&json!(false), &json!(null)), "{bad}: {response}");
        assert!(response["error"].as_str().is_some_and(|error| !error.is_empty()), "{bad}: {response}");
    }
}

#[test]
fn the_program_may_call_the_simulator_before_it_responds() {
    let server = server();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"</xml>") {
                let mut bytes = [0; 4_096];
                let read = stream.read(&mut bytes).unwrap();
                assert!(read > 0, "{request:?}");
                request.extend_from_slice(&bytes[..read]);
            }
            assert_eq!(Client::new(&server).json("/cgi-bin/groups/get", "")["errcode"], 41001);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nsuccess").unwrap();
        });
        assert_eq!(push(&server, &json!({"to": url, "token": TOKEN, "push": {"unsubscribe": {}}})), received(1));
    });
    assert_eq!(server.service().calls(), 1);
}

#[test]
fn a_push_that_cannot_be_sent_is_reported() {
    let server = server();
    let body = |changed: &str, to: Value| {
        let mut body = json!({"to": "http://127.0.0.1:9/", "token": TOKEN, "push": {"subscribe": {}}});
        body[changed] = to;
        body
    };
    for (body, expected) in [
        (body("to", json!("/wechat")), "the URL of a push must be an absolute http:// or https:// URL"),
        (body("token", json!("")), "a Token (令牌) must not be empty"),
        (body("aes_key", json!("short")), "an EncodingAESKey has 43 characters, got 5"),
        (body("mode", json!("compatible")), "compatible mode requires an aes_key"),
        (body("openid", json!("")), "openid: must not be empty"),
        (body("push", json!({"scan": {}})), "missing field `scene` at line 1 column"),
        (body("push", json!({"link": {}})), "unknown variant `link`"),
        (body("colour", json!(1)), "unknown field `colour`"),
        (json!({}), "missing field `to`"),
    ] {
        let (status, response) = push(&server, &body);
        assert_eq!(status, 400, "{body}");
        assert!(response["error"].as_str().unwrap().starts_with(expected), "{response}");
    }
}

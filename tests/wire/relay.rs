//! Relayed requests: what is sent, what is passed on, and what is never sent twice.

use wechat_user_core::http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use wechat_user_core::machine::{Outcome, RelayCall, Relayed, Step};
use wechat_user_core::raw::Relay;
use wechat_user_core::transport::{Request, TransportError};
use wechat_user_core::{AppSecret, Credentials, Error, ErrorKind, InputError, Machine, Session};

use crate::script::{START, response};

fn post() -> Relay {
    let json = HeaderValue::from_static("text/plain; charset=gbk");
    Relay::post("/cgi-bin/tags/create", Some(json), b"{\"tag\": \x80}".to_vec()).unwrap()
}

fn lost() -> Outcome {
    Outcome::Failed(TransportError::unknown("connection reset"))
}

fn not_sent() -> Outcome {
    Outcome::Failed(TransportError::not_sent("connection refused"))
}

/// The responses in order, tokens among them; the result, and the requests. No wait is allowed.
fn run(relay: &Relay, outcomes: impl IntoIterator<Item = Outcome>) -> (Result<Relayed, Error>, Vec<Request>) {
    let mut session = Session::new(Credentials::stable("wx1", "secret")).unwrap();
    let (mut call, mut outcomes, mut sent) = (RelayCall::new(relay), outcomes.into_iter(), Vec::new());
    loop {
        match call.poll(&mut session, START) {
            Step::Send(outgoing) => {
                call.handle(START, outgoing.id(), outcomes.next().expect("an outcome for every request"));
                sent.push(outgoing.into_request());
            }
            Step::Wait { why, .. } => panic!("it waits for {why}"),
            Step::Yield(item) => {
                assert!(matches!(call.poll(&mut session, START), Step::Done));
                return (item, sent);
            }
            Step::Done => panic!("no result"),
        }
    }
}

fn token(value: &str) -> Outcome {
    response(&format!(r#"{{"access_token":"{value}","expires_in":7200}}"#))
}

fn paths(sent: &[Request]) -> Vec<&str> {
    sent.iter().map(|request| request.uri().path_and_query().unwrap().as_str()).collect()
}

#[test]
fn query_content_type_and_body_are_sent_byte_for_byte() {
    let relay = post().with_query("a=%e5%90&&b=+1&c").unwrap();
    let (result, sent) = run(&relay, [token("A"), response("{}")]);
    assert_eq!(paths(&sent), ["/cgi-bin/stable_token", "/cgi-bin/tags/create?access_token=A&a=%e5%90&&b=+1&c"]);
    assert_eq!(sent[1].headers()[CONTENT_TYPE], "text/plain; charset=gbk");
    assert_eq!((sent[1].method().as_str(), &sent[1].body()[..]), ("POST", &b"{\"tag\": \x80}"[..]));
    assert_eq!(result.unwrap().token.unwrap().expose(), "A");

    let (_, sent) = run(&Relay::get("/cgi-bin/groups/get").unwrap(), [token("A"), response("{}")]);
    assert!(sent[1].headers().is_empty());
    let (_, sent) = run(&Relay::post("/x", None, Vec::new()).unwrap(), [token("A"), response("{}")]);
    assert!(sent[1].method() == "POST" && sent[1].headers().is_empty());
}

#[test]
fn any_response_is_passed_on_as_it_came() {
    for (status, body) in [
        (200, &b"{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit\"}"[..]),
        (200, b"{\"errcode\":45011,\"errmsg\":\"api minute-quota reach limit\"}"),
        (200, b"{\"errcode\":-1,\"errmsg\":\"system error\"}"),
        (200, b"\xff\xd8\xff\xe0 a picture"),
        (302, b""),
        (404, b"<html>"),
        (502, b"<html>bad gateway"),
        (200, b"{\"errcode\":\"40001"),
        (200, b" {\"errcode\":40001}"),
    ] {
        let mut given = Response::new(body.to_vec());
        *given.status_mut() = StatusCode::from_u16(status).unwrap();
        given.headers_mut().insert("x-any", HeaderValue::from_static("1"));
        let (result, sent) = run(&post(), [token("A"), Outcome::Response(given)]);
        let response = result.unwrap().response;
        assert_eq!((response.status().as_u16(), &response.body()[..]), (status, body));
        assert_eq!((response.headers()["x-any"].as_bytes(), sent.len()), (&b"1"[..], 2));
    }
}

#[test]
fn an_errcode_is_looked_for_below_64_kb_only() {
    let padded = |length: usize| {
        let head = "{\"errcode\":40001,\"pad\":\"";
        format!("{head}{}\"}}", "x".repeat(length - head.len() - 2))
    };
    let (result, sent) = run(&post(), [token("A"), response(&padded(65_536))]);
    assert_eq!((result.unwrap().errcode, sent.len()), (None, 2));
    let (result, sent) = run(&post(), [token("A"), response(&padded(65_535)), token("B"), response("{}")]);
    assert_eq!((result.unwrap().token.unwrap().expose(), sent.len()), ("B", 4));
}

#[test]
fn a_rejected_token_is_renewed_once() {
    for code in ["40001", "40014", "42001", "41001", "\"40001\""] {
        let rejection = || response(&format!("{{\"errcode\":{code},\"errmsg\":\"no \\u0001\"}}"));
        let (result, sent) = run(&post(), [token("A"), rejection(), token("B"), response("{\"tag\":1}")]);
        assert_eq!(result.unwrap().response.body(), b"{\"tag\":1}", "{code}");
        assert!(paths(&sent)[3].ends_with("access_token=B"));

        let (result, sent) = run(&post(), [token("A"), rejection(), token("B"), rejection()]);
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Service(_)) && !error.may_have_been_done(), "{error}");
        assert_eq!(sent.len(), 4);
    }
}

/// A dirty body must not hide that the token was rejected.
#[test]
fn a_rejection_in_a_broken_body_is_seen() {
    let dirty = Outcome::Response(Response::new(b"{\"errcode\":40001,\"errmsg\":\"\x01\xff\"}".to_vec()));
    let (result, sent) = run(&post(), [token("A"), dirty, token("B"), response("{}")]);
    assert_eq!((result.is_ok(), sent.len()), (true, 4));
}

#[test]
fn it_is_sent_again_only_when_it_was_certainly_not_sent() {
    let (result, sent) = run(&post(), [token("A"), lost()]);
    let error = result.unwrap_err();
    assert_eq!((error.may_have_been_done(), sent.len()), (true, 2));

    let (result, sent) = run(&post(), [token("A"), not_sent(), response("{}")]);
    assert_eq!((result.is_ok(), sent.len()), (true, 3));

    let (result, sent) = run(&post(), [token("A"), not_sent(), not_sent()]);
    let error = result.unwrap_err();
    assert_eq!((error.may_have_been_done(), sent.len()), (false, 3));

    // It may be a read; the relay does not know.
    let (result, sent) = run(&Relay::get("/cgi-bin/groups/get").unwrap(), [token("A"), lost()]);
    assert_eq!((result.is_err(), sent.len()), (true, 2));
}

#[test]
fn a_token_that_cannot_be_had_is_an_error_at_once() {
    for failure in [lost(), not_sent(), response(r#"{"errcode":-1}"#), response(r#"{"errcode":40125}"#)] {
        let (result, sent) = run(&post(), [failure]);
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Token(_)) && !error.may_have_been_done(), "{error}");
        assert_eq!(sent.len(), 1);
    }
}

#[test]
fn a_request_with_the_secret_carries_no_token() {
    let secret = AppSecret::from("real&secret");
    let relay = Relay::get("/sns/oauth2/access_token").unwrap().with_query("appid=wx1&code=c").unwrap();
    let (result, sent) = run(&relay.with_secret("secret", &secret), [response(r#"{"errcode":40001}"#)]);
    assert_eq!(paths(&sent), ["/sns/oauth2/access_token?appid=wx1&code=c&secret=real%26secret"]);
    assert_eq!(result.unwrap().errcode.unwrap().get(), 40001);
}

#[test]
fn paths_and_queries_on_which_servers_disagree_are_refused() {
    for path in ["", "/", "//", "/a/", "/a//b", "/./a", "/a/..", "/a.b", "/a%2fb", "/a;b", "/a?b", "/a b", "/名", "a"]
    {
        assert!(matches!(Relay::get(path), Err(InputError::Path { .. })), "{path}");
    }
    let get = || Relay::get("/a").unwrap();
    for query in
        ["a=\n", "a=\r", "a b", "#", "名", "access_token=1", "a&Access_Token", "%61ccess_token=", "a&access%5ftoken"]
    {
        assert!(matches!(get().with_query(query), Err(InputError::Query { .. })), "{query}");
    }
    for query in ["", "a", "access_token1=2", "xaccess_token=2", "a=access_token", "a=%0d%0a"] {
        assert!(get().with_query(query).is_ok(), "{query}");
    }
}

#[test]
fn debug_of_a_relay_shows_neither_query_nor_body() {
    let relay = post().with_query("openid=hush").unwrap().with_secret("secret", &AppSecret::from("hush"));
    let shown = format!("{relay:?} {:?}", RelayCall::new(&relay));
    assert_eq!(shown, "Relay(/cgi-bin/tags/create, 10 bytes) RelayCall(/cgi-bin/tags/create)");
    let (result, _) = run(&relay, [response("{\"a\":\"hush\"}")]);
    assert_eq!(format!("{:?}", result.unwrap()), "Relayed(200 OK, 12 bytes)");
}

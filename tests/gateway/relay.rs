//! What goes up, what comes down, and which paths a key may call.

use transport_mock::WebScope;
use wechat_user_tests::http_server::{Behaviour, HttpServer, Reply, Seen};

use crate::exchange::{exchange, get, post, post_with};
use crate::world::{World, new_key, token};

/// A service that issues one real token, and behaves as a test wants otherwise.
pub(crate) const REAL: &str = "36_real_token_of_the_account";

pub(crate) fn service(other: impl Fn(&Seen) -> Behaviour + Send + Sync + 'static) -> HttpServer {
    HttpServer::start(move |request| match request.path() {
        "/cgi-bin/stable_token" => {
            Behaviour::Reply(Reply::new(200, format!(r#"{{"access_token":"{REAL}","expires_in":7200}}"#)))
        }
        _ => other(request),
    })
}

fn json(body: &str) -> Behaviour {
    Behaviour::Reply(Reply::new(200, body))
}

#[test]
fn only_the_content_type_goes_up_and_everything_else_of_the_request_is_the_gateways() {
    let service = service(|_| json("{}"));
    let world = World::with(|plan| plan.origin = service.base());
    let token = world.token();
    let target = format!("/cgi-bin/x?a=%e5%90+1&access_token={token}&&b=%2f&c");
    let headers = "Content-Type: text/plain; charset=gbk\r\nX-Forwarded-For: 10.0.0.1\r\nCookie: a=b\r\nAccept-Encoding: gzip\r\n\
                   User-Agent: evil\r\nReferer: http://evil.example\r\nAuthorization: Basic eA==";
    assert_eq!(post_with(world.addr(), &target, headers, "{\"a\": 1}").status, 200);
    get(world.addr(), &format!("/cgi-bin/y?access_token={token}"));
    let seen = service.seen();
    let (up, read) = (&seen[1], &seen[2]);
    assert_eq!(up.target, format!("/cgi-bin/x?access_token={REAL}&a=%e5%90+1&&b=%2f&c"));
    assert_eq!((up.method.as_str(), &up.body[..]), ("POST", &b"{\"a\": 1}"[..]));
    assert_eq!(up.header("content-type"), Some("text/plain; charset=gbk"));
    assert_eq!(up.header("host"), Some(service.authority()));
    for name in ["x-forwarded-for", "cookie", "referer", "authorization"] {
        assert_eq!(up.header(name), None, "{name}");
    }
    assert!(up.headers.iter().all(|(_, value)| !value.contains("evil") && !value.contains("gzip")), "{up:?}");
    assert_eq!(
        (read.target.as_str(), read.header("content-type")),
        (&*format!("/cgi-bin/y?access_token={REAL}"), None)
    );
}

#[test]
fn status_and_two_headers_come_down_and_the_body_as_it_came() {
    let picture = b"\xff\xd8\xff\xe0 a picture \x00\r\n";
    let service = service(move |request| {
        let reply = match request.path() {
            "/media/get" => Reply::new(200, &picture[..])
                .with_header("Content-Type", "image/jpeg")
                .with_header("Content-Disposition", "attachment; filename=\"a.jpg\"")
                .with_header("Set-Cookie", "a=b")
                .with_header("Server", "nginx"),
            "/moved" => {
                Reply::new(302, "").with_header("Location", format!("https://evil.example/?access_token={REAL}x"))
            }
            _ => Reply::new(500, "<html>").with_header("Content-Type", "text/html"),
        };
        Behaviour::Reply(reply)
    });
    let world = World::with(|plan| plan.origin = service.base());
    let token = world.token();
    let call = |path: &str| get(world.addr(), &format!("{path}?access_token={token}"));

    let got = call("/media/get");
    assert_eq!((got.status, &got.body[..]), (200, &picture[..]));
    assert_eq!(got.header("content-type"), Some("image/jpeg"));
    assert_eq!(got.header("content-disposition"), Some("attachment; filename=\"a.jpg\""));
    assert_eq!((got.header("set-cookie"), got.header("server")), (None, None));
    let got = call("/other");
    assert_eq!((got.status, &got.body[..], got.header("content-type")), (500, &b"<html>"[..], Some("text/html")));
    // The location of this one quotes the token: it is withheld as a whole.
    assert_eq!(call("/moved").status, 502);
    assert_eq!(service.seen().len(), 4);
}

#[test]
fn a_redirect_is_not_followed_and_loses_its_location() {
    let service = service(|_| Behaviour::Reply(Reply::new(307, "").with_header("Location", "/cgi-bin/elsewhere")));
    let world = World::with(|plan| plan.origin = service.base());
    let got = post(world.addr(), &format!("/cgi-bin/x?access_token={}", world.token()), "{}");
    assert_eq!((got.status, got.header("location")), (307, None));
    assert_eq!(service.seen().len(), 2);
}

#[test]
fn a_key_calls_its_paths_and_no_others() {
    let world = World::with(|plan| {
        plan.keys[0].1 = r#"["/cgi-bin/tags/*", "/cgi-bin/user/**", "/sns/**"]"#.to_owned();
        plan.keys.push((
            new_key(),
            r#"["/cgi-bin/clear_quota", "/cgi-bin/ticket/getticket"]"#.to_owned(),
            String::new(),
        ));
    });
    let app_id = world.plan.app_id.clone();
    let [narrow, guarded] = [0, 1].map(|key| token(world.addr(), &app_id, &world.plan.keys[key].0));
    let code = |token: &str, path: &str| get(world.addr(), &format!("{path}?access_token={token}")).errcode();
    assert_eq!((code(&narrow, "/cgi-bin/tags/get"), code(&narrow, "/cgi-bin/user/get")), (0, 0));
    for path in [
        "/cgi-bin/groups/get",
        "/cgi-bin/tags/members/getblacklist",
        "/cgi-bin/tags",
        "/CGI-BIN/tags/get",
        "/cgi-bin/ticket/getticket",
        "/cgi-bin/clear_quota",
        "/cgi-bin/openapi/quota/get",
        "/cgi-bin/component/api_component_token",
        "/cgi-bin/Token",
    ] {
        assert_eq!(code(&narrow, path), 48001, "{path}");
    }
    assert_eq!(code(&guarded, "/cgi-bin/ticket/getticket"), 0);
    let clear = post(
        world.addr(),
        &format!("/cgi-bin/clear_quota?access_token={guarded}"),
        &format!("{{\"appid\":\"{app_id}\"}}"),
    );
    assert_eq!(clear.errcode(), 0, "{clear:?}");
    assert_eq!(code(&guarded, "/cgi-bin/tags/get"), 48001);
    assert_eq!(world.wechat.calls_to("/cgi-bin/groups/get"), 0);
}

#[test]
fn a_key_has_its_calls_a_minute_and_no_more() {
    let world = World::with(|plan| {
        plan.keys[0].2 = "calls_a_minute = 4".to_owned();
        plan.keys.push((new_key(), r#"["/**"]"#.to_owned(), String::new()));
    });
    let mine = world.token();
    let other = token(world.addr(), &world.plan.app_id, &world.plan.keys[1].0);
    let call = |token: &str| get(world.addr(), &format!("/cgi-bin/groups/get?access_token={token}")).errcode();
    // To the start of a minute, so that the four calls fall into one.
    let now = wechat_user::clock::Clock::now(&world.clock);
    world.clock.advance(now.next_minute().since(now));
    assert_eq!([(); 5].map(|()| call(&mine)), [0, 0, 0, 0, 45011]);
    let asked = format!("/cgi-bin/token?grant_type=client_credential&appid={}&secret={}", world.plan.app_id, world.key);
    assert_eq!(get(world.addr(), &asked).errcode(), 45011, "a worker that asks for tokens without end is stopped");
    assert_eq!(call(&other), 0);
    world.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(call(&mine), 0);
    assert_eq!(world.wechat.calls_to("/cgi-bin/groups/get"), 6);
}

#[test]
fn tickets_come_from_the_accounts_slot() {
    let world = World::new();
    let token = world.token();
    let ticket = |kind: &str| get(world.addr(), &format!("/cgi-bin/ticket/getticket?access_token={token}{kind}"));
    let (one, two, card) = (ticket("&type=jsapi"), ticket(""), ticket("&type=wx_card"));
    assert_eq!(one.json()["ticket"], two.json()["ticket"]);
    assert_ne!(one.json()["ticket"], card.json()["ticket"]);
    assert_eq!((one.json()["errcode"].as_i64(), one.json()["errmsg"].as_str()), (Some(0), Some("ok")));
    assert!((7_000..=7_200).contains(&one.json()["expires_in"].as_u64().unwrap()));
    assert_eq!(ticket("&type=other").errcode(), 40097);
    assert_eq!(world.wechat.calls_to("/cgi-bin/ticket/getticket"), 2);
}

#[test]
fn the_code_of_a_web_authorization_is_exchanged_with_the_real_secret() {
    let world = World::new();
    let exchange = |code: &str, key: &str, app_id: &str| {
        let query = format!("appid={app_id}&secret={key}&code={code}&grant_type=authorization_code");
        get(world.addr(), &format!("/sns/oauth2/access_token?{query}"))
    };
    let code = world.wechat.authorize(&world.wechat.openid(1), WebScope::Base).unwrap();
    let app_id = &world.plan.app_id;
    assert_eq!(exchange(&code, &new_key(), app_id).errcode(), 40125);
    assert_eq!(exchange(&code, &world.key, "wxffffffffffffffff").errcode(), 40125);
    assert_eq!(exchange(&code, &world.plan.secret, app_id).errcode(), 40125, "the real secret is no key");
    let got = exchange(&code, &world.key, app_id);
    assert_eq!(got.json()["openid"].as_str(), Some(world.wechat.openid(1).as_str()), "{got:?}");
    assert_eq!(exchange(&code, &world.key, app_id).errcode(), 40163, "a code is used once; the refusal comes down");
    assert_eq!(world.wechat.token_requests(), 0);
}

#[test]
fn a_secret_that_the_service_does_not_accept_is_not_the_workers_fault() {
    let world = World::with(|plan| plan.secret = "f".repeat(32));
    let query = format!("appid={}&secret={}&code=c&grant_type=authorization_code", world.plan.app_id, world.key);
    assert_eq!(get(world.addr(), &format!("/sns/oauth2/access_token?{query}")).status, 502);
    let got = get(world.addr(), &format!("/cgi-bin/groups/get?access_token={}", world.token()));
    assert_eq!((got.status, got.errcode()), (502, 0));
    assert!(!String::from_utf8_lossy(&got.body).contains(&"f".repeat(8)));
}

#[test]
fn a_connection_serves_many_requests_and_a_chunked_one_ends_it() {
    let world = World::new();
    let token = world.token();
    let one = format!("GET /cgi-bin/groups/get?access_token={token} HTTP/1.1\r\nHost: gateway\r\n\r\n");
    let create = format!("POST /cgi-bin/tags/create?access_token={token} HTTP/1.1\r\nHost: gateway\r\n");
    let chunked = format!(
        "{create}Transfer-Encoding: chunked\r\n\r\n8\r\n{{\"tag\":{{\r\nc\r\n\"name\":\"VIP\"\r\n2\r\n}}}}\r\n0\r\n\r\n"
    );
    let got = exchange(world.addr(), format!("{one}{one}{chunked}{one}")).unwrap();
    assert_eq!(String::from_utf8_lossy(&got.body).matches("HTTP/1.1 200 OK").count(), 2, "{got:?}");
    assert_eq!((world.wechat.calls_to("/cgi-bin/groups/get"), world.wechat.calls_to("/cgi-bin/tags/create")), (2, 1));
    assert!(world.wechat.tags().iter().any(|(_, name, _)| name == "VIP"));
}

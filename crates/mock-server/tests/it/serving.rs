//! Serving, state that is shared, and stopping.

use std::net::{IpAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use mock_server::MockServer;
use serde_json::json;
use transport_mock::{FakeWeChat, Service};
use wechat_user_core::GroupId;
use wechat_user_core::clock::Clock;

use crate::client::Client;

fn credentials() -> String {
    json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": Service::APP_SECRET}).to_string()
}

fn token(client: &mut Client) -> String {
    client.json("/cgi-bin/stable_token", &credentials())["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn several_calls_on_one_connection() {
    let wechat = FakeWeChat::new().with_followers(25_000).with_seed(7);
    let server = MockServer::builder().service(wechat.clone()).start().unwrap();
    assert_eq!(server.url(), format!("http://127.0.0.1:{}", server.addr().port()));
    let mut client = Client::new(&server);
    let token = token(&mut client);
    let created = client
        .send(&format!("/cgi-bin/groups/create?access_token={token}"), r#"{"group":{"name":"华东客户"}}"#)
        .unwrap();
    assert_eq!(created.status, 200);
    assert!(created.head.contains("\r\ncontent-type: application/json; encoding=utf-8\r\n"), "{}", created.head);
    assert_eq!(created.body, r#"{"group":{"id":100,"name":"华东客户"}}"#.as_bytes());

    let openid = wechat.openid(24_999);
    let moved = json!({"openid": openid, "to_groupid": 100}).to_string();
    assert_eq!(client.json(&format!("/cgi-bin/groups/members/update?access_token={token}"), &moved)["errcode"], 0);
    assert_eq!(server.service().group_of(&openid), Some(GroupId::new(100)));
    let page = client.json(&format!("/cgi-bin/user/get?access_token={token}"), "");
    assert_eq!(page["data"]["openid"].as_array().unwrap().len(), 10_000);

    server.service().replace_token();
    assert_eq!(client.json(&format!("/cgi-bin/groups/get?access_token={token}"), "")["errcode"], 40001);
    server.service().expire_token();
    assert_eq!(client.json(&format!("/cgi-bin/groups/get?access_token={token}"), "")["errcode"], 42001);
    assert_eq!(client.json("/cgi-bin/groups/get?access_token=ACCESS_TOKEN", "")["errcode"], 40014);
    assert_eq!(client.json("/cgi-bin/groups/get", "")["errcode"], 41001);
    assert_eq!(wechat.calls(), 8);
}

#[test]
fn the_clock_is_the_walls_unless_the_account_has_its_own() {
    let server = MockServer::builder().start().unwrap();
    let (before, mut client) = (server.service().clock().now(), Client::new(&server));
    assert!(token(&mut client).starts_with("97_"));
    assert!(server.service().journal()[0].at >= before);

    let wechat = FakeWeChat::new();
    let server = MockServer::builder().service(wechat.clone()).start().unwrap();
    let mut client = Client::new(&server);
    assert_eq!(client.json("/cgi-bin/stable_token", &credentials())["expires_in"], 7_200);
    wechat.clock().advance(Duration::from_secs(1_000));
    assert_eq!(client.json("/cgi-bin/stable_token", &credentials())["expires_in"], 6_200);
}

#[test]
fn the_client_is_known_by_its_address() {
    let elsewhere: IpAddr = "192.0.2.9".parse().unwrap();
    let wechat = FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(vec![elsewhere]));
    let server = MockServer::builder().service(wechat).start().unwrap();
    let refused = Client::new(&server).json("/cgi-bin/stable_token", &credentials());
    assert!(
        refused["errmsg"].as_str().unwrap().starts_with("invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist")
    );
}

#[test]
fn many_connections_share_one_account() {
    let server = MockServer::builder().start().unwrap();
    thread::scope(|scope| {
        for number in 0..8 {
            let server = &server;
            scope.spawn(move || {
                let mut client = Client::new(server);
                let token = token(&mut client);
                let path = format!("/cgi-bin/groups/create?access_token={token}");
                for round in 0..10 {
                    let body = json!({"group": {"name": format!("{number}-{round}")}}).to_string();
                    assert!(client.json(&path, &body)["group"]["id"].is_u64());
                }
            });
        }
    });
    assert_eq!(server.connections(), 8);
    assert_eq!(server.service().groups().len(), 83);
    let ids: Vec<i64> = server.service().groups().iter().map(|(id, _, _)| id.get()).collect();
    assert!(ids.is_sorted() && ids.last() == Some(&179));
}

#[test]
fn a_body_that_is_too_large_is_refused_before_the_service_sees_it() {
    let server = MockServer::builder().start().unwrap();
    let response = Client::new(&server).send("/cgi-bin/groups/create", &"x".repeat((1 << 20) + 1)).unwrap();
    assert_eq!(response.status, 413);
    assert_eq!(server.service().calls(), 0);
}

#[test]
fn a_delayed_response_is_sent_when_the_server_stops() {
    let hour = Duration::from_secs(3_600);
    let builders = [MockServer::builder().latency(hour), MockServer::builder().connect_latency(hour)];
    for builder in builders {
        let server = builder.start().unwrap();
        let mut client = Client::new(&server);
        client.write("GET /cgi-bin/groups/get HTTP/1.1\r\nHost: x\r\n\r\n");
        while server.service().calls() == 0 {
            thread::yield_now();
        }
        assert!(client.is_silent(), "the work is done, the response waits");
        drop(server);
        assert_eq!(client.read().unwrap().status, 200);
    }
}

#[test]
fn it_stops_when_dropped_also_with_open_connections() {
    let server = MockServer::builder().start().unwrap();
    let addr = server.addr();
    let (mut idle, mut halfway) = (Client::new(&server), Client::new(&server));
    idle.send("/cgi-bin/groups/get", "").unwrap();
    halfway.write("POST /cgi-bin/groups/create HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
    drop(server);
    assert!(idle.read().is_none());
    assert!(halfway.read().is_none());
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn waiting_in_the_foreground_ends_with_the_stopper() {
    let server = MockServer::builder().start().unwrap();
    let (addr, stopper) = (server.addr(), server.stopper());
    let waiter = thread::spawn(|| server.wait());
    assert!(TcpStream::connect(addr).is_ok());
    stopper.stop();
    waiter.join().unwrap().unwrap();
    assert!(TcpStream::connect(addr).is_err());
}

#[test]
fn an_address_that_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    assert!(MockServer::builder().listen(taken.local_addr().unwrap()).start().is_err());
}

/// The real service accepts only bodies with a `Content-Length`.
#[test]
fn a_chunked_body_gets_412_and_changes_nothing() {
    let server = MockServer::builder().start().unwrap();
    let token = server.service().stable_token();
    let mut client = Client::new(&server);
    client.write(&format!(
        "POST /cgi-bin/tags/create?access_token={} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
         14\r\n{{\"tag\":{{\"name\":\"c\"}}}}\r\n0\r\n\r\n",
        token.expose()
    ));
    assert_eq!(client.read().unwrap().status, 412);
    assert_eq!(server.service().tags().len(), 1, "only the built-in tag");
}

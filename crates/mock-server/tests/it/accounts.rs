//! Accounts over HTTP: created and removed by tests, found by tokens and app ids.

use std::thread;

use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{Accounts, FakeWeChat, Service};

use crate::client::{Client, admin};

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_followers(10).with_seed(7)).start().unwrap()
}

fn token(client: &mut Client, account: &Value) -> String {
    let body = json!({"grant_type": "client_credential", "appid": account["app_id"], "secret": account["app_secret"]});
    client.json("/cgi-bin/stable_token", &body.to_string())["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn an_account_is_created_used_and_removed() {
    let server = server();
    let (status, one) = admin(&server, "POST", "accounts", &json!({"followers": 3, "tags": [{"name": "广东"}]}));
    assert_eq!(status, 200);
    let app_id = one["app_id"].as_str().unwrap();
    assert!(one["original_id"].as_str().unwrap().starts_with("gh_") && one["app_secret"].as_str().unwrap().len() == 32);
    let mut client = Client::new(&server);
    let token = token(&mut client, &one);
    assert_eq!(client.json(&format!("/cgi-bin/user/get?access_token={token}"), "")["total"], 3);
    let listed = admin(&server, "GET", "accounts", &Value::Null).1;
    assert_eq!((&listed[0]["app_id"], &listed[1]["app_id"]), (&json!(Service::APP_ID), &json!(app_id)));
    assert_eq!((&listed[1]["calls"], listed[1].get("app_secret")), (&json!(2), None));
    let health = admin(&server, "GET", "health", &Value::Null).1;
    assert_eq!(health["accounts"], json!([Service::APP_ID, app_id]));
    let path = format!("accounts/{app_id}");
    assert_eq!(admin(&server, "DELETE", &path, &Value::Null), (200, json!({"ok": true})));
    assert_eq!(client.json(&format!("/cgi-bin/user/get?access_token={token}"), "")["errcode"], 40001);
    assert_eq!(admin(&server, "DELETE", &path, &Value::Null).0, 404);
    assert_eq!(admin(&server, "GET", &format!("{path}/clock"), &Value::Null).0, 404);
}

#[test]
fn every_admin_call_exists_below_an_account_and_concerns_it_alone() {
    let server = server();
    let body = json!({"app_id": "wx-one", "seed": 3, "now_ms": 1_767_312_000_000_u64});
    admin(&server, "POST", "accounts", &body);
    let at = |verb: &str, name: &str, body: &Value| admin(&server, verb, &format!("accounts/wx-one/{name}"), body);
    assert_eq!(at("GET", "clock", &Value::Null), (200, json!({"now_ms": 1_767_312_000_000_u64})));
    assert_eq!(at("POST", "clock", &json!({"advance_ms": 5})).1, json!({"now_ms": 1_767_312_000_005_u64}));
    assert_eq!(at("POST", "faults", &json!({"fault": "errcode", "code": -1})).0, 200);
    assert_eq!(at("GET", "faults", &Value::Null).1.as_array().unwrap().len(), 1);
    assert_eq!(at("POST", "token/replace", &Value::Null).0, 200);
    assert_eq!(at("POST", "seed", &json!({"followers": 2})).0, 200);
    let state = at("GET", "state", &Value::Null).1;
    assert_eq!((&state["app_id"], &state["followers"]), (&json!("wx-one"), &json!(2)));
    assert_eq!(at("PUT", "state", &state).0, 200);
    assert_eq!(at("GET", "journal", &Value::Null).1["calls"], 0);
    assert_eq!(at("POST", "reset", &Value::Null).0, 200);
    assert_eq!(at("GET", "clock", &Value::Null).1, json!({"now_ms": 1_767_312_000_000_u64}));
    let code = at("POST", "authorize", &json!({"scope": "snsapi_base"})).1;
    assert!(code["code"].is_string(), "{code}");
    assert_eq!((server.service().faults().len(), server.service().followers()), (0, 10));
}

#[test]
fn what_cannot_be_done_has_a_status_of_its_own() {
    let server = server();
    let create = |body: &Value| admin(&server, "POST", "accounts", body);
    assert_eq!(create(&json!({"app_id": "wx-one"})).0, 200);
    for taken in ["wx-one", Service::APP_ID] {
        assert_eq!(create(&json!({"app_id": taken})).0, 409);
    }
    assert_eq!((create(&json!({"app_id": "a b"})).0, create(&json!({"follower": 1})).0), (400, 400));
    let state = admin(&server, "GET", "state", &Value::Null).1;
    for (verb, path, body) in [
        ("POST", "accounts/wx-one/seed", &json!({"app_id": "wx-two"})),
        ("PUT", "accounts/wx-one/state", &state),
        ("POST", "seed", &json!({"app_id": "wx-two"})),
        ("DELETE", "accounts/wx0123456789abcdef", &Value::Null),
        ("POST", "accounts/wx-one/migration", &json!({"from": "wx-one"})),
    ] {
        assert_eq!(admin(&server, verb, path, body).0, 400, "{verb} {path}");
    }
    assert_eq!(admin(&server, "POST", "accounts/wx-one/migration", &json!({"from": "wx-none"})).0, 404);
    assert_eq!(admin(&server, "GET", "accounts/wx-one", &Value::Null).0, 405);
    for _ in 1..Accounts::LIMIT {
        assert_eq!(create(&Value::Null).0, 200);
    }
    assert_eq!(create(&Value::Null).0, 409);
}

#[test]
fn the_ticket_of_a_qr_code_leads_to_its_account() {
    let server = server();
    let (_, one) = admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    let mut client = Client::new(&server);
    let token = token(&mut client, &one);
    let body = json!({"expire_seconds": 60, "action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 7}}});
    let created = client.json(&format!("/cgi-bin/qrcode/create?access_token={token}"), &body.to_string());
    let ticket: String = form_urlencoded::byte_serialize(created["ticket"].as_str().unwrap().as_bytes()).collect();
    let status = || Client::new(&server).send(&format!("/cgi-bin/showqrcode?ticket={ticket}"), "").unwrap().status;
    assert_eq!(status(), 200);
    // Its own clock decides, not the one of the default account.
    admin(&server, "POST", "clock", &json!({"advance_ms": 60_000}));
    assert_eq!(status(), 200);
    admin(&server, "POST", "accounts/wx-one/clock", &json!({"advance_ms": 60_000}));
    assert_eq!(status(), 404);
}

#[test]
fn the_openids_of_an_account_are_converted_to_those_of_its_successor() {
    let server = server();
    let create = |seed: u64, app_id: &str| {
        admin(&server, "POST", "accounts", &json!({"seed": seed, "app_id": app_id, "followers": 6})).1
    };
    let (old, new) = (create(5, "wx-old"), create(8, "wx-new"));
    assert_eq!(admin(&server, "POST", "accounts/wx-new/migration", &json!({"from": "wx-old"})).0, 200);
    let find = |app_id: &str| server.accounts().get(app_id).unwrap();
    let openid = find("wx-old").openid(4);
    let mut client = Client::new(&server);
    let token = token(&mut client, &new);
    let body = json!({"from_appid": old["original_id"], "openid_list": [openid]}).to_string();
    let converted = client.json(&format!("/cgi-bin/changeopenid?access_token={token}"), &body);
    assert_eq!(converted["result_list"][0]["new_openid"], json!(find("wx-new").openid(4)), "{converted}");
}

#[test]
fn the_journal_is_filtered() {
    let server = server();
    let mut client = Client::new(&server);
    for path in ["/cgi-bin/groups/get", "/cgi-bin/tags/get", "/cgi-bin/groups/get", "/cgi-bin/x"] {
        client.send(path, "").unwrap();
    }
    let numbers = |query: &str| -> Vec<u64> {
        let journal = admin(&server, "GET", &format!("journal?{query}"), &Value::Null).1;
        assert_eq!(journal["calls"], 4, "{journal}");
        journal["entries"].as_array().unwrap().iter().map(|entry| entry["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers("path=/cgi-bin/groups/get"), [1, 3]);
    assert_eq!(numbers("ending=40066"), [4]);
    assert_eq!((numbers("after=2"), numbers("after=9"), numbers("after=0&limit=2")), (vec![3, 4], vec![], vec![1, 2]));
    assert_eq!(numbers("path=%2Fcgi-bin%2Fgroups%2Fget&ending=41001&after=1"), [3]);
    for query in ["after=x", "limit=-1", "paths=x", "after=18446744073709551616"] {
        assert_eq!(admin(&server, "GET", &format!("journal?{query}"), &Value::Null).0, 400, "{query}");
    }
}

/// 200 tests at the same time, each with an account of its own.
#[test]
fn eight_clients_with_200_accounts_see_their_own_only() {
    let server = server();
    thread::scope(|scope| {
        for number in 0..8 {
            let server = &server;
            scope.spawn(move || {
                for round in 0..25 {
                    let followers = 1 + number * 25 + round;
                    let account = admin(server, "POST", "accounts", &json!({"followers": followers})).1;
                    walk_and_tag(server, &account, followers);
                }
            });
        }
    });
    assert_eq!(server.accounts().list().len(), 201);
    assert_eq!(server.service().calls(), 0);
}

fn walk_and_tag(server: &MockServer, account: &Value, followers: u64) {
    let mut client = Client::new(server);
    let first = token(&mut client, account);
    let page = client.json(&format!("/cgi-bin/user/get?access_token={first}"), "");
    assert_eq!((&page["total"], &page["count"]), (&json!(followers), &json!(followers)));
    let app_id = account["app_id"].as_str().unwrap();
    admin(server, "POST", &format!("accounts/{app_id}/token/replace"), &Value::Null);
    assert_eq!(client.json(&format!("/cgi-bin/tags/get?access_token={first}"), "")["errcode"], 40001);
    let second = token(&mut client, account);
    let created = client.json(&format!("/cgi-bin/tags/create?access_token={second}"), r#"{"tag":{"name":"a"}}"#);
    let body = json!({"openid_list": [page["data"]["openid"][0]], "tagid": created["tag"]["id"]}).to_string();
    let tagged = client.json(&format!("/cgi-bin/tags/members/batchtagging?access_token={second}"), &body);
    assert_eq!(tagged["errcode"], 0);
    let tags = client.json(&format!("/cgi-bin/tags/get?access_token={second}"), "");
    assert_eq!(tags["tags"].as_array().unwrap().len(), 2, "{tags}");
    let journal = admin(server, "GET", &format!("accounts/{app_id}/journal"), &Value::Null).1;
    assert_eq!(journal["calls"], 7);
}

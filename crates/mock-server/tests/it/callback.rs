//! The callback of an account: checked when it is set, and then notified of what users do.

use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::FakeWeChat;
use wechat_user_web::{EncodingAesKey, PushKind, Reply};

use crate::client::{Client, admin};
use crate::push::{KEY, TOKEN, Target, inbox};

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_followers(5)).start().unwrap()
}

fn done() -> (u16, Value) {
    (200, json!({"ok": true}))
}

#[test]
fn follow_and_unfollow_are_pushed_and_the_outcome_is_returned() {
    let server = server();
    let (url, pushes) = Target::start(&server, inbox(), Reply::Text("欢迎关注".to_owned()), 0);
    assert_eq!(admin(&server, "PUT", "callback", &json!({"url": url, "token": TOKEN})), done());
    assert_eq!(admin(&server, "GET", "callback", &Value::Null).1, json!({"url": url}));

    let openid = server.service().openid(7);
    let follow = |name: &str| admin(&server, "POST", name, &json!({"openid": openid})).1;
    let outcome = follow("follow");
    assert_eq!((&outcome["changed"], &outcome["push"]["received"]), (&json!(true), &json!(true)), "{outcome}");
    assert_eq!(outcome["push"]["message"]["Content"], "欢迎关注");
    let (push, _) = pushes.try_recv().unwrap();
    assert_eq!((&push.kind, &push.openid), (&PushKind::Subscribe(None), &openid));
    assert_eq!(push.to_user, server.service().original_id());
    assert!(server.service().is_following(&openid));

    assert_eq!(follow("follow"), json!({"changed": false, "push": null}), "they follow already");
    assert_eq!(follow("unfollow")["push"]["status"], 200);
    assert_eq!(pushes.try_recv().unwrap().0.kind, PushKind::Unsubscribe);
    assert_eq!(follow("unfollow"), json!({"changed": false, "push": null}));
    assert!(pushes.try_recv().is_err());

    assert_eq!(admin(&server, "DELETE", "callback", &Value::Null), done());
    assert_eq!(follow("follow"), json!({"changed": true, "push": null}), "no callback, no push");
    assert_eq!(admin(&server, "GET", "callback", &Value::Null).1, json!({"url": null}));
}

#[test]
fn a_callback_belongs_to_one_account_and_goes_with_it() {
    let server = server();
    let create = || admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    create();
    let (url, pushes) = Target::start(&server, inbox(), Reply::Success, 0);
    let settings = json!({"url": url, "token": TOKEN});
    assert_eq!(admin(&server, "PUT", "accounts/wx-one/callback", &settings), done());
    let follow = |path: &str| admin(&server, "POST", path, &json!({"openid": "oGuest"})).1["push"].clone();
    assert_eq!(follow("follow"), Value::Null);
    assert_eq!(follow("accounts/wx-one/follow")["received"], true);
    assert_eq!(pushes.try_iter().count(), 1);
    assert_eq!(admin(&server, "DELETE", "accounts/wx-one", &Value::Null), done());
    create();
    assert_eq!(follow("accounts/wx-one/follow"), Value::Null);
}

#[test]
fn a_url_that_does_not_return_the_echostr_is_refused() {
    let server = server();
    let (url, _pushes) = Target::start(&server, inbox(), Reply::Success, 0);
    let set = |body: Value| {
        let (status, response) = admin(&server, "PUT", "callback", &body);
        (status, response["error"].as_str().unwrap_or_default().to_owned())
    };
    let refused = "the response to the URL check must have status 200, got 403";
    assert_eq!(set(json!({"url": url, "token": "another-token"})), (400, refused.to_owned()));
    // A web page of another program: its response has status 200 and another body.
    let page = format!("{}/_mock/health", server.url());
    let refused = "the response to the URL check is not the echostr";
    assert_eq!(set(json!({"url": page, "token": TOKEN})), (400, refused.to_owned()));
    let (status, error) = set(json!({"url": "http://127.0.0.1:9/", "token": TOKEN}));
    assert!(status == 400 && error.starts_with("the URL check failed: "), "{error}");
    for bad in
        [json!({"url": "/x", "token": TOKEN}), json!({"url": url}), json!({"url": url, "token": TOKEN, "aes_key": "x"})]
    {
        assert_eq!(set(bad).0, 400);
    }
    assert_eq!(admin(&server, "GET", "callback", &Value::Null).1, json!({"url": null}), "nothing was set");
}

#[test]
fn pushes_to_the_callback_are_encrypted_if_it_has_a_key() {
    let server = server();
    let inbox = inbox().with_aes_key(EncodingAesKey::new(KEY).unwrap());
    let (url, pushes) = Target::start(&server, inbox, Reply::Success, 0);
    let settings = json!({"url": url, "token": TOKEN, "aes_key": KEY, "mode": "safe", "format": "json"});
    assert_eq!(admin(&server, "PUT", "callback", &settings), done());
    assert_eq!(admin(&server, "POST", "follow", &json!({"openid": "oGuest"})).1["push"]["received"], true);
    assert_eq!(pushes.try_recv().unwrap().0.openid.as_str(), "oGuest");
}

#[test]
fn a_bad_openid_changes_nothing() {
    let server = server();
    for bad in [json!({"openid": ""}), json!({"openid": "<script>"}), json!({"openid": "o".repeat(65)}), json!({})] {
        assert_eq!(admin(&server, "POST", "follow", &bad).0, 400, "{bad}");
        assert_eq!(admin(&server, "POST", "unfollow", &bad).0, 400, "{bad}");
    }
    assert_eq!(server.service().followers(), 5);
}

#[test]
fn a_scan_follows_pushes_and_names_the_code() {
    let server = server();
    let (url, pushes) = Target::start(&server, inbox(), Reply::Success, 0);
    assert_eq!(admin(&server, "PUT", "callback", &json!({"url": url, "token": TOKEN})), done());
    let created = create_code(&server);
    let scan = |body: Value| admin(&server, "POST", "scan", &body);
    let (status, outcome) = scan(json!({"openid": "oGuest", "ticket": created["ticket"]}));
    assert_eq!(
        (status, &outcome["changed"], &outcome["push"]["received"]),
        (200, &json!(true), &json!(true)),
        "{outcome}"
    );
    assert_eq!((&outcome["event"], &outcome["event_key"]), (&json!("subscribe"), &json!("qrscene_poster")));
    let PushKind::Subscribe(Some(scene)) = pushes.try_recv().unwrap().0.kind else { panic!("no scene") };
    assert_eq!(scene.value, "poster");
    assert!(server.service().is_following(&wechat_user_core::OpenId::new("oGuest").unwrap()));

    let (_, outcome) = scan(json!({"openid": "oGuest", "scene": "poster"}));
    assert_eq!((&outcome["changed"], &outcome["event"]), (&json!(false), &json!("SCAN")), "{outcome}");
    let PushKind::Scan(scene) = pushes.try_recv().unwrap().0.kind else { panic!("no scan") };
    assert_eq!(scene.value, "poster");

    for bad in [
        json!({"openid": "oGuest"}),
        json!({"openid": "oGuest", "scene": "none"}),
        json!({"openid": "oGuest", "ticket": "none"}),
        json!({"openid": "oGuest", "ticket": created["ticket"], "scene": "poster"}),
        json!({"openid": "<b>", "scene": "poster"}),
    ] {
        assert_eq!(scan(bad.clone()).0, 400, "{bad}");
    }
    assert!(pushes.try_recv().is_err());
}

/// A temporary code with the scene `poster`.
pub(crate) fn create_code(server: &MockServer) -> Value {
    let token = server.service().stable_token();
    let body = json!({"expire_seconds": 600, "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "poster"}}});
    Client::new(server).json(&format!("/cgi-bin/qrcode/create?access_token={}", token.expose()), &body.to_string())
}

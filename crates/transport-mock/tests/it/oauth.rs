//! Web authorization (网页授权): codes, tokens of users, profiles.

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, ProfileFields, Service, WebScope};
use wechat_user_core::OpenId;
use wechat_user_core::http::Method;
use wechat_user_core::transport::{Response, Transport};

use crate::support::{HOST, code, json as parsed, ok, request};

const SECRET: &str = Service::APP_SECRET;

fn send(wechat: &FakeWeChat, path_and_query: &str) -> Response {
    wechat.send(request(Method::GET, &format!("{HOST}{path_and_query}"), "")).unwrap()
}

fn get(wechat: &FakeWeChat, path_and_query: &str) -> Value {
    parsed(&send(wechat, path_and_query))
}

fn exchange(wechat: &FakeWeChat, code: &str) -> Value {
    let query = format!("appid={}&secret={SECRET}&code={code}&grant_type=authorization_code", Service::APP_ID);
    get(wechat, &format!("/sns/oauth2/access_token?{query}"))
}

fn refresh(wechat: &FakeWeChat, token: &str) -> Value {
    let query = format!("appid={}&grant_type=refresh_token&refresh_token={token}", Service::APP_ID);
    get(wechat, &format!("/sns/oauth2/refresh_token?{query}"))
}

fn login(wechat: &FakeWeChat, openid: &OpenId, scope: WebScope) -> Value {
    exchange(wechat, &wechat.authorize(openid, scope).unwrap())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{value}"))
}

fn about(path: &str, login: &Value, openid: &str) -> String {
    format!("{path}?access_token={}&openid={openid}&lang=en", text(login, "access_token"))
}

fn userinfo(wechat: &FakeWeChat, login: &Value) -> Value {
    get(wechat, &about("/sns/userinfo", login, text(login, "openid")))
}

#[test]
fn a_code_becomes_tokens_once() {
    let wechat = FakeWeChat::new().with_followers(10);
    let code_text = wechat.authorize(&wechat.openid(3), WebScope::UserInfo).unwrap();
    assert_eq!(code_text.len(), 32);
    let login = exchange(&wechat, &code_text);
    assert_eq!((&login["expires_in"], &login["scope"]), (&json!(7_200), &json!("snsapi_userinfo")));
    assert_eq!(text(&login, "openid"), wechat.openid(3).as_str());
    assert!(login.get("is_snapshotuser").is_none() && login.get("unionid").is_none() && login.get("errcode").is_none());
    let again = exchange(&wechat, &code_text);
    assert_eq!(code(&again), 40163);
    assert!(text(&again, "errmsg").starts_with("code been used, rid: "), "{again}");
    assert_eq!(code(&exchange(&wechat, "nonsense")), 40029);
    assert_eq!(wechat.authorize(&OpenId::new("oOfAnotherAccount").unwrap(), WebScope::Base), None);
}

#[test]
fn a_code_lives_five_minutes() {
    let wechat = FakeWeChat::new();
    let openid = wechat.openid(0);
    let [early, late] = [(); 2].map(|()| wechat.authorize(&openid, WebScope::Base).unwrap());
    wechat.clock().advance(Duration::from_secs(299));
    assert_eq!(code(&exchange(&wechat, &early)), 0);
    wechat.clock().advance(Duration::from_secs(1));
    assert_eq!(code(&exchange(&wechat, &late)), 42003);
}

#[test]
fn credentials_are_checked_before_the_code() {
    let wechat = FakeWeChat::new();
    let id = Service::APP_ID;
    let code_text = wechat.authorize(&wechat.openid(0), WebScope::Base).unwrap();
    let cases = [
        (String::new(), 41002),
        ("appid=wxfedcba9876543210".to_owned(), 40013),
        (format!("appid={id}"), 41004),
        (format!("appid={id}&secret=x"), 40125),
        (format!("appid={id}&secret={SECRET}"), 41008),
        (format!("appid={id}&secret={SECRET}&code={code_text}"), 40002),
        (format!("appid={id}&secret={SECRET}&code={code_text}&grant_type=authorization_code"), 0),
    ];
    for (query, expected) in cases {
        assert_eq!(code(&get(&wechat, &format!("/sns/oauth2/access_token?{query}"))), expected, "{query}");
    }
    for (query, expected) in [
        (String::new(), 41002),
        (format!("appid={id}"), 40002),
        (format!("appid={id}&grant_type=refresh_token"), 41003),
        (format!("appid={id}&grant_type=refresh_token&refresh_token=x"), 40030),
    ] {
        assert_eq!(code(&get(&wechat, &format!("/sns/oauth2/refresh_token?{query}"))), expected, "{query}");
    }
}

#[test]
fn a_profile_needs_the_scope_and_the_persons_own_token() {
    let wechat = FakeWeChat::new().with_followers(10);
    let (base, full) =
        (login(&wechat, &wechat.openid(1), WebScope::Base), login(&wechat, &wechat.openid(1), WebScope::UserInfo));
    let refused = userinfo(&wechat, &base);
    assert_eq!(code(&refused), 48001);
    assert!(text(&refused, "errmsg").starts_with("api unauthorized, rid: "), "{refused}");
    let profile = userinfo(&wechat, &full);
    let keys: Vec<&str> = profile.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = ["openid", "nickname", "sex", "province", "city", "country", "headimgurl", "privilege"];
    assert!(keys.len() == 8 && wanted.iter().all(|key| keys.contains(key)), "{keys:?}");
    let url = format!(
        "{HOST}/cgi-bin/user/info?access_token={}&openid={}&lang=en",
        wechat.stable_token().expose(),
        wechat.openid(1)
    );
    let follower = parsed(&wechat.send(request(Method::GET, &url, "")).unwrap());
    for key in ["nickname", "sex", "city", "headimgurl"] {
        assert_eq!(profile[key], follower[key], "the same user: {key}");
    }

    assert_eq!(get(&wechat, &about("/sns/auth", &base, wechat.openid(1).as_str())), ok());
    assert_eq!(code(&get(&wechat, &about("/sns/auth", &base, wechat.openid(2).as_str()))), 40003);
    assert_eq!(code(&get(&wechat, &about("/sns/auth", &base, ""))), 41009);
    assert_eq!(code(&get(&wechat, "/sns/auth?openid=x")), 41001);
    assert_eq!(code(&get(&wechat, "/sns/auth?openid=x&access_token=x")), 40014);
    let account_token = wechat.stable_token();
    assert_eq!(code(&get(&wechat, &format!("/sns/auth?openid=x&access_token={}", account_token.expose()))), 40001);
    let response = send(&wechat, &about("/sns/userinfo", &full, wechat.openid(1).as_str()));
    assert_eq!(response.headers()["content-type"], "text/plain");
}

#[test]
fn a_refresh_token_lives_thirty_days_and_stays_the_same() {
    let wechat = FakeWeChat::new();
    let openid = wechat.openid(0);
    let first = login(&wechat, &openid, WebScope::UserInfo);
    wechat.clock().advance(Duration::from_secs(7_200));
    assert_eq!(code(&userinfo(&wechat, &first)), 42001);
    let second = refresh(&wechat, text(&first, "refresh_token"));
    assert_eq!(second["refresh_token"], first["refresh_token"]);
    assert_ne!(second["access_token"], first["access_token"]);
    assert_eq!((text(&second, "scope"), code(&userinfo(&wechat, &second))), ("snsapi_userinfo", 0));
    wechat.clock().advance(Duration::from_secs(30 * 86_400 - 7_201));
    assert_eq!(code(&refresh(&wechat, text(&first, "refresh_token"))), 0);
    wechat.clock().advance(Duration::from_secs(1));
    let late = refresh(&wechat, text(&first, "refresh_token"));
    assert_eq!(code(&late), 42002);
}

#[test]
fn a_changed_password_ends_them_all() {
    let wechat = FakeWeChat::new();
    let (theirs, hers) =
        (login(&wechat, &wechat.openid(0), WebScope::UserInfo), login(&wechat, &wechat.openid(1), WebScope::UserInfo));
    wechat.change_password(&wechat.openid(0));
    assert_eq!(
        (code(&userinfo(&wechat, &theirs)), code(&refresh(&wechat, text(&theirs, "refresh_token")))),
        (42007, 42007)
    );
    assert_eq!((code(&userinfo(&wechat, &hers)), code(&refresh(&wechat, text(&hers, "refresh_token")))), (0, 0));
}

#[test]
fn a_later_base_login_may_end_an_earlier_one() {
    for (ends, expected) in [(false, 0), (true, 40030)] {
        let wechat = FakeWeChat::new().with_settings(|settings| settings.base_revokes_userinfo = ends);
        let first = login(&wechat, &wechat.openid(0), WebScope::UserInfo);
        login(&wechat, &wechat.openid(0), WebScope::Base);
        assert_eq!(code(&refresh(&wechat, text(&first, "refresh_token"))), expected);
    }
}

#[test]
fn a_snapshot_user_is_flagged_and_is_no_follower() {
    let wechat = FakeWeChat::new().with_followers(10);
    let [one, other] = [(); 2].map(|()| exchange(&wechat, &wechat.authorize_snapshot(WebScope::UserInfo)));
    assert_eq!(one["is_snapshotuser"], 1);
    assert_ne!(one["openid"], other["openid"]);
    let profile = userinfo(&wechat, &one);
    assert_eq!((&profile["nickname"], &profile["sex"], &profile["city"]), (&json!("微信用户"), &json!(0), &json!("")));
    assert!(!wechat.is_following(&OpenId::new(text(&one, "openid")).unwrap()));
}

#[test]
fn settings_of_the_profile() {
    let wechat = FakeWeChat::new().with_followers(10).with_settings(|settings| {
        settings.unionids = true;
        settings.web_sex_is_text = true;
        settings.profile_fields = ProfileFields::Absent;
    });
    let full = login(&wechat, &wechat.openid(1), WebScope::UserInfo);
    let profile = userinfo(&wechat, &full);
    assert_eq!(full["unionid"], profile["unionid"]);
    assert!(full["unionid"].is_string());
    assert_eq!((&profile["sex"], &profile["province"]), (&json!("0"), &json!("")), "since 2021");
    assert!(text(&profile, "headimgurl").starts_with("http://thirdwx.qlogo.cn/"));
    assert!(login(&wechat, &wechat.openid(1), WebScope::Base).get("unionid").is_none());
}

//! `wechat-user oauth`

use serde_json::{Value, json};
use transport_mock::WebScope;

use crate::support::{Account, Ran, wechat_user};

#[test]
fn the_url_has_its_parameters_in_order_and_needs_no_secret() {
    let url = |args: &[&str]| {
        let args = [&["oauth", "url", "https://example.com/a?b=c", "--app-id", "wx1"], args].concat();
        Ran::of(wechat_user(&args).output().unwrap()).ok()
    };
    let start = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc&response_type=code";
    assert_eq!(url(&[]), format!("{start}&scope=snsapi_base#wechat_redirect\n"));
    let asked = url(&["--scope", "snsapi_userinfo", "--state", "a b"]);
    assert_eq!(asked, format!("{start}&scope=snsapi_userinfo&state=a%20b#wechat_redirect\n"));
    let forced = url(&["--force-popup", "--force-snapshot"]);
    assert_eq!(forced, format!("{start}&scope=snsapi_base&forcePopup=true&forceSnapShot=true#wechat_redirect\n"));
    let login = url(&["--scope", "snsapi_login"]);
    assert!(login.starts_with("https://open.weixin.qq.com/connect/qrconnect?appid=wx1&"), "{login}");
    assert!(login.ends_with("&scope=snsapi_login#wechat_redirect\n"), "{login}");
    let long = "x".repeat(129);
    for args in [
        &["oauth", "url", "", "--app-id", "wx1"][..],
        &["oauth", "url", "https://e.com", "--app-id", "wx1", "--state", &long],
        &["oauth", "url", "https%3A%2F%2Fe.com", "--app-id", "wx1"],
        &["oauth", "url", "e.com/back", "--app-id", "wx1"],
    ] {
        Ran::of(wechat_user(args).output().unwrap()).failed(2);
    }
}

#[test]
fn a_code_is_exchanged_once_and_the_tokens_are_not_printed() {
    let account = Account::new();
    let openid = account.wechat().openid(3);
    let code = |scope| account.wechat().authorize(&openid, scope).unwrap();

    let revealed = account.reveal(&["oauth", "exchange", &code(WebScope::UserInfo), "--reveal", "--json"]).json();
    for key in ["access_token", "refresh_token"] {
        account.guard(revealed[key].as_str().unwrap());
    }
    let first = code(WebScope::Base);
    assert_eq!(account.run(&["oauth", "exchange", &first]).ok(), format!("{openid}\tsnsapi_base\t7200\t0\t\n"));
    let error = account.run(&["oauth", "exchange", &first, "--json"]).error(1);
    assert_eq!((&error["code"], &error["path"]), (&json!(40163), &json!("/sns/oauth2/access_token")));
    assert_eq!(account.wechat().token_requests(), 0, "none of it takes the account's token");

    let mut command = account.command(&["oauth", "user", openid.as_str(), "--lang", "en", "--json"]);
    command.env("WECHAT_USER_TOKEN", revealed["access_token"].as_str().unwrap());
    let profile = account.finish(command.spawn().unwrap()).json();
    assert_eq!(profile["openid"], openid.as_str());
    assert!(profile["nickname"].is_string(), "{profile}");
}

#[test]
fn a_code_gives_the_profile_without_a_token() {
    let account = Account::new();
    let openid = account.wechat().openid(4);
    account.wechat().edit_profile(&openid, |profile| profile.nickname = Some("小王".to_owned()));
    let code = account.wechat().authorize(&openid, WebScope::UserInfo).unwrap();
    let line = account.run(&["oauth", "user", "--code", &code]).ok();
    assert!(line.starts_with(&format!("{openid}\t小王\t")), "{line}");

    let code = account.wechat().authorize(&openid, WebScope::Base).unwrap();
    let error = account.run(&["oauth", "user", "--code", &code, "--json"]).error(1);
    assert_eq!(error["code"], 48001, "that scope does not allow it");
}

#[test]
fn a_snapshot_user_is_flagged() {
    let account = Account::new();
    let code = account.wechat().authorize_snapshot(WebScope::Base);
    let granted: Value = account.run(&["oauth", "exchange", &code, "--json"]).json();
    assert_eq!(granted["is_snapshotuser"], true);
}

#[test]
fn a_missing_or_invalid_token_is_reported() {
    let account = Account::new();
    let openid = account.openid(0);
    let report = account.run(&["oauth", "user", &openid]).failed(2);
    assert!(report.contains("WECHAT_USER_TOKEN") && report.contains("--code"), "{report}");
    account.run(&["oauth", "user"]).failed(2);
    assert_eq!(account.wechat().calls(), 0);

    account.guard("a-token-that-was-never-issued");
    let mut command = account.command(&["oauth", "user", &openid]);
    command.env("WECHAT_USER_TOKEN", "a-token-that-was-never-issued");
    let report = account.finish(command.spawn().unwrap()).failed(1);
    assert!(report.contains("/sns/userinfo: errcode 40014"), "{report}");
}

//! Several accounts behind one address.

use serde_json::{Value, json};
use transport_mock::{AccountError, Accounts, FakeWeChat, Fault, Service, TestClock, TokenMode, WebScope};
use wechat_user_core::clock::Clock;
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{HOST, request};

fn accounts() -> Accounts {
    Accounts::new(FakeWeChat::new().with_followers(4).with_seed(7).with_settings(|settings| settings.page_size = 2))
}

fn get(accounts: &Accounts, path: &str) -> Value {
    let response = accounts.send(request(Method::GET, &format!("{HOST}{path}"), "")).unwrap();
    serde_json::from_slice(response.body()).unwrap()
}

fn post(accounts: &Accounts, path: &str, body: &Value) -> Value {
    let response = accounts.send(request(Method::POST, &format!("{HOST}{path}"), &body.to_string())).unwrap();
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn a_new_account_is_like_the_default_one_and_has_its_own_state() {
    let accounts = accounts();
    let one = accounts.create("{}").unwrap();
    let default = accounts.default_account();
    assert_eq!((one.followers(), one.settings().page_size), (4, 2));
    assert_ne!(one.openid(0), default.openid(0));
    assert_ne!((one.app_id(), one.original_id()), (default.app_id(), default.original_id()));
    assert!(one.app_id().as_str().starts_with("wx") && one.app_id().as_str().len() == 18);
    assert!(one.app_secret().expose().len() == 32);
    one.clock().set(TestClock::START + std::time::Duration::from_secs(9));
    one.add_fault(Fault::errcode(-1));
    assert_eq!((default.clock().now(), default.faults().len()), (TestClock::START, 0));
    assert_ne!(accounts.create("{}").unwrap().app_id(), one.app_id());
}

#[test]
fn a_request_belongs_to_the_account_of_its_token_then_of_its_appid_then_to_the_default_one() {
    let accounts = accounts();
    let one = accounts.create(r#"{"app_id":"wx-one","followers":3}"#).unwrap();
    let two = accounts.create(r#"{"app_id":"wx-two","followers":5}"#).unwrap();
    let total = |wechat: &FakeWeChat, mode, more: &str| {
        let token = wechat.issue_token(mode).1;
        get(&accounts, &format!("/cgi-bin/user/get?access_token={}{more}", token.expose()))["total"].clone()
    };
    for mode in [TokenMode::Plain, TokenMode::Stable] {
        assert_eq!((total(&one, mode, ""), total(&two, mode, "&appid=wx-one")), (json!(3), json!(5)));
        assert_eq!(total(accounts.default_account(), mode, "&appid=wx-one"), json!(4));
    }
    let secret = |wechat: &FakeWeChat| wechat.app_secret().expose().to_owned();
    let query = format!("grant_type=client_credential&appid=wx-two&secret={}", secret(&two));
    assert!(get(&accounts, &format!("/cgi-bin/token?{query}"))["access_token"].is_string());
    let body = json!({"grant_type": "client_credential", "appid": "wx-one", "secret": secret(&one)});
    assert!(post(&accounts, "/cgi-bin/stable_token", &body)["access_token"].is_string());
    let form = format!("appid=wx-two&appsecret={}", secret(&two));
    accounts.send(request(Method::POST, &format!("{HOST}/cgi-bin/clear_quota/v2"), &form)).unwrap();
    assert_eq!((one.token_requests(), two.token_requests(), two.calls_to("/cgi-bin/clear_quota/v2")), (1, 1, 1));
    assert_eq!(get(&accounts, "/cgi-bin/user/get")["errcode"], 41001);
    assert_eq!(get(&accounts, "/cgi-bin/token?grant_type=client_credential&appid=wx-none&secret=x")["errcode"], 40013);
    assert_eq!(accounts.default_account().calls(), 4);
}

#[test]
fn a_user_token_leads_to_its_account() {
    let accounts = accounts();
    for seed in 0..50 {
        // A user token can begin like an access token of the account, with digits and an underscore.
        let one = accounts.create(&json!({"seed": seed}).to_string()).unwrap();
        let (openid, secret) = (one.openid(1), one.app_secret());
        let code = one.authorize(&openid, WebScope::Base).unwrap();
        let query = format!("appid={}&secret={}&code={code}", one.app_id(), secret.expose());
        let granted = get(&accounts, &format!("/sns/oauth2/access_token?{query}&grant_type=authorization_code"));
        let token = granted["access_token"].as_str().unwrap();
        assert_eq!(get(&accounts, &format!("/sns/auth?access_token={token}&openid={openid}"))["errcode"], 0);
        assert_eq!(one.calls(), 2);
    }
    assert_eq!(accounts.default_account().calls(), 0);
}

#[test]
fn a_token_of_a_removed_account_is_unknown_and_its_app_id_is_not_generated_again() {
    let accounts = accounts();
    let one = accounts.create("{}").unwrap();
    let token = one.stable_token();
    let app_id = one.app_id();
    accounts.remove(app_id.as_str()).unwrap();
    assert_ne!(accounts.create("{}").unwrap().app_id(), app_id);
    assert_eq!(get(&accounts, &format!("/cgi-bin/user/get?access_token={}", token.expose()))["errcode"], 40001);
    assert_eq!(accounts.remove(app_id.as_str()), Err(AccountError::Unknown(app_id.as_str().to_owned())));
    assert_eq!(accounts.remove(Service::APP_ID), Err(AccountError::Default));
}

#[test]
fn app_ids_are_taken_once_and_there_are_500_accounts() {
    let accounts = accounts();
    accounts.create(r#"{"app_id":"wx-one"}"#).unwrap();
    for taken in ["wx-one", Service::APP_ID] {
        let error = accounts.create(&json!({"app_id": taken}).to_string()).unwrap_err();
        assert_eq!(error, AccountError::Taken(taken.into()));
    }
    for bad in ["", "a/b", &"x".repeat(65)] {
        let error = accounts.create(&json!({"app_id": bad}).to_string()).unwrap_err();
        assert_eq!(error, AccountError::BadAppId(bad.to_owned()));
    }
    assert!(matches!(accounts.create(r#"{"followres":1}"#), Err(AccountError::Seed(_))));
    for _ in 1..Accounts::LIMIT {
        accounts.create("{}").unwrap();
    }
    assert_eq!(accounts.create("{}").unwrap_err(), AccountError::Full);
    accounts.remove("wx-one").unwrap();
    accounts.create("{}").unwrap();
    let list: Vec<_> = accounts.list().iter().map(|wechat| wechat.app_id().as_str().to_owned()).collect();
    assert_eq!((list.len(), list[0].as_str(), list[1..].is_sorted()), (501, Service::APP_ID, true));
}

#[test]
fn the_clock_of_a_new_account_stands_still_at_now_ms_or_runs_as_the_default_one() {
    let accounts = accounts();
    let now = |seed: &str| accounts.create(seed).unwrap().clock().now().as_unix_millis();
    assert_eq!(now(r#"{"now_ms":1767312000000}"#), 1_767_312_000_000);
    assert_eq!(now("{}"), TestClock::START.as_unix_millis());
    let error = accounts.default_account().seed(r#"{"now_ms":1}"#).unwrap_err();
    assert!(error.to_string().contains("\"now_ms\" is only for a new account"), "{error}");
}

#[test]
fn another_app_id_in_a_seed_or_a_state_changes_nothing() {
    let accounts = accounts();
    let one = accounts.create(r#"{"app_id":"wx-one"}"#).unwrap();
    let error = one.reseed(r#"{"app_id":"wx-two","followers":9}"#).unwrap_err();
    assert_eq!(error.to_string(), "it is of the account wx-two, not of wx-one");
    assert_eq!(
        one.reload(&accounts.default_account().save()).unwrap_err().to_string(),
        format!("it is of the account {}, not of wx-one", Service::APP_ID)
    );
    assert_eq!((one.followers(), one.app_id().as_str()), (4, "wx-one"));
    one.reseed(r#"{"app_id":"wx-one","followers":9}"#).unwrap();
    one.reload(&one.save()).unwrap();
    one.reset_to_start();
    assert_eq!(one.followers(), 4);
    one.reset_to_seed();
    assert_eq!(one.followers(), 9);
}

#[test]
fn a_migration_takes_over_the_seed_and_the_followers_of_another_account() {
    let accounts = accounts();
    let old = accounts.create(r#"{"app_id":"wx-old","seed":99,"followers":6}"#).unwrap();
    let new = accounts.create(r#"{"app_id":"wx-new"}"#).unwrap();
    accounts.migrate("wx-new", "wx-old").unwrap();
    assert_eq!((new.followers(), new.old_openid(5)), (6, Some(old.openid(5))));
    let body = json!({"from_appid": old.original_id(), "openid_list": [old.openid(5)]});
    let path = format!("/cgi-bin/changeopenid?access_token={}", new.stable_token().expose());
    assert_eq!(post(&accounts, &path, &body)["result_list"][0]["new_openid"], json!(new.openid(5)));
    assert_eq!(accounts.migrate("wx-new", "wx-none"), Err(AccountError::Unknown("wx-none".to_owned())));
    assert_eq!(accounts.migrate("wx-new", "wx-new"), Err(AccountError::SameAccount));
}

#[test]
fn the_journal_of_a_new_account_keeps_5000_calls() {
    let accounts = accounts();
    let one = accounts.create("{}").unwrap();
    for _ in 0..5_002 {
        get(&accounts, &format!("/cgi-bin/token?appid={}", one.app_id()));
    }
    let journal = one.journal();
    assert_eq!((journal.len(), journal[0].number, one.calls()), (5_000, 3, 5_002));
    one.reset_to_start();
    for _ in 0..5_001 {
        get(&accounts, &format!("/cgi-bin/token?appid={}", one.app_id()));
    }
    assert_eq!(one.journal().len(), 5_000, "also after a reset");
}

//! `wechat-user quota|rid|network|ticket`

use serde_json::{Value, json};
use transport_mock::FakeWeChat;

use crate::support::Account;

const GET: &str = "/cgi-bin/user/get";

#[test]
fn a_quota_is_shown_and_reset() {
    let account = Account::new();
    account.wechat().limit_per_day(GET, 10);
    account.run(&["users", "list"]).ok();
    assert_eq!(account.run(&["quota", "show", GET]).ok(), format!("{GET}\t10\t4\t6\t\n"));
    assert_eq!(account.run(&["quota", "clear", GET]).ok(), "");
    assert_eq!(account.run(&["quota", "show", GET, "--json"]).json()["used"], 0);

    for args in [&["quota", "clear", "--all"][..], &["quota", "clear", "--by-secret"]] {
        account.run(&["users", "list"]).ok();
        assert_eq!(account.run(&["quota", "show", GET, "--json"]).json()["used"], 4);
        account.run(args).ok();
        assert_eq!(account.run(&["quota", "show", GET, "--json"]).json()["used"], 0, "{args:?}");
    }
    assert_eq!(account.calls_to("/cgi-bin/clear_quota/v2"), 1);
}

#[test]
fn an_invalid_path_is_refused() {
    let account = Account::new();
    account.run(&["quota", "show", "cgi-bin/user/get"]).failed(2);
    account.run(&["quota", "clear"]).failed(2);
    account.run(&["quota", "clear", GET, "--all"]).failed(2);
    assert_eq!(account.wechat().calls(), 0);
    assert_eq!(account.run(&["quota", "show", "/cgi-bin/no/such", "--json"]).error(1)["code"], 76021);
}

#[test]
fn a_rid_is_looked_up_without_the_token_in_it() {
    let account = Account::new();
    let error = account.run(&["groups", "rename", "999", "test", "--json"]).error(1);
    let rid = error["rid"].as_str().unwrap();
    let info = account.run(&["rid", rid, "--json"]).json();
    assert_eq!(info["request_url"], "access_token=[redacted]");
    let response: Value = serde_json::from_str(info["response_body"].as_str().unwrap()).unwrap();
    assert_eq!(response["errcode"], 40050);
    let line = account.run(&["rid", rid]).ok();
    assert_eq!(line.trim_end_matches('\n').split('\t').count(), 6, "{line}");
    assert_eq!(account.run(&["rid", "nonsense", "--json"]).error(1)["code"], 76002);
}

#[test]
fn the_addresses_of_the_service_are_listed() {
    let account = Account::new();
    let ips = account.run(&["network", "callback-ips", "--json"]).json();
    let expected: Vec<_> = account.wechat().settings().callback_ips.iter().map(ToString::to_string).collect();
    assert_eq!(ips, json!(expected));
    let expected: Vec<_> = account.wechat().settings().api_ips.iter().map(ToString::to_string).collect();
    assert_eq!(account.run(&["network", "api-ips"]).ok().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_callback_is_checked() {
    let account = Account::new();
    let checked = account.run(&["network", "check", "--json"]).json();
    assert_eq!((&checked[0]["check"], &checked[1]["check"]), (&json!("dns"), &json!("ping")));
    assert_eq!(account.run(&["network", "check"]).ok().lines().count(), 2);
    let without = Account::of(FakeWeChat::new().with_settings(|settings| settings.callback_host_ip = None));
    assert_eq!(without.run(&["network", "check", "--json"]).error(1)["code"], 40201);
}

#[test]
fn a_ticket_is_printed_only_with_reveal() {
    let account = Account::new();
    for kind in ["jsapi", "wx_card"] {
        let revealed = account.reveal(&["ticket", "--kind", kind, "--reveal", "--json"]).json();
        account.guard(revealed["ticket"].as_str().unwrap());
        let shown = account.run(&["ticket", "--kind", kind, "--json"]).json();
        let keys: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((keys.as_slice(), &shown["kind"]), (&["expires_at", "expires_in", "kind"][..], &json!(kind)));
        assert_eq!(account.run(&["ticket", "--kind", kind]).ok().split('\t').count(), 3);
        let line = account.reveal(&["ticket", "--kind", kind, "--reveal"]).ok();
        assert!(line.trim_end().ends_with(revealed["ticket"].as_str().unwrap()), "the same one");
    }
}

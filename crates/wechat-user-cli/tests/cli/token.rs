//! `wechat-user token show`: the only command that can print the token, and only with --reveal.

use serde_json::Value;

use crate::support::{Account, Ran};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn mode_age_and_expiry_are_printed_and_the_token_is_not() {
    let account = Account::new();
    let line = account.run(&["token", "show"]).ok();
    let cells: Vec<_> = line.trim_end().split('\t').collect();
    assert_eq!((cells.len(), cells[0]), (4, "stable"), "{line}");

    let shown = account.run(&["token", "show", "--json"]).json();
    assert_eq!(keys(&shown), ["age", "expires_at", "expires_in", "mode"]);
    let (age, left) = (shown["age"].as_u64().unwrap(), shown["expires_in"].as_u64().unwrap());
    assert!(age + left <= 7_200 && left > 7_000, "{shown}");
    assert_eq!(account.calls_to("/cgi-bin/stable_token"), 2);
}

#[test]
fn reveal_prints_the_token() {
    let account = Account::new();
    let token = account.wechat().stable_token();
    let reveal = |args: &[&str]| Ran::of(account.command(args).output().unwrap());

    let plain = reveal(&["token", "show", "--reveal"]);
    assert!(account.leaks(&plain), "the search for secrets finds a token that is there");
    let line = plain.ok();
    assert_eq!(line.trim_end().split('\t').nth(4), Some(token.expose()));
    let shown = reveal(&["token", "show", "--reveal", "--json"]).json();
    assert_eq!(shown["access_token"], token.expose());
    assert_eq!(keys(&shown).len(), 5);
}

#[test]
fn each_mode_uses_its_own_endpoint() {
    let account = Account::new();
    assert!(account.run(&["token", "show", "--token-mode", "plain"]).ok().starts_with("plain\t"));
    assert_eq!((account.calls_to("/cgi-bin/token"), account.calls_to("/cgi-bin/stable_token")), (1, 0));
    let report = account.run(&["token", "show", "--token-mode", "none"]).failed(2);
    assert!(report.contains("there is no token to show"), "{report}");
    assert_eq!(account.wechat().calls(), 1);
}

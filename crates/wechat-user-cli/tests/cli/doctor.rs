//! `wechat-user doctor`

use serde_json::Value;
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, Ran, canned, closed_port, wechat_user};

/// Check and status of each line.
fn seen(ran: &Ran) -> Vec<(String, String)> {
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    found.as_array().unwrap().iter().map(|line| (text(&line["check"]), text(&line["status"]))).collect()
}

#[track_caller]
fn expect(ran: &Ran, code: i32, expected: &str) {
    let seen: Vec<_> = seen(ran).into_iter().map(|(check, status)| format!("{check} {status}")).collect();
    assert_eq!((ran.code, seen.join(", ").as_str()), (Some(code), expected), "{ran:?}");
}

fn without_account(url: &str) -> Ran {
    let args = ["doctor", "--json", "--base-url", url, "--app-id", "wx1", "--timeout", "2s"];
    let mut command = wechat_user(&args);
    Ran::of(command.env("WECHAT_APPSECRET", "a-secret-that-is-none").output().unwrap())
}

#[test]
fn a_working_account_passes_every_check() {
    let account = Account::new();
    let ran = account.run(&["doctor", "--json"]);
    expect(
        &ran,
        0,
        "credentials ok, dns ok, connection ok, clock ok, token ok, white_list ok, quota ok, quota ok, quota ok, quota ok",
    );
    assert_eq!(account.wechat().token_requests(), 1);
    let lines = account.run(&["doctor", "--quota", "/cgi-bin/tags/get"]).ok();
    assert_eq!(lines.lines().map(|line| line.split('\t').count()).collect::<Vec<_>>(), [4; 7], "{lines}");
}

#[test]
fn an_address_that_is_missing_on_the_white_list_is_named() {
    let account = Account::of(FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(Vec::new())));
    let ran = account.run(&["doctor", "--json"]);
    expect(&ran, 4, "credentials ok, dns ok, connection ok, clock ok, token failed, white_list failed, quota skipped");
    let advice = "Add 127.0.0.1 to the IP white-list (IP白名单) in the console";
    assert!(ran.stdout.contains(advice), "{ran:?}");
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(error["message"], "not in order: token, white_list");
}

#[test]
fn a_wrong_secret_is_4_and_not_printed() {
    let account = Account::new();
    account.guard("ffffffffffffffffffffffffffffffff");
    let mut command = account.command(&["doctor", "--json"]);
    command.env("WECHAT_APPSECRET", "ffffffffffffffffffffffffffffffff");
    let ran = account.finish(command.spawn().unwrap());
    expect(&ran, 4, "credentials ok, dns ok, connection ok, clock ok, token failed, white_list skipped, quota skipped");
    assert!(ran.stdout.contains("40125"), "{ran:?}");
}

#[test]
fn a_used_up_quota_is_5_and_one_that_is_almost_used_up_a_warning() {
    let account = Account::new();
    account.wechat().limit_per_day("/cgi-bin/user/get", 4);
    account.wechat().limit_per_day("/cgi-bin/tags/get", 10);
    account.run(&["users", "list"]).ok();
    (0..9).for_each(|_| drop(account.run(&["tags", "list"]).ok()));
    let args =
        ["doctor", "--json", "--quota", "/cgi-bin/tags/get", "--quota", "/cgi-bin/user/get", "--quota", "/no/such"];
    let ran = account.run(&args);
    let before = "credentials ok, dns ok, connection ok, clock ok, token ok, white_list ok";
    expect(&ran, 5, &format!("{before}, quota warning, quota failed, quota warning"));
    assert!(ran.stdout.contains("4 of 4 calls are used today, 0 are left"), "{ran:?}");
}

#[test]
fn a_closed_port_is_3() {
    let ran = without_account(&format!("http://127.0.0.1:{}", closed_port()));
    expect(
        &ran,
        3,
        "credentials ok, dns ok, connection failed, clock skipped, token skipped, white_list skipped, quota skipped",
    );
    assert!(ran.stdout.contains("firewall"), "{ran:?}");
}

#[test]
fn a_service_without_tls_is_3_if_tls_is_expected() {
    let account = Account::new();
    let ran = without_account(&format!("https://127.0.0.1:{}", account.port()));
    assert_eq!((ran.code, seen(&ran)[2].1.as_str()), (Some(3), "failed"), "{ran:?}");
    assert!(ran.stdout.contains("The certificate is not trusted, or this is not TLS"), "{ran:?}");
}

#[test]
fn an_unknown_name_is_3() {
    let ran = without_account("https://name.invalid");
    expect(
        &ran,
        3,
        "credentials ok, dns failed, connection skipped, clock skipped, token skipped, white_list skipped, quota skipped",
    );
}

#[test]
fn a_response_from_something_else_is_3() {
    for response in [
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 18\r\nConnection: close\r\n\r\n<html>nginx</html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 18\r\nConnection: close\r\n\r\n<html>nginx</html>",
    ] {
        let ran = without_account(&canned(response));
        assert_eq!((ran.code, seen(&ran)[2].1.as_str()), (Some(3), "failed"), "{ran:?}");
        assert!(ran.stdout.contains("a login page"), "{ran:?}");
    }
}

#[test]
fn a_wrong_clock_is_1() {
    let body = r#"{"access_token":"a-token","expires_in":7200,"ip_list":[],"quota":{}}"#;
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT";
    let response =
        format!("HTTP/1.1 200 OK\r\n{date}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let ran = without_account(&canned(response.leak()));
    expect(
        &ran,
        1,
        "credentials ok, dns ok, connection ok, clock failed, token ok, white_list ok, quota ok, quota ok, quota ok, quota ok",
    );
    assert!(ran.stdout.contains("s ahead of the service"), "{ran:?}");
}

#[test]
fn without_credentials_the_connection_is_checked_nevertheless() {
    let account = Account::new();
    let mut command = account.command(&["doctor", "--json"]);
    let ran = account.finish(command.env_remove("WECHAT_APPSECRET").spawn().unwrap());
    expect(
        &ran,
        2,
        "credentials failed, dns ok, connection ok, clock ok, token skipped, white_list skipped, quota skipped",
    );
}

#[test]
fn without_tokens_the_token_is_not_checked() {
    let account = Account::of(FakeWeChat::new().without_tokens());
    let ran = account.run(&["doctor", "--json", "--token-mode", "none", "--quota", "/cgi-bin/user/get"]);
    expect(&ran, 0, "credentials ok, dns ok, connection ok, clock ok, token skipped, white_list ok, quota ok");
    assert_eq!(account.wechat().token_requests(), 0);
}

#[test]
fn a_call_that_is_refused_after_the_token_is_reported() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(61004).on("/cgi-bin/getcallbackip").always());
    let ran = account.run(&["doctor", "--json"]);
    expect(&ran, 4, "credentials ok, dns ok, connection ok, clock ok, token ok, white_list failed, quota skipped");
}

#[test]
fn another_process_that_fetches_tokens_is_named() {
    let account = Account::new();
    account.wechat().add_fault(Fault::replace_token().on("/cgi-bin/openapi/quota/get"));
    for mode in ["plain", "stable"] {
        let report = account.run(&["doctor", "--token-mode", mode, "--quota", "/cgi-bin/user/get"]).ok();
        let names_it = report.contains("token\twarning\tthe service rejected the token at once: another process");
        assert_eq!(names_it, mode == "plain", "{report}");
    }
}

//! Exit codes and standard error.

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, Ran, canned, closed_port, wechat_user};

const LIST: &str = "/cgi-bin/groups/get";

fn without_account(url: &str, args: &[&str]) -> Ran {
    let flags = ["--base-url", url, "--app-id", "wx1", "--token-mode", "none", "--timeout", "300ms"];
    Ran::of(wechat_user(&[args, &flags[..]].concat()).output().unwrap())
}

#[test]
fn a_refusal_of_the_service_is_1_with_code_meaning_remedy_and_rid() {
    let account = Account::new();
    let args = ["groups", "rename", "999", "test"];
    let report = account.run(&args).failed(1);
    assert!(report.starts_with("error: /cgi-bin/groups/update: errcode 40050 "), "{report}");
    for label in ["\n  meaning: ", "\n  remedy:  ", "\n  rid:     "] {
        assert!(report.contains(label), "{label:?} in {report}");
    }

    let error = account.run(&[&args[..], &["--json"]].concat()).error(1);
    let keys: Vec<_> = error.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["advice", "code", "meaning", "message", "path", "remedy", "rid"]);
    assert_eq!((&error["code"], &error["path"]), (&json!(40050), &json!("/cgi-bin/groups/update")));
    assert_eq!(error["remedy"], "fix_request");
    assert!(keys.iter().all(|key| !error[key].is_null()), "{error}");
}

#[test]
fn a_refusal_before_sending_is_2_in_the_same_format() {
    let account = Account::new();
    let error = account.run(&["groups", "delete", "1", "--json"]).error(2);
    assert_eq!((&error["code"], &error["rid"]), (&Value::Null, &Value::Null));
    assert!(error["message"].as_str().unwrap().contains("cannot be changed; given 1"), "{error}");
    let usage = account.run(&["groups", "delete", "--json"]).error(2);
    assert!(usage["message"].as_str().unwrap().contains("<ID|NAME>"), "{usage}");
}

#[test]
fn no_usable_response_is_3() {
    let refused = without_account(&format!("http://127.0.0.1:{}", closed_port()), &["groups", "list"]);
    let report = refused.failed(3);
    assert!(report.starts_with("error: /cgi-bin/groups/get: "), "{report}");
    assert!(!report.contains('?'), "no query: {report}");
    assert!(report.contains("  remedy:  Check --base-url ") && report.contains("`wechat-user doctor`"), "{report}");
    assert!(!report.contains("may have been done"), "it was not: {report}");

    for response in [
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 18\r\nConnection: close\r\n\r\n<html>nginx</html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 18\r\nConnection: close\r\n\r\n<html>nginx</html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\n{\"groups\":[",
        "not HTTP at all",
    ] {
        let error = without_account(&canned(response), &["groups", "list", "--json"]).error(3);
        assert_eq!((&error["code"], &error["path"]), (&Value::Null, &json!(LIST)), "{response}");
    }
}

#[test]
fn a_wrong_host_is_3_and_the_report_names_the_flag() {
    let report = without_account("https://name.invalid", &["groups", "list"]).failed(3);
    assert!(report.contains("  remedy:  Check --base-url ") && report.contains("`wechat-user doctor`"), "{report}");
}

#[test]
fn a_stalled_service_is_3_when_the_time_is_up() {
    let account = Account::new();
    account.wechat().add_fault(Fault::stall().on(LIST).always());
    account.run(&["groups", "list", "--timeout", "200ms"]).failed(3);
}

#[test]
fn a_create_whose_response_is_lost_is_not_repeated() {
    let account = Account::new();
    account.wechat().add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
    let report = account.run(&["groups", "create", "test"]).failed(3);
    assert!(report.contains("The change may have been made nevertheless: check before you try again."), "{report}");
    assert_eq!((account.calls_to("/cgi-bin/groups/create"), account.wechat().groups().len()), (1, 4));

    account.wechat().add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
    assert_eq!(account.run(&["groups", "ensure", "test2"]).ok(), "101\ttest2\n");
}

#[test]
fn a_wrong_secret_is_4() {
    let account = Account::new();
    let mut command = account.command(&["groups", "list", "--json"]);
    command.env("WECHAT_APPSECRET", "ffffffffffffffffffffffffffffffff");
    let ran = account.finish(command.spawn().unwrap());
    assert!(!ran.stderr.contains("ffffffff"), "{ran:?}");
    let error = ran.error(4);
    assert_eq!((&error["code"], &error["remedy"]), (&json!(40125), &json!("fix_configuration")));
    assert_eq!(error["path"], "/cgi-bin/stable_token");
    assert_eq!(account.calls_to(LIST), 0);
}

#[test]
fn an_address_that_is_missing_on_the_white_list_is_4_and_named() {
    let account = Account::of(FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(Vec::new())));
    let report = account.run(&["groups", "list"]).failed(4);
    assert!(report.contains("no access token: errcode 40164"), "{report}");
    assert!(report.contains("IP to add to the white-list (IP白名单): 127.0.0.1\n"), "{report}");
    let error = account.run(&["groups", "list", "--json"]).error(4);
    assert_eq!((&error["code"], &error["blocked_ip"]), (&json!(40164), &json!("127.0.0.1")));
}

#[test]
fn a_token_that_is_always_rejected_is_4() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(40001).on(LIST).always());
    account.run(&["groups", "list"]).failed(4);
    assert!(account.calls_to(LIST) <= 2 && account.wechat().token_requests() <= 2);
}

#[test]
fn a_token_that_expires_in_between_is_renewed_silently() {
    let account = Account::new();
    account.wechat().add_fault(Fault::replace_token().on(LIST));
    account.run(&["groups", "list"]).ok();
    assert_eq!((account.calls_to(LIST), account.wechat().token_requests()), (2, 2));
}

#[test]
fn a_quota_is_5() {
    let account = Account::new();
    account.wechat().limit_per_day(LIST, 1);
    account.run(&["groups", "list"]).ok();
    let error = account.run(&["groups", "list", "--json"]).error(5);
    assert_eq!((&error["code"], &error["remedy"]), (&json!(45009), &json!("wait_for_tomorrow")));
    // Midnight in China.
    assert!(error["retry_at"].as_str().unwrap().ends_with("T16:00:00Z"), "{error}");
    let report = account.run(&["groups", "list"]).failed(5);
    assert!(report.contains("T16:00:00Z"), "{report}");
}

#[test]
fn the_number_of_attempts_is_reported() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(-1).on(LIST).times(8));
    let report = account.run(&["groups", "list"]).failed(1);
    assert!(report.contains("(after 4 attempts)"), "{report}");
    assert_eq!(account.run(&["groups", "list", "--json"]).error(1)["attempts"], json!(4));
}

#[test]
fn a_file_name_with_at_is_refused_as_an_openid() {
    let account = Account::new();
    let report = account.run(&["tags", "add", "2", "@users.txt"]).failed(2);
    assert!(report.contains("--file users.txt"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn openids_that_failed_among_others_are_6_and_named() {
    let body = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o-2"]}"#;
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let url = canned(response.leak());
    let report = without_account(&url, &["groups", "move", "2", "o-1", "o-2"]).failed(6);
    assert!(report.contains("\n  failed:  o-2\n"), "{report}");
    let error = without_account(&url, &["groups", "move", "2", "o-1", "o-2", "--json"]).error(6);
    assert_eq!((&error["code"], &error["failed_openids"]), (&json!(45171), &json!(["o-2"])));
}

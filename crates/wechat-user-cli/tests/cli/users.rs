//! `wechat-user users`

use std::fs;
use std::io::{BufRead, BufReader};

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};
use wechat_user::UnionId;
use wechat_user::http::Request;
use wechat_user::transport::Transport;

use crate::support::{Account, Ran, canned, scratch, wechat_user};

#[test]
fn a_profile_is_a_line_of_columns_or_the_object_of_the_service() {
    let account = Account::new();
    let openid = account.openid(3);
    account.run(&["users", "remark", &openid, "老客户"]).ok();

    let line = account.run(&["users", "info", &openid]).ok();
    let cells: Vec<_> = line.trim_end_matches('\n').split('\t').collect();
    assert_eq!(cells.len(), 17, "{line}");
    assert_eq!((cells[0], cells[1], cells[3], cells[5]), (openid.as_str(), "1", "0", "老客户"));
    assert!(cells[2].ends_with('Z'), "{}", cells[2]);

    for lang in ["zh_CN", "zh_TW", "en"] {
        let object = account.run(&["users", "info", &openid, "--lang", lang, "--json"]).json();
        assert_eq!(object, from_the_wire(&account, &openid, lang), "{lang}");
    }
}

/// The object of the service without empty texts and the unknown sex.
fn from_the_wire(account: &Account, openid: &str, lang: &str) -> Value {
    let token = account.wechat().stable_token();
    let url =
        format!("https://localhost/cgi-bin/user/info?access_token={}&openid={openid}&lang={lang}", token.expose());
    let response = account.wechat().send(Request::get(url).body(Vec::new()).unwrap()).unwrap();
    let mut object: Value = serde_json::from_slice(response.body()).unwrap();
    object.as_object_mut().unwrap().retain(|key, value| *value != json!("") && (key != "sex" || *value != json!(0)));
    object
}

#[test]
fn the_profile_of_a_user_who_does_not_follow_is_almost_empty() {
    let account = Account::new();
    let outsider = account.openid(2_500);
    let object = account.run(&["users", "info", &outsider, "--json"]).json();
    assert_eq!(object, json!({"subscribe": 0, "openid": outsider, "tagid_list": []}));
    let line = account.run(&["users", "info", &outsider]).ok();
    assert_eq!(line, format!("{outsider}\t0{}\n", "\t".repeat(15)));
}

#[test]
fn a_nickname_cannot_shift_columns() {
    let account = Account::new();
    let openid = account.wechat().openid(0);
    account.wechat().edit_profile(&openid, |profile| {
        profile.nickname = Some("a\tb\u{1b}[2J".to_owned());
        profile.unionid = Some("o6_bmasdasdsad6_2sgVt7hMZOPfL".to_owned());
    });
    let chosen = account.run(&["users", "info", openid.as_str(), "--fields", "unionid,openid"]).ok();
    assert_eq!(chosen, format!("o6_bmasdasdsad6_2sgVt7hMZOPfL\t{openid}\n"));
    let chosen = account.run(&["users", "batch", openid.as_str(), "--fields", "openid,unionid", "--json"]).json();
    assert_eq!(chosen, json!([{"openid": openid.as_str(), "unionid": "o6_bmasdasdsad6_2sgVt7hMZOPfL"}]));
    let refused = account.run(&["users", "info", openid.as_str(), "--fields", "open_id"]).failed(2);
    assert!(refused.contains("there is no column \"open_id\"; there are openid, subscribe, "), "{refused}");
    let line = account.run(&["users", "info", openid.as_str()]).ok();
    let cells: Vec<_> = line.trim_end().split('\t').collect();
    let unionid = UnionId::new("o6_bmasdasdsad6_2sgVt7hMZOPfL").unwrap();
    assert_eq!((cells[6], cells[12]), ("a b [2J", unionid.as_str()));
}

#[test]
fn a_batch_of_any_length_keeps_the_order() {
    let account = Account::new();
    let mut openids = account.openids(101);
    openids.reverse();
    let args: Vec<_> = ["users", "batch"].into_iter().chain(openids.iter().map(String::as_str)).collect();

    let lines = account.run(&args).ok();
    let firsts: Vec<_> = lines.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(firsts, openids);
    assert_eq!(account.calls_to("/cgi-bin/user/info/batchget"), 2);

    let english = account.run(&["users", "batch", &openids[0], "--lang", "en", "--json"]).json();
    assert_eq!(english, json!([from_the_wire(&account, &openids[0], "en")]));
}

#[test]
fn profiles_are_printed_as_they_come_and_the_report_counts_them() {
    let account = Account::new();
    let path = "/cgi-bin/user/info/batchget";
    account.wechat().add_fault(Fault::errcode(45009).on(path).after(2).always());
    let (openids, left) = (account.openids(1_000), scratch("users-left"));
    let args = ["users", "batch", "-", "--failed", &left];
    let ran = account.run_with_input(&args, &openids.join("\n"));
    let printed: Vec<_> = ran.stdout.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(printed, &openids[..200]);
    assert!(ran.failed(6).starts_with("error: 200 of 1000 openids are done, 800 are not: "));
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[200..]);

    account.wechat().clear_faults();
    account.wechat().add_fault(Fault::errcode(45009).on(path).after(2).always());
    let ran = account.run_with_input(&["users", "batch", "-", "--json"], &openids.join("\n"));
    let printed: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((json!(printed.len()), &error["done"], &error["total"]), (json!(200), &json!(200), &json!(1_000)));

    // Before the last response is there, the first ones can be read.
    account.wechat().clear_faults();
    account.wechat().add_fault(Fault::stall().on(path).after(1).always());
    let mut child = account
        .command(&[&["users", "batch"][..], &openids.iter().map(String::as_str).collect::<Vec<_>>()].concat())
        .spawn()
        .unwrap();
    let first: Vec<_> = BufReader::new(child.stdout.take().unwrap()).lines().take(100).map(Result::unwrap).collect();
    assert!(first.iter().zip(&openids).all(|(line, openid)| line.starts_with(openid.as_str())));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_missing_profile_is_named() {
    let body = r#"{"user_info_list":[{"subscribe":0,"openid":"o-2","tagid_list":[]}]}"#;
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    let url = canned(response.leak());
    let args =
        ["users", "batch", "o-1", "o-2", "--json", "--base-url", &url, "--app-id", "wx1", "--token-mode", "none"];
    let ran = Ran::of(wechat_user(&args).output().unwrap());
    assert_eq!(ran.code, Some(6));
    let listed: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(listed, json!([{"subscribe": 0, "openid": "o-2", "tagid_list": []}]));
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    let report = (&error["failed_openids"], &error["done"], &error["total"]);
    assert_eq!(report, (&json!(["o-1"]), &json!(1), &json!(2)));
}

#[test]
fn a_remark_is_set_and_cleared() {
    let account = Account::new();
    let openid = account.wechat().openid(0);
    assert_eq!(account.run(&["users", "remark", openid.as_str(), "老王"]).ok(), "");
    assert_eq!(account.wechat().remark_of(&openid).as_deref(), Some("老王"));
    assert_eq!(account.run(&["users", "remark", openid.as_str(), "", "--json"]).json(), json!({"ok": true}));
    assert_eq!(account.wechat().remark_of(&openid).as_deref(), Some(""));
}

#[test]
fn the_list_is_one_openid_a_line_and_nothing_else() {
    let account = Account::new();
    let all = account.openids(2_500);
    assert_eq!(account.run(&["users", "list"]).ok().lines().collect::<Vec<_>>(), all);
    assert_eq!(account.calls_to("/cgi-bin/user/get"), 4);

    let json = account.run(&["users", "list", "--json"]).ok();
    let parsed: Vec<String> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(parsed, all);
}

#[test]
fn the_list_can_start_and_end_anywhere() {
    let account = Account::new();
    let all = account.openids(2_500);
    let from = |number: usize| account.run(&["users", "list", "--from", &all[number]]).ok();
    assert_eq!(from(2_497).lines().collect::<Vec<_>>(), &all[2_498..]);
    assert_eq!(from(2_499), "");

    let before = account.calls_to("/cgi-bin/user/get");
    let limited = account.run(&["users", "list", "--limit", "1000"]).ok();
    assert_eq!(limited.lines().collect::<Vec<_>>(), &all[..1_000]);
    assert_eq!(account.calls_to("/cgi-bin/user/get") - before, 1);

    let both = account.run(&["users", "list", "--from", &all[9], "--limit", "3"]).ok();
    assert_eq!(both.lines().collect::<Vec<_>>(), &all[10..13]);
    assert_eq!(account.run(&["users", "list", "--limit", "0"]).ok(), "");
}

#[test]
fn a_list_that_ends_early_names_the_cursor() {
    let account = Account::of(FakeWeChat::new().with_followers(25).with_page_size(10));
    account.wechat().add_fault(Fault::errcode(45009).on("/cgi-bin/user/get").after(1));
    let ran = account.run(&["users", "list"]);
    assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), account.openids(10));
    let report = ran.failed(5);
    let last = account.openid(9);
    assert!(report.contains(&format!("continue with --from {last}")), "{report}");

    account.wechat().add_fault(Fault::errcode(45009).on("/cgi-bin/user/get"));
    let error = account.run(&["users", "list", "--from", &last, "--json"]).error(5);
    assert_eq!(error["hint"], Value::Null, "without a page there is no new cursor");
}

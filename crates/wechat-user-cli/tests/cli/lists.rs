//! Lists of openids: their sources, and the report of openids that failed.

use std::fs;

use serde_json::json;
use transport_mock::Fault;

use crate::support::{Account, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const BLOCK: &str = "/cgi-bin/tags/members/batchblacklist";

#[test]
fn a_list_comes_as_arguments_from_a_file_and_from_standard_input() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let [a, b, c] = [0, 1, 2].map(|number| account.openid(number));
    let file = scratch("lists-file");
    fs::write(&file, format!("\u{feff}{b}\r\n\r\n{a}\r\n{b}\r\n")).unwrap();
    account.run_with_input(&["tags", "add", "100", &a, "-", "--file", &file], &format!("{c}\n\n{c}\n{a}")).ok();
    assert_eq!((account.wechat().members_of_tag(tag).len(), account.calls_to(TAG)), (3, 1));

    account.run_with_input(&["tags", "remove", "100", "--file", "-"], &format!("{a}\n{b}\n")).ok();
    assert_eq!(account.wechat().members_of_tag(tag), [account.wechat().openid(2)]);
}

#[test]
fn the_commands_of_groups_and_users_take_lists_too() {
    let account = Account::new();
    let openids = account.openids(101).join("\n");
    account.run_with_input(&["groups", "move", "2", "-"], &openids).ok();
    assert_eq!(account.wechat().members_of(wechat_user::GroupId::STARRED).len(), 101);
    let lines = account.run_with_input(&["users", "batch", "-"], &openids).ok();
    assert_eq!((lines.lines().count(), account.calls_to("/cgi-bin/user/info/batchget")), (101, 2));
}

#[test]
fn an_empty_list_sends_nothing() {
    let account = Account::new();
    let ran = account.run_with_input(&["tags", "add", "100", "-"], "\n \r\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert!(ran.stderr.starts_with("note: "), "{ran:?}");
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn a_list_that_cannot_be_read_is_refused() {
    let account = Account::new();
    for (input, problem) in
        [("o1\no2 o3\n", "standard input: line 2 is not an openid"), ("o1\to2", "line 1 is not an openid")]
    {
        let report = account.run_with_input(&["blacklist", "add", "-"], input).failed(2);
        assert!(report.contains(problem), "{report}");
    }
    account.run(&["blacklist", "add", "--file", "no/such/file"]).failed(2);
    account.run(&["blacklist", "add", &account.openid(0), "--failed", "no/such/folder/file"]).failed(2);
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn a_batch_with_a_bad_openid_is_left_and_the_others_are_sent() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(40003).on(BLOCK).after(1));
    let (openids, left) = (account.openids(50), scratch("lists-left"));
    let args = ["blacklist", "add", "-", "--failed", &left, "--json"];
    let error = account.run_with_input(&args, &openids.join("\n")).error(6);
    assert_eq!((&error["done"], &error["total"], &error["code"]), (&json!(30), &json!(50), &json!(40003)));
    assert_eq!(error["failed_openids"], json!(openids[20..40]));
    assert_eq!((account.calls_to(BLOCK), account.wechat().blacklist().len()), (3, 30));

    // The file can be the input of another run.
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[20..40]);
    account.run(&["blacklist", "add", "--file", &left, "--failed", &left]).ok();
    assert_eq!((account.wechat().blacklist().len(), fs::read_to_string(&left).unwrap().as_str()), (50, ""));
}

#[test]
fn a_quota_ends_the_run_and_the_rest_is_left() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45009).on(BLOCK).after(1).always());
    let (openids, left) = (account.openids(100), scratch("lists-quota"));
    let ran = account.run_with_input(&["blacklist", "add", "-", "--failed", &left], &openids.join("\n"));
    assert_eq!(ran.stdout, "");
    let report = ran.failed(6);
    assert!(report.starts_with("error: 20 of 100 openids are done, 80 are not: "), "{report}");
    assert!(report.contains("errcode 45009"), "{report}");
    assert_eq!(report.matches("\n  failed:  ").count(), 10, "{report}");
    assert!(report.contains("and 70 more: --failed FILE writes them all"), "{report}");
    assert_eq!(account.calls_to(BLOCK), 2, "after the quota nothing more is sent");
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[20..]);
}

#[test]
fn if_nothing_was_done_the_result_is_the_error_of_the_call() {
    let account = Account::new();
    let left = scratch("lists-nothing");
    account.wechat().add_fault(Fault::errcode(45009).on(BLOCK).always());
    account.run(&["blacklist", "add", &account.openid(0), "--failed", &left]).failed(5);
    assert_eq!(fs::read_to_string(&left).unwrap(), format!("{}\n", account.openid(0)));
}

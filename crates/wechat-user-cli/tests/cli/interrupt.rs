//! Interruptions.

use std::io::{BufRead, BufReader};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, scratch, signal};

/// Waits until the service has received this number of calls.
fn until_called(account: &Account, path: &str, calls: u64) {
    while account.calls_to(path) < calls {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn an_interrupted_list_is_130_and_names_the_cursor() {
    let account = Account::of(FakeWeChat::new().with_followers(25).with_page_size(10));
    account.wechat().add_fault(Fault::stall().on("/cgi-bin/user/get").after(1).always());
    let mut child = account.command(&["users", "list", "--json"]).spawn().unwrap();
    let listed: Vec<_> = BufReader::new(child.stdout.take().unwrap()).lines().take(10).map(Result::unwrap).collect();
    until_called(&account, "/cgi-bin/user/get", 2);
    signal(&child, "INT");
    let error: Value = serde_json::from_str(&account.finish(child).failed(130)).unwrap();
    assert_eq!(listed.len(), 10, "what came before is printed");
    assert_eq!(error["message"], "interrupted");
    assert_eq!(error["hint"], format!("continue with --from {}", account.openid(9)));
}

#[test]
fn an_interruption_ends_a_back_off_at_once() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45011).on("/cgi-bin/groups/get").always());
    let child = account.command(&["groups", "list", "--json", "--timeout", "1h"]).spawn().unwrap();
    until_called(&account, "/cgi-bin/groups/get", 1);
    signal(&child, "INT");
    let error: Value = serde_json::from_str(&account.finish(child).failed(130)).unwrap();
    assert_eq!((&error["message"], &error["code"]), (&json!("interrupted"), &Value::Null));
}

#[test]
fn an_interrupted_move_reports_the_progress() {
    let account = Account::new();
    account.wechat().add_fault(Fault::stall().on("/cgi-bin/groups/members/batchupdate").after(1).always());
    let openids = account.openids(120);
    let args: Vec<_> = ["groups", "move", "2"].into_iter().chain(openids.iter().map(String::as_str)).collect();
    let child = account.command(&args).spawn().unwrap();
    until_called(&account, "/cgi-bin/groups/members/batchupdate", 2);
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    assert!(report.contains("50 of 120 openids are done"), "{report}");
}

#[test]
fn an_interrupted_run_writes_the_openids_that_are_left() {
    let account = Account::new();
    let path = "/cgi-bin/tags/members/batchblacklist";
    // A back-off ends at once.
    account.wechat().add_fault(Fault::errcode(45011).on(path).after(1).always());
    let (openids, left) = (account.openids(50), scratch("interrupt-left"));
    let args: Vec<_> = ["blacklist", "add", "--timeout", "1h", "--failed", &left]
        .into_iter()
        .chain(openids.iter().map(String::as_str))
        .collect();
    let child = account.command(&args).spawn().unwrap();
    until_called(&account, path, 2);
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    assert!(report.contains("20 of 50 openids are done"), "{report}");
    assert_eq!(std::fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[20..]);
}

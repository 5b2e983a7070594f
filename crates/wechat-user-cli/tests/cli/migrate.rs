//! `wechat-user migrate`

use std::fs;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, OldAccount};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

use crate::support::{Account, scratch};

const PATH: &str = "/cgi-bin/changeopenid";
const OLD: &str = "wxaaaaaaaaaaaaaaaa";

fn account() -> Account {
    let old = OldAccount::new(OLD, "gh_91ae50dfeb1c", 500, SystemClock::new().now());
    Account::of(FakeWeChat::new().with_followers(500).with_old_account(old))
}

fn old(account: &Account, numbers: std::ops::Range<u64>) -> Vec<String> {
    numbers.map(|number| account.wechat().old_openid(number).unwrap().to_string()).collect()
}

#[test]
fn openids_are_converted_in_batches_of_a_hundred() {
    let account = account();
    for (count, calls) in [(1, 1), (100, 2), (101, 4)] {
        let input = old(&account, 0..count).join("\n");
        let printed = account.run_with_input(&["migrate", "openids", "--from", OLD], &input).ok();
        let expected: Vec<_> = (0..count)
            .map(|number| format!("{}\t{}\tok", account.wechat().old_openid(number).unwrap(), account.openid(number)))
            .collect();
        assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
        assert_eq!(account.calls_to(PATH), calls, "{count}");
    }
}

#[test]
fn the_list_comes_from_a_file_or_as_flags_and_the_account_by_either_id() {
    let account = account();
    let file = scratch("migrate-file");
    fs::write(&file, old(&account, 3..5).join("\n")).unwrap();
    let of_file = account.run(&["migrate", "openids", "--from", "gh_91ae50dfeb1c", &file]).ok();
    let [first, second] = [3, 4].map(|number| account.wechat().old_openid(number).unwrap().to_string());
    let args = ["migrate", "openids", "--from", OLD, "--openid", &first, "--openid", &second, "--openid", &first];
    assert_eq!(account.run(&args).ok(), of_file);
    assert_eq!(of_file.lines().count(), 2);
}

#[test]
fn openids_that_cannot_be_converted_are_reported_and_left() {
    let account = account();
    let (known, left) = (account.wechat().old_openid(0).unwrap().to_string(), scratch("migrate-left"));
    let args = ["migrate", "openids", "--from", OLD, "-", "--failed", &left, "--json"];
    let ran = account.run_with_input(&args, &format!("outsider\n{known}\n"));
    assert_eq!(ran.code, Some(6), "{ran:?}");
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = [
        json!({"ori_openid": "outsider", "err_msg": "ori_openid error"}),
        json!({"ori_openid": known, "new_openid": account.openid(0), "err_msg": "ok"}),
    ];
    assert_eq!(lines, expected);
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((&error["done"], &error["failed_openids"]), (&json!(1), &json!(["outsider"])));
    assert_eq!(fs::read_to_string(&left).unwrap(), "outsider\n");
}

#[test]
fn a_wrong_account_is_refused_by_the_service() {
    let account = account();
    let error = account.run_with_input(&["migrate", "openids", "--from", "wx-other", "--json"], "o1\n").error(1);
    assert_eq!(error["code"], 63178);
    account.run(&["migrate", "openids"]).failed(2);
}

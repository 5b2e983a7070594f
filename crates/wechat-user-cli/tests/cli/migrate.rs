//! `wechat-user migrate`

use std::fs;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, OldAccount, Service};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

use crate::support::{Account, kill_at, scratch};

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

#[test]
fn the_commands_of_the_plan_migrate_an_account_in_their_order() {
    let old = OldAccount::new(OLD, "gh_91ae50dfeb1c", 300, SystemClock::new().now());
    let new = Account::of(FakeWeChat::new().with_followers(300).with_old_account(old));
    let old = Account::of(FakeWeChat::new().with_account(OLD, Service::APP_SECRET).with_followers(300));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("migrate-plan");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    let steps = new.run(&["migrate", "plan", "--from", OLD, "--json"]).json();
    assert_eq!(new.wechat().calls(), 0);
    let mut ran = 0;
    for step in steps.as_array().unwrap() {
        let Some(command) = step["command"].as_str() else { continue };
        let args: Vec<_> = command.strip_prefix("wechat-user ").unwrap().split(' ').collect();
        let (account, id) = if step["account"] == "old" { (&old, OLD) } else { (&new, Service::APP_ID) };
        let mut command = account.command(&args);
        command.env("WECHAT_APPID", id).current_dir(&folder);
        account.finish(command.spawn().unwrap()).ok();
        ran += 1;
    }
    assert_eq!(ran, 7);
    let pairs: Vec<Value> = fs::read_to_string(folder.join("new.ndjson"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let converted: Vec<_> = pairs.iter().map(|pair| pair["new_openid"].as_str().unwrap().to_owned()).collect();
    assert_eq!(converted, new.openids(300));
}

#[test]
fn after_kills_the_same_command_goes_on_and_every_openid_has_one_row() {
    let account = Account::of(FakeWeChat::new().with_followers(3_000).with_old_account(OldAccount::new(
        OLD,
        "gh_91ae50dfeb1c",
        3_000,
        SystemClock::new().now(),
    )));
    for ending in ["ndjson", "tsv"] {
        let (list, out) = (scratch("migrate-kills-list"), scratch(&format!("migrate-kills.{ending}")));
        let (checkpoint, openids) = (scratch("migrate-kills-checkpoint"), old(&account, 0..3_000));
        fs::write(&list, openids.join("\n")).unwrap();
        let args = ["migrate", "openids", "--from", OLD, "--in", &list, "--out", &out, "--checkpoint", &checkpoint];
        let args = [&args[..], &["--jobs", "2"]].concat();
        let before = account.calls_to(PATH);
        for point in [1, 9, 18] {
            kill_at(&account, account.command(&args), PATH, before + point);
        }
        // As if the last row was not written whole.
        let length = fs::metadata(&out).unwrap().len();
        fs::OpenOptions::new().write(true).open(&out).unwrap().set_len(length.saturating_sub(7)).unwrap();
        account.run(&args).ok();
        let text = fs::read_to_string(&out).unwrap();
        let olds: Vec<_> = text
            .lines()
            .map(|line| match ending {
                "tsv" => line.split('\t').next().unwrap().to_owned(),
                _ => serde_json::from_str::<Value>(line).unwrap()["ori_openid"].as_str().unwrap().to_owned(),
            })
            .collect();
        assert_eq!(olds, openids, "{ending}");
        assert_eq!(text.matches(&account.openid(2_999)).count(), 1);
    }
}

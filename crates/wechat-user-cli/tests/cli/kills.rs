//! kill -9 in the middle of work over a list, at counts of the simulator's journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use transport_mock::{FakeWeChat, Fault};
use wechat_user::TagId;

use crate::support::{Account, kill_at, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";

/// How many followers are tagged, and how many calls are in flight.
const ALL: u64 = 5_000;
const JOBS: u64 = 4;

fn account() -> Account {
    let account = Account::of(FakeWeChat::new().with_followers(ALL));
    account.wechat().create_tag("test");
    account
}

/// Every follower is tagged, and the calls are no more than kills make unavoidable.
fn assert_tagged_once(account: &Account, kills: u64) {
    let tagged: BTreeSet<_> = account.wechat().members_of_tag(TagId::new(100)).into_iter().collect();
    let all: BTreeSet<_> = (0..ALL).map(|number| account.wechat().openid(number)).collect();
    assert_eq!(tagged, all);
    let calls = account.calls_to(TAG);
    // What was in flight is done again, cut into batches in another way.
    assert!(calls <= ALL / 50 + kills * (JOBS + 1), "{calls} calls after {kills} kills");
}

#[test]
fn after_kills_the_same_command_goes_on_and_the_results_are_exact() {
    let account = account();
    let (checkpoint, results, list) = (scratch("kills-checkpoint"), scratch("kills-results"), scratch("kills-list"));
    fs::write(&list, account.openids(ALL).join("\n")).unwrap();
    let args =
        ["tags", "add", "100", "--file", &list, "--checkpoint", &checkpoint, "--results", &results, "--jobs", "4"];
    let points = [1, 17, 40, 61, 88];
    for point in points {
        kill_at(&account, account.command(&args).spawn().unwrap(), TAG, point);
    }
    // The list is not read again.
    fs::remove_file(&list).unwrap();
    account.run(&args).ok();
    assert_tagged_once(&account, points.len() as u64);

    let mut found = BTreeMap::new();
    for line in fs::read_to_string(&results).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["result"], "done");
        assert_eq!(found.insert(line["position"].as_u64().unwrap(), line["openid"].clone()), None, "{line}");
    }
    assert!(found.values().zip(account.openids(ALL)).all(|(found, openid)| *found == openid));
    assert_eq!(found.len() as u64, ALL);
}

#[test]
fn after_a_kill_the_file_of_failed_has_what_is_not_known_to_be_done() {
    let account = account();
    let (left, openids) = (scratch("kills-left"), account.openids(ALL));
    fs::write(&left, openids.join("\n")).unwrap();
    let args = ["tags", "add", "100", "--file", &left, "--failed", &left, "--jobs", "4"];
    let points = [1, 17, 40, 61, 88];
    for point in points {
        kill_at(&account, account.command(&args).spawn().unwrap(), TAG, point);
        let tagged = account.wechat().members_of_tag(TagId::new(100)).len() as u64;
        let left: BTreeSet<String> = fs::read_to_string(&left)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .filter(|line| !line.trim().is_empty())
            .collect();
        let missing = openids.iter().filter(|openid| !left.contains(*openid)).count() as u64;
        assert!(missing <= tagged, "{missing} are marked as done, {tagged} are");
        assert!(tagged - missing <= 50 * (JOBS + 1), "{missing} are marked as done, {tagged} are");
    }
    account.run(&args).ok();
    assert_eq!(fs::read_to_string(&left).unwrap(), "");
    assert_tagged_once(&account, points.len() as u64);
}

#[test]
fn with_noise_on_the_line_and_kills_everyone_is_tagged() {
    let account = account();
    for fault in
        [Fault::errcode(-1), Fault::errcode(40001), Fault::status(502), Fault::lose_response(), Fault::cut_body(10)]
    {
        account.wechat().add_fault(fault.on(TAG).with_probability(0.02).always());
    }
    let checkpoint = scratch("kills-noise");
    let args = ["tags", "add", "100", "-", "--checkpoint", &checkpoint, "--jobs", "4"];
    let list = scratch("kills-noise-list");
    fs::write(&list, account.openids(ALL).join("\n")).unwrap();
    for point in [30, 60] {
        let child = account.command(&args).stdin(fs::File::open(&list).unwrap()).spawn().unwrap();
        kill_at(&account, child, TAG, point);
    }
    account.run(&args).ok();
    assert_eq!(account.wechat().members_of_tag(TagId::new(100)).len() as u64, ALL);
}

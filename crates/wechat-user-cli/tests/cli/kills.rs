//! kill -9 in the middle of work over a list, at counts of the simulator's journal.

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use serde_json::Value;
use transport_mock::{FakeWeChat, Fault};
use wechat_user::TagId;

use crate::support::{Account, kill_at, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";

/// How many calls are in flight.
const JOBS: u64 = 4;

/// How many followers are tagged, and after how many calls the command is killed: 5 times, or `KILL_POINTS` times.
fn scale() -> (u64, Vec<u64>) {
    let kills = env::var("KILL_POINTS").map_or(5, |count| count.parse().unwrap());
    // Between two kills there are more calls than those in flight, so that each run goes on from another place.
    (kills * 1_000, (0..kills).map(|number| 1 + number * 18).collect())
}

fn account(followers: u64) -> Account {
    let account = Account::of(FakeWeChat::new().with_followers(followers));
    account.wechat().create_tag("test");
    account
}

/// Every follower is tagged, and the calls are no more than kills make unavoidable.
fn assert_tagged_once(account: &Account, followers: u64, kills: u64) {
    let tagged: BTreeSet<_> = account.wechat().members_of_tag(TagId::new(100)).into_iter().collect();
    let all: BTreeSet<_> = (0..followers).map(|number| account.wechat().openid(number)).collect();
    assert_eq!(tagged, all);
    let calls = account.calls_to(TAG);
    // What was in flight is done again, cut into batches in another way.
    assert!(calls <= followers / 50 + kills * (JOBS + 1), "{calls} calls after {kills} kills");
}

#[test]
fn after_kills_the_same_command_goes_on_and_the_results_are_exact() {
    let (followers, points) = scale();
    let account = account(followers);
    let (checkpoint, results, list) = (scratch("kills-checkpoint"), scratch("kills-results"), scratch("kills-list"));
    fs::write(&list, account.openids(followers).join("\n")).unwrap();
    let args =
        ["tags", "add", "100", "--file", &list, "--checkpoint", &checkpoint, "--results", &results, "--jobs", "4"];
    for point in &points {
        kill_at(&account, account.command(&args), TAG, *point);
    }
    // The list is not read again.
    fs::remove_file(&list).unwrap();
    account.run(&args).ok();
    assert_tagged_once(&account, followers, points.len() as u64);

    let mut found = BTreeMap::new();
    for line in fs::read_to_string(&results).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["result"], "done");
        assert_eq!(found.insert(line["position"].as_u64().unwrap(), line["openid"].clone()), None, "{line}");
    }
    assert!(found.values().zip(account.openids(followers)).all(|(found, openid)| *found == openid));
    assert_eq!(found.len() as u64, followers);
}

#[test]
fn after_a_kill_the_file_of_failed_has_what_is_not_known_to_be_done() {
    let (followers, points) = scale();
    let account = account(followers);
    let (left, openids) = (scratch("kills-left"), account.openids(followers));
    fs::write(&left, openids.join("\n")).unwrap();
    let args = ["tags", "add", "100", "--file", &left, "--failed", &left, "--jobs", "4"];
    for point in &points {
        kill_at(&account, account.command(&args), TAG, *point);
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
    assert_tagged_once(&account, followers, points.len() as u64);
}

#[test]
fn with_noise_on_the_line_and_kills_everyone_is_tagged() {
    let followers = 5_000;
    let account = account(followers);
    for fault in
        [Fault::errcode(-1), Fault::errcode(40001), Fault::status(502), Fault::lose_response(), Fault::cut_body(10)]
    {
        account.wechat().add_fault(fault.on(TAG).with_probability(0.02).always());
    }
    let checkpoint = scratch("kills-noise");
    let args = ["tags", "add", "100", "-", "--checkpoint", &checkpoint, "--jobs", "4"];
    let list = scratch("kills-noise-list");
    fs::write(&list, account.openids(followers).join("\n")).unwrap();
    for point in [30, 60] {
        let mut command = account.command(&args);
        command.stdin(fs::File::open(&list).unwrap());
        kill_at(&account, command, TAG, point);
    }
    account.run(&args).ok();
    assert_eq!(account.wechat().members_of_tag(TagId::new(100)).len() as u64, followers);
}

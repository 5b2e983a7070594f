//! `followers sync` is killed again and again, and is exact in the end.
//!
//! `SYNC_FOLLOWERS` and `SYNC_KILLS` make it longer.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::Duration;

use follower_mirror::{Mirror, RunId, RunOutcome};
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, kill_at, scratch, signal};

const PROFILES: &str = "/cgi-bin/user/info/batchget";

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn fresh(name: &str) -> String {
    let db = scratch(name);
    for more in ["-wal", "-shm", "-writer"] {
        drop(fs::remove_file(format!("{db}{more}")));
    }
    db
}

/// Kills commands at these counts of calls, then lets one end. Returns how many of them had begun and not ended.
fn sync_with_kills(account: &Account, command: [&str; 3], calls: impl IntoIterator<Item = u64>) -> u64 {
    let [verb, flag, db] = command;
    let args = ["followers", verb, flag, db, "--jobs", "4"];
    let mut unfinished = 0;
    for count in calls {
        let until = account.calls_to(PROFILES) + count;
        kill_at(account, account.command(&args), PROFILES, until);
        let run = Mirror::read(db).unwrap().last_run().unwrap().unwrap();
        unfinished += u64::from(run.outcome == RunOutcome::Running);
    }
    account.run(&args).ok();
    assert_eq!(Mirror::read(db).unwrap().last_run().unwrap().unwrap().outcome, RunOutcome::Complete);
    unfinished
}

/// So many calls between two kills that the last one is before the end.
fn points(followers: u64, kills: u64, from: u64) -> impl Iterator<Item = u64> {
    let apart = followers.div_ceil(100) / (kills + 1);
    (0..kills).map(move |kill| 1 + (apart - 1) * ((from + kill) % 3) / 2)
}

/// The mirror has every follower of the service once, with remark and tags, and no other user.
fn assert_equal(account: &Account, db: &str) {
    let wechat = account.wechat();
    let read = rusqlite::Connection::open(db).unwrap();
    let mut statement =
        read.prepare("SELECT openid, coalesce(remark, ''), coalesce(tag_ids, '') FROM v_followers").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let mut found = BTreeMap::<String, (String, String)>::new();
    for row in rows.map(Result::unwrap) {
        assert!(found.insert(row.0, row.1).is_none(), "a follower is there twice");
    }
    assert_eq!(found.len() as u64, wechat.followers());
    for (openid, (remark, tags)) in &found {
        let openid = wechat_user::OpenId::new(openid.as_str()).unwrap();
        assert!(wechat.is_following(&openid));
        assert_eq!(wechat.remark_of(&openid).as_deref(), Some(remark.as_str()));
        let mut expected: Vec<i64> = wechat.tags_of(&openid).unwrap().iter().map(|tag| tag.get()).collect();
        expected.sort_unstable();
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(*tags, expected.join(","));
    }
}

#[test]
fn a_sync_that_is_killed_again_and_again_loses_no_user_and_records_each_change_once() {
    let (followers, kills) = (setting("SYNC_FOLLOWERS", 6_000), setting("SYNC_KILLS", 5));
    let account = Account::of(FakeWeChat::new().with_followers(followers).with_page_size(2_500));
    let wechat = account.wechat();
    let tag = wechat.create_tag("贵宾");
    let db = fresh("sync-kills");
    let points = |from| points(followers, kills, from);
    let unfinished = sync_with_kills(&account, ["sync", "--db", &db], points(0));
    assert!(unfinished * 5 >= kills * 4, "only {unfinished} of {kills} runs were interrupted");
    assert_equal(&account, &db);
    assert_eq!(Mirror::read(&db).unwrap().changes_since(RunId::new(0)).unwrap().count(), 0);

    let mut expected = BTreeMap::new();
    for number in (0..followers).step_by(97) {
        wechat.unfollow(&wechat.openid(number));
        expected.insert((account.openid(number), "left"), 1);
        wechat.follow(&wechat.openid(followers + number));
        expected.insert((account.openid(followers + number), "came"), 1);
        wechat.tag(&wechat.openid(number + 1), tag);
        expected.insert((account.openid(number + 1), "tags"), 1);
    }
    let unfinished = sync_with_kills(&account, ["sync", "--db", &db], points(1));
    assert!(unfinished * 5 >= kills * 4, "only {unfinished} of {kills} runs were interrupted");
    assert_equal(&account, &db);
    let mut found = BTreeMap::new();
    for change in Mirror::read(&db).unwrap().changes_since(RunId::new(0)).unwrap() {
        let change = change.unwrap();
        *found.entry((change.openid.to_string(), change.kind.as_str())).or_insert(0) += 1;
    }
    assert_eq!(found, expected);
}

#[test]
fn an_export_into_a_database_that_is_killed_again_and_again_has_each_follower_once() {
    let (followers, kills) = (setting("SYNC_FOLLOWERS", 3_000), setting("SYNC_KILLS", 5));
    let account = Account::of(FakeWeChat::new().with_followers(followers).with_page_size(2_500));
    let db = fresh("export-kills.sqlite");
    let unfinished = sync_with_kills(&account, ["export", "--out", &db], points(followers, kills, 2));
    assert!(unfinished * 5 >= kills * 4, "only {unfinished} of {kills} runs were interrupted");
    assert_equal(&account, &db);
}

#[test]
fn an_interrupted_sync_is_130_and_continues_and_a_second_writer_is_refused() {
    let account = Account::of(FakeWeChat::new().with_followers(2_000));
    let db = fresh("sync-interrupted");
    let args = ["followers", "sync", "--db", &db, "--jobs", "1"];
    account.wechat().add_fault(Fault::stall().on(PROFILES).after(5));
    let child = account.command(&args).spawn().unwrap();
    while account.calls_to(PROFILES) < 6 {
        thread::sleep(Duration::from_millis(1));
    }
    let refused = account.run(&args).failed(1);
    assert!(refused.contains("one writer at a time"), "{refused}");
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    assert!(report.contains("500 of 2000") && report.contains("run the same command again"), "{report}");
    let before = account.calls_to(PROFILES);
    assert!(account.run(&args).ok().starts_with("1\tcomplete\t2000\t2000\t"));
    assert_eq!(account.calls_to(PROFILES) - before, 15);
    assert_equal(&account, &db);
}

/// The resident memory of a sync at its peak, in kB.
#[cfg(target_os = "linux")]
fn peak_of_a_sync(followers: u64) -> u64 {
    let account = Account::of(FakeWeChat::new().with_followers(followers));
    let db = fresh("sync-memory");
    let mut command = account.command(&["followers", "sync", "--db", &db]);
    // By default glibc keeps freed memory in an arena for each thread, which is not memory of the sync.
    let child = command.env("MALLOC_ARENA_MAX", "1").spawn().unwrap();
    let (peak, ran) = crate::peak::peak(&account, child);
    assert!(ran.ok().contains("\tcomplete\t"));
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn the_memory_of_a_sync_does_not_grow_with_the_list() {
    let followers = setting("SYNC_MEMORY_FOLLOWERS", 40_000);
    let (small, large) = (peak_of_a_sync(20_000), peak_of_a_sync(followers));
    eprintln!("resident memory at its peak: {small} kB for 20000 followers, {large} kB for {followers}");
    assert!(large < small + 4_096, "{small} kB for 20000 followers, {large} kB for {followers}");
}

//! `followers sync`, `changes`, `select` and `map`.

use std::fs;
use std::time::Duration;

use serde_json::json;
use transport_mock::{FakeWeChat, Fault};
use wechat_user::AppId;

use crate::support::{Account, run, scratch};

/// An account with tags, remarks, a blacklist and a unionid; and the file of its mirror.
fn account(name: &str) -> (Account, String) {
    let account = Account::of(FakeWeChat::new().with_followers(250).with_page_size(100));
    let wechat = account.wechat();
    let [vip, east] = ["贵宾", "华东"].map(|name| wechat.create_tag(name));
    for number in 0..10 {
        wechat.tag(&wechat.openid(number), vip);
    }
    for number in 5..20 {
        wechat.tag(&wechat.openid(number), east);
    }
    for number in [7, 8, 30] {
        wechat.block(&wechat.openid(number));
    }
    wechat.edit_profile(&wechat.openid(40), |profile| {
        profile.unionid = Some("oUnion40".to_owned());
        profile.subscribe_scene = Some("ADD_SCENE_WXA".to_owned());
    });
    (account, mirror(name))
}

/// The path of a database that is not there.
fn mirror(name: &str) -> String {
    let path = scratch(name);
    for more in ["-wal", "-shm", "-writer"] {
        drop(fs::remove_file(format!("{path}{more}")));
    }
    path
}

#[test]
fn a_sync_prints_what_it_did_and_the_next_one_what_changed() {
    let (account, db) = account("followers-sync");
    let args = ["followers", "sync", "--db", &db];
    assert_eq!(account.run(&args).ok(), "1\tcomplete\t250\t250\t0\t0\t0\t0\t0\t0\n");
    let wechat = account.wechat();
    wechat.unfollow(&wechat.openid(3));
    wechat.follow(&wechat.openid(250));
    account.run(&["users", "remark", &account.openid(4), "老王"]).ok();
    account.run(&["tags", "remove", "100", &account.openid(5)]).ok();
    account.run(&["blacklist", "remove", &account.openid(30)]).ok();
    let synced = account.run(&[&args[..], &["--jobs", "2", "--json"]].concat()).json();
    let expected = json!({
        "run": 2, "outcome": "complete", "listed": 250, "total": 250,
        "came": 1, "left": 1, "remark": 1, "tags": 1, "blocked": 0, "unblocked": 1,
    });
    assert_eq!(synced, expected);

    let lines = account.run(&["followers", "changes", "--db", &db, "--since", "1"]).ok();
    let without_time = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells[1].ends_with('Z'), "{line}");
        (cells[0].to_owned(), cells[2..].join(" "))
    };
    let openid = |number| account.openid(number);
    let mut expected = [
        format!("{} unblocked  ", openid(30)),
        format!("{} remark  老王", openid(4)),
        format!("{} tags 100,101 101", openid(5)),
        format!("{} came  ", openid(250)),
        format!("{} left  ", openid(3)),
    ]
    .map(|text| ("2".to_owned(), text));
    let mut found: Vec<_> = lines.lines().map(without_time).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);

    let changes = |since: &str| run(&["followers", "changes", "--db", &db, "--since", since, "--json"]).json();
    let all = changes("0");
    let tags = all.as_array().unwrap().iter().find(|change| change["kind"] == "tags").unwrap();
    assert_eq!((&tags["before"], &tags["after"]), (&json!([100, 101]), &json!([101])));
    assert_eq!(all.as_array().unwrap().len(), 5);
    assert_eq!((changes("2"), changes("2999-01-01")), (json!([]), json!([])));
    assert_eq!(changes("2020-01-01T00:00:00+08:00"), all);
}

#[test]
fn selections_are_openids_to_be_piped() {
    let (account, db) = account("followers-select");
    account.run(&["followers", "sync", "--db", &db]).ok();
    let select = |args: &[&str]| run(&[&["followers", "select", "--db", &db], args].concat()).ok();
    let lines = |numbers: &[u64]| numbers.iter().map(|number| account.openid(*number) + "\n").collect::<String>();
    assert_eq!(select(&["--tag", "贵宾", "--tag", "101"]), lines(&[5, 6, 7, 8, 9]));
    assert_eq!(select(&["--tag", "贵宾", "--not-tag", "华东"]), lines(&[0, 1, 2, 3, 4]));
    assert_eq!(select(&["--any-tag", "贵宾", "--any-tag", "华东"]).lines().count(), 20);
    assert_eq!(select(&["--blocked"]), lines(&[7, 8, 30]));
    assert_eq!(select(&["--tag", "贵宾", "--any-tag", "101", "--not-blocked"]), lines(&[5, 6, 9]));
    assert_eq!(select(&["--scene", "ADD_SCENE_WXA"]), lines(&[40]));
    assert_eq!(select(&[]).lines().count(), 250);
    assert_eq!(select(&["--followed-after", "2030-01-01"]), "");
    assert_eq!(select(&["--followed-before", "2030-01-01T00:00:00+08:00"]).lines().count(), 250);
    assert_eq!(select(&["--tag", "100", "--scene", "ADD_SCENE_WXA"]), "");

    let selected = select(&["--tag", "贵宾", "--not-tag", "华东", "--json"]);
    account.run_with_input(&["tags", "add", "101", "-"], &selected).ok();
    assert_eq!(account.wechat().members_of_tag(wechat_user::TagId::new(101)).len(), 20);
    let refused = run(&["followers", "select", "--db", &db, "--tag", "nothing"]).failed(2);
    assert!(refused.contains("there is no tag \"nothing\""), "{refused}");
}

#[test]
fn the_map_has_openid_and_unionid() {
    let (account, db) = account("followers-map");
    account.run(&["followers", "sync", "--db", &db]).ok();
    let map = |args: &[&str]| run(&[&["followers", "map", "--db", &db], args].concat());
    assert_eq!(map(&[]).ok(), format!("{}\toUnion40\n", account.openid(40)));
    assert_eq!(map(&["--json"]).json(), json!([{"openid": account.openid(40), "unionid": "oUnion40"}]));
}

#[test]
fn a_database_that_cannot_be_used_is_refused_before_anything_is_sent() {
    let (account, db) = account("followers-refused");
    for command in ["select", "map"] {
        let refused = run(&["followers", command, "--db", &db]).failed(2);
        assert!(refused.contains("there is no such database"), "{refused}");
    }
    fs::write(&db, "a text, no database").unwrap();
    let refused = account.run(&["followers", "sync", "--db", &db, "--json"]).error(2);
    assert!(refused["message"].as_str().unwrap().ends_with("it is not a database of follower-mirror"), "{refused}");
    assert_eq!(fs::read(&db).unwrap(), b"a text, no database");

    let db = mirror("followers-other");
    drop(follower_mirror::Mirror::open(&db, &AppId::new("wx-other")).unwrap());
    let refused = account.run(&["followers", "sync", "--db", &db]).failed(2);
    assert!(refused.contains("the database mirrors the account wx-other, not wx0123456789abcdef"), "{refused}");
    assert_eq!(account.wechat().calls(), 0);
    let refused = run(&["followers", "changes", "--db", &db, "--since", "4"]).failed(2);
    assert!(refused.contains("there is no run 4"), "{refused}");
    run(&["followers", "changes", "--db", &db, "--since", "yesterday"]).failed(2);
}

#[test]
fn what_the_service_refuses_is_a_warning_and_a_failed_sync_continues() {
    let (account, db) = account("followers-warning");
    let wechat = account.wechat();
    wechat.add_fault(Fault::errcode(48001).on("/cgi-bin/groups/get"));
    let ran = account.run(&["followers", "sync", "--db", &db]);
    assert_eq!((ran.code, ran.stdout.starts_with("1\tcomplete\t250")), (Some(0), true), "{ran:?}");
    assert!(ran.stderr.starts_with("warning: groups are left as they were: "), "{ran:?}");

    wechat.add_fault(Fault::exhaust_quota().on("/cgi-bin/user/info/batchget").after(2));
    let report = account.run(&["followers", "sync", "--db", &db, "--jobs", "1"]).failed(5);
    assert!(report.contains("run the same command again to continue"), "{report}");
    wechat.clock().advance(Duration::from_secs(86_400));
    let synced = account.run(&["followers", "sync", "--db", &db, "--json"]).json();
    assert_eq!((&synced["run"], &synced["outcome"]), (&json!(2), &json!("complete")));
}

#[test]
fn a_sync_keeps_to_max_calls_and_goes_on() {
    let (account, db) = account("followers-max-calls");
    // Token, tags, groups, blacklist, its end, a page and a batch.
    let args = ["followers", "sync", "--db", &db, "--jobs", "1"];
    let report = account.run(&[&args[..], &["--max-calls", "7"]].concat()).failed(6);
    let expected = "100 of 250 openids are done, 150 are not; the 7 calls of --max-calls are used up";
    assert!(report.contains(expected) && report.contains("run the same command again"), "{report}");
    assert!(!report.contains("--failed"), "{report}");
    assert!(account.run(&args).ok().starts_with("1\tcomplete\t250\t250\t"));
}

#[test]
fn an_export_into_a_database_is_a_sync_that_is_done_once() {
    let (account, db) = account("followers-export.sqlite");
    let args = ["followers", "export", "--out", &db];
    assert_eq!(account.run(&args).ok(), "");
    assert_eq!(run(&["followers", "select", "--db", &db]).ok().lines().count(), 250);
    let calls = account.wechat().calls();
    account.wechat().unfollow(&account.wechat().openid(3));
    let ran = account.run(&[&args[..], &["--json"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "{\"ok\":true}\n"));
    assert!(ran.stderr.starts_with("note: the export is finished"), "{ran:?}");
    assert_eq!(account.wechat().calls(), calls);
    account.run(&[&args[..], &["--restart"]].concat()).ok();
    let changes = run(&["followers", "changes", "--db", &db, "--since", "1"]).ok();
    assert!(changes.contains(&format!("\t{}\tleft\t", account.openid(3))), "{changes}");
    // A sync continues with it.
    assert!(account.run(&["followers", "sync", "--db", &db]).ok().starts_with("3\tcomplete\t249\t249\t"));

    let calls = account.wechat().calls();
    for more in
        [&["--tag", "100"][..], &["--limit", "3"], &["--fields", "openid"], &["--checkpoint", "x"], &["--no-bom"]]
    {
        let refused = account.run(&[&args[..], more].concat()).failed(2);
        assert!(refused.contains(&format!("{}: a database has all followers", more[0])), "{refused}");
    }
    assert_eq!(account.wechat().calls(), calls);
}

#[test]
fn a_profile_of_a_leaver_is_kept_on_demand() {
    for (args, kept) in [(&[][..], 0), (&["--keep-left"][..], 1)] {
        let (account, db) = account("followers-keep");
        let sync = |args: &[&str]| account.run(&[&["followers", "sync", "--db", &db], args].concat()).ok();
        sync(args);
        account.wechat().unfollow(&account.wechat().openid(2));
        sync(args);
        let read = rusqlite::Connection::open(&db).unwrap();
        let profiles: i64 = read.query_row("SELECT count(profile) FROM v_leavers", [], |row| row.get(0)).unwrap();
        assert_eq!(profiles, kept);
    }
}

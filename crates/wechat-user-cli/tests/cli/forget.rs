//! `followers forget`

use std::path::Path;

use follower_mirror::Mirror;
use transport_mock::FakeWeChat;

use crate::support::{Account, run, scratch};

/// A database of 50 followers. `o-unknown` is not one of them.
fn database(name: &str) -> (Account, String) {
    let account = Account::of(FakeWeChat::new().with_followers(50));
    let db = scratch(name);
    for more in ["-wal", "-shm", "-writer"] {
        drop(std::fs::remove_file(format!("{db}{more}")));
    }
    account.run(&["followers", "sync", "--db", &db]).ok();
    (account, db)
}

fn followers(db: &str) -> u64 {
    Mirror::read(db).unwrap().followers().unwrap()
}

#[test]
fn users_are_forgotten_from_arguments_a_file_and_standard_input() {
    let (account, db) = database("forget");
    let calls = account.wechat().calls();
    let forget = ["followers", "forget", "--db", &db];
    let [first, second] = [account.openid(0), account.openid(1)];
    assert_eq!(run(&[&forget[..], &[&first, "o-unknown", &first]].concat()).ok(), "2\t1\n");
    let openid = wechat_user::OpenId::new(first.as_str()).unwrap();
    assert!(!Mirror::read(&db).unwrap().knows(&openid).unwrap());
    let file = scratch("forget-list");
    std::fs::write(&file, format!("{first}\n{second}\n")).unwrap();
    assert_eq!(run(&[&forget[..], &["--file", &file]].concat()).ok(), "2\t1\n");
    // More users than one transaction has, most of them unknown.
    let mut list: Vec<_> = (0..1_500).map(|number| format!("o-unknown-{number}")).collect();
    list.extend(account.openids(40));
    let json = account.run_with_input(&[&forget[..], &["-", "--json"]].concat(), &list.join("\n")).json();
    assert_eq!(json, serde_json::json!({"openids": 1_540, "forgotten": 38}));
    assert_eq!(followers(&db), 10);
    assert_eq!(account.run_with_input(&[&forget[..], &["-"]].concat(), "").ok(), "0\t0\n");
    assert_eq!(account.wechat().calls(), calls, "nothing is sent");
    // The service still has them.
    account.run(&["followers", "sync", "--db", &db]).ok();
    assert_eq!(followers(&db), 50);
}

#[test]
fn a_dry_run_counts_and_deletes_nothing() {
    let (account, db) = database("forget-dry");
    let before = std::fs::read(&db).unwrap();
    let args = ["followers", "forget", "--db", &db, &account.openid(0), "o-unknown", "--dry-run"];
    assert_eq!(run(&args).ok(), "2\t1\n");
    assert_eq!((followers(&db), std::fs::read(&db).unwrap() == before), (50, true));
}

#[test]
fn a_database_that_is_not_there_is_not_created_and_one_in_use_is_refused() {
    let missing = scratch("forget-missing.sqlite");
    run(&["followers", "forget", "--db", &missing, "o1"]).failed(2);
    assert!(!Path::new(&missing).exists());

    let (account, db) = database("forget-busy");
    let held = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(format!("{db}-writer"));
    let held = held.unwrap();
    held.lock().unwrap();
    let report = run(&["followers", "forget", "--db", &db, &account.openid(0)]).failed(1);
    assert!(report.contains("one writer at a time"), "{report}");
    assert_eq!(followers(&db), 50);
    run(&["followers", "forget", "--db", &db]).failed(2);
    run(&["followers", "forget", "--db", &db, "@list"]).failed(2);
}

//! `wechat-user groups`

use serde_json::json;
use transport_mock::Fault;
use wechat_user::GroupId;

use crate::support::Account;

const MOVE_ONE: &str = "/cgi-bin/groups/members/update";
const MOVE_MANY: &str = "/cgi-bin/groups/members/batchupdate";

#[test]
fn a_group_is_created_renamed_used_and_deleted() {
    let account = Account::new();
    assert_eq!(account.run(&["groups", "create", "华东客户"]).ok(), "100\t华东客户\n");
    assert_eq!(account.run(&["groups", "rename", "100", "华东大客户"]).ok(), "");
    assert_eq!(account.run(&["groups", "move", "100", &account.openid(7)]).ok(), "");
    let listed = "0\t未分组\t2499\n1\t黑名单\t0\n2\t星标组\t0\n100\t华东大客户\t1\n";
    assert_eq!(account.run(&["groups", "list"]).ok(), listed);
    assert_eq!(account.run(&["groups", "of", &account.openid(7)]).ok(), "100\n");
    assert_eq!(account.run(&["groups", "delete", "100"]).ok(), "");
    assert_eq!(account.wechat().group_of(&account.wechat().openid(7)), Some(GroupId::UNGROUPED));
    assert_eq!(account.wechat().groups().len(), 3);
}

#[test]
fn with_json_every_command_prints_one_value() {
    let account = Account::new();
    let openid = &account.openid(0);
    let done = json!({"ok": true});
    for (args, expected) in [
        (&["groups", "create", "test", "--json"][..], json!({"id": 100, "name": "test"})),
        (&["groups", "ensure", "test", "--json"], json!({"id": 100, "name": "test"})),
        (&["groups", "rename", "100", "test2", "--json"], done.clone()),
        (&["groups", "move", "100", openid, "--json"], done.clone()),
        (&["groups", "of", openid, "--json"], json!({"groupid": 100})),
        (&["groups", "delete", "100", "--json"], done),
    ] {
        assert_eq!(account.run(args).json(), expected, "{args:?}");
    }
    let listed = json!([
        {"id": 0, "name": "未分组", "count": 2500},
        {"id": 1, "name": "黑名单", "count": 0},
        {"id": 2, "name": "星标组", "count": 0},
    ]);
    assert_eq!(account.run(&["--json", "groups", "list"]).json(), listed);
}

#[test]
fn ensure_creates_a_group_once() {
    let account = Account::new();
    for _ in 0..2 {
        assert_eq!(account.run(&["groups", "ensure", "老客户"]).ok(), "100\t老客户\n");
    }
    assert_eq!(account.calls_to("/cgi-bin/groups/create"), 1);
}

#[test]
fn one_user_is_moved_by_one_call_and_many_by_a_call_for_every_fifty() {
    let account = Account::new();
    account.run(&["groups", "move", "2", &account.openid(0)]).ok();
    assert_eq!((account.calls_to(MOVE_ONE), account.calls_to(MOVE_MANY)), (1, 0));

    let openids = account.openids(120);
    let args: Vec<_> = ["groups", "move", "2"].into_iter().chain(openids.iter().map(String::as_str)).collect();
    account.run(&args).ok();
    assert_eq!((account.calls_to(MOVE_ONE), account.calls_to(MOVE_MANY)), (1, 3));
    assert_eq!(account.wechat().members_of(GroupId::STARRED).len(), 120);
}

#[test]
fn a_move_that_fails_halfway_reports_the_progress() {
    let account = Account::new();
    let openids = account.openids(120);
    let args: Vec<_> = ["groups", "move", "2"].into_iter().chain(openids.iter().map(String::as_str)).collect();

    account.wechat().add_fault(Fault::errcode(45009).on(MOVE_MANY).after(1));
    let report = account.run(&args).failed(6);
    assert!(report.starts_with("error: 50 of 120 openids are done, 70 are not: "), "{report}");
    assert!(report.contains("errcode 45009") && report.matches("50 of 120").count() == 1, "{report}");
    assert_eq!(account.wechat().members_of(GroupId::STARRED).len(), 50);
    assert_eq!(account.calls_to(MOVE_MANY), 2, "after the failure nothing more is sent");

    account.wechat().add_fault(Fault::errcode(45009).on(MOVE_MANY).after(2));
    let error = account.run(&[&args[..], &["--json"]].concat()).error(6);
    assert_eq!((&error["done"], &error["total"], &error["code"]), (&json!(100), &json!(120), &json!(45009)));

    account.wechat().add_fault(Fault::errcode(45009).on(MOVE_MANY));
    account.run(&args).failed(5);
}

#[test]
fn bad_input_is_never_sent() {
    let account = Account::new();
    let long = "名".repeat(31);
    for args in [
        &["groups", "create", &long][..],
        &["groups", "ensure", &long],
        &["groups", "rename", "100", &long],
        &["groups", "rename", "2", "test"],
        &["groups", "delete", "0"],
        &["groups", "of", ""],
        &["groups", "move", "100"],
        &["groups", "move", "100", ""],
        &["groups", "delete", "name:"],
    ] {
        account.run(args).failed(2);
    }
    let report = account.run(&["groups", "create", &long]).failed(2);
    assert!(report.contains("at most 30 characters, got 31"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
}

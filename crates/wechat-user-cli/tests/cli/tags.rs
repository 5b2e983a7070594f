//! `wechat-user tags`

use serde_json::json;
use transport_mock::Fault;
use wechat_user::TagId;

use crate::support::Account;

const TAG: &str = "/cgi-bin/tags/members/batchtagging";

#[test]
fn a_tag_is_created_renamed_used_and_deleted() {
    let account = Account::new();
    assert_eq!(account.run(&["tags", "create", "华东客户"]).ok(), "100\t华东客户\n");
    assert_eq!(account.run(&["tags", "rename", "100", "华东大客户"]).ok(), "");
    let openid = account.openid(7);
    assert_eq!(account.run(&["tags", "add", "100", &openid]).ok(), "");
    assert_eq!(account.run(&["tags", "list"]).ok(), "2\t星标组\t0\n100\t华东大客户\t1\n");
    assert_eq!(account.run(&["tags", "of", &openid]).ok(), "100\n");
    assert_eq!(account.run(&["tags", "members", "100"]).ok(), format!("{openid}\n"));
    assert_eq!(account.run(&["tags", "remove", "100", &openid]).ok(), "");
    assert_eq!(account.wechat().tags_of(&account.wechat().openid(7)), Some(Vec::new()));
    assert_eq!(account.run(&["tags", "delete", "100"]).ok(), "");
    assert_eq!(account.wechat().tags().len(), 1);
}

#[test]
fn with_json_every_command_prints_one_value() {
    let account = Account::new();
    let openid = &account.openid(0);
    let done = json!({"ok": true});
    for (args, expected) in [
        (&["tags", "create", "test", "--json"][..], json!({"id": 100, "name": "test"})),
        (&["tags", "ensure", "test", "--json"], json!({"id": 100, "name": "test"})),
        (&["tags", "rename", "100", "test2", "--json"], done.clone()),
        (&["tags", "add", "100", openid, "--json"], done.clone()),
        (&["tags", "of", openid, "--json"], json!([100])),
        (&["tags", "members", "100", "--json"], json!(openid)),
        (&["tags", "remove", "100", openid, "--json"], done.clone()),
        (
            &["tags", "list", "--json"],
            json!([{"id": 2, "name": "星标组", "count": 0}, {"id": 100, "name": "test2", "count": 0}]),
        ),
        (&["tags", "delete", "100", "--json"], done),
    ] {
        assert_eq!(account.run(args).json(), expected, "{args:?}");
    }
}

#[test]
fn ensure_creates_a_tag_once() {
    let account = Account::new();
    for _ in 0..2 {
        assert_eq!(account.run(&["tags", "ensure", "老客户"]).ok(), "100\t老客户\n");
    }
    assert_eq!(account.calls_to("/cgi-bin/tags/create"), 1);
}

#[test]
fn any_number_of_users_is_tagged_by_a_call_for_every_fifty() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    for (count, calls) in [(1, 1), (50, 2), (51, 4), (120, 7)] {
        let openids = account.openids(count).join("\n");
        account.run_with_input(&["tags", "add", "100", "-"], &openids).ok();
        assert_eq!(account.calls_to(TAG), calls, "{count}");
        assert_eq!(account.wechat().members_of_tag(tag).len() as u64, count);
    }
    let openids = account.openids(51).join("\n");
    account.run_with_input(&["tags", "remove", "100", "-"], &openids).ok();
    assert_eq!(account.calls_to("/cgi-bin/tags/members/batchuntagging"), 2);
    assert_eq!(account.wechat().members_of_tag(tag).len(), 69);
}

#[test]
fn the_members_can_start_and_end_anywhere() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    for number in 0..10 {
        assert!(account.wechat().tag(&account.wechat().openid(number), tag));
    }
    let all: Vec<_> = account.wechat().members_of_tag(tag).iter().map(ToString::to_string).collect();
    let listed = account.run(&["tags", "members", "100", "--from", &all[3], "--limit", "4"]).ok();
    assert_eq!(listed.lines().collect::<Vec<_>>(), &all[4..8]);
    assert_eq!(account.run(&["tags", "members", "100", "--from", &all[9]]).ok(), "");
}

#[test]
fn a_user_who_does_not_follow_is_left_and_the_others_are_tagged() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let (follower, outsider) = (account.openid(0), account.openid(2_500));
    let error = account.run(&["tags", "add", "100", &outsider, &follower, "--json"]).error(6);
    assert_eq!((&error["code"], &error["failed_openids"]), (&json!(45171), &json!([outsider])));
    assert_eq!((&error["done"], &error["total"]), (&json!(1), &json!(2)));
    assert_eq!(account.wechat().members_of_tag(tag), [account.wechat().openid(0)]);
}

#[test]
fn a_missing_tag_ends_the_run_at_once() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45058).on(TAG).always());
    let openids = account.openids(120).join("\n");
    let report = account.run_with_input(&["tags", "add", "100", "-"], &openids).failed(1);
    assert!(report.contains("errcode 45058"), "{report}");
    assert_eq!(account.calls_to(TAG), 1);
}

#[test]
fn bad_input_is_never_sent() {
    let account = Account::new();
    for args in [
        &["tags", "rename", "2", "test"][..],
        &["tags", "delete", "0"],
        &["tags", "of", ""],
        &["tags", "add", "100"],
        &["tags", "add", "100", ""],
        &["tags", "delete", "name:"],
    ] {
        account.run(args).failed(2);
    }
    assert_eq!(account.wechat().calls(), 0);
    assert!(!account.wechat().tags().iter().any(|tag| tag.0 == TagId::new(100)));
}

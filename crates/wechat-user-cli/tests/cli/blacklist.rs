//! `wechat-user blacklist`

use serde_json::json;
use transport_mock::FakeWeChat;

use crate::support::Account;

const ADD: &str = "/cgi-bin/tags/members/batchblacklist";

#[test]
fn users_are_put_on_it_listed_and_taken_off() {
    let account = Account::new();
    for (count, calls) in [(1, 1), (20, 2), (21, 4)] {
        account.run_with_input(&["blacklist", "add", "-"], &account.openids(count).join("\n")).ok();
        assert_eq!((account.calls_to(ADD), account.wechat().blacklist().len() as u64), (calls, count));
    }
    let mut listed: Vec<_> = account.run(&["blacklist", "list"]).ok().lines().map(str::to_owned).collect();
    let mut expected = account.openids(21);
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected);

    assert_eq!(account.run(&["blacklist", "remove", &account.openid(0), "--json"]).json(), json!({"ok": true}));
    assert!(!account.wechat().is_blacklisted(&account.wechat().openid(0)));
    assert_eq!(account.wechat().blacklist().len(), 20);
}

#[test]
fn a_page_that_begins_with_its_cursor_repeats_no_openid() {
    for begins_with_cursor in [false, true] {
        let account = Account::of(FakeWeChat::new().with_followers(30).with_settings(|settings| {
            settings.blacklist_page_size = 7;
            settings.blacklist_begins_with_cursor = begins_with_cursor;
        }));
        for number in 0..25 {
            assert!(account.wechat().block(&account.wechat().openid(number)));
        }
        let blocked: Vec<_> = account.wechat().blacklist().iter().map(ToString::to_string).collect();
        let listed = account.run(&["blacklist", "list"]).ok();
        assert_eq!(listed.lines().collect::<Vec<_>>(), blocked, "{begins_with_cursor}");
        let rest = account.run(&["blacklist", "list", "--from", &blocked[9], "--limit", "9"]).ok();
        assert_eq!(rest.lines().collect::<Vec<_>>(), &blocked[10..19], "{begins_with_cursor}");
    }
}

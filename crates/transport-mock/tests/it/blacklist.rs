//! The blacklist (黑名单): state, the cursor with two names, limits.

use serde_json::{Value, json};
use transport_mock::{EndOfList, FakeWeChat};

use crate::support::{Desk, ok};

const GET: &str = "/cgi-bin/tags/members/getblacklist";
const ADD: &str = "/cgi-bin/tags/members/batchblacklist";
const REMOVE: &str = "/cgi-bin/tags/members/batchunblacklist";

fn openids(desk: &Desk, numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers.into_iter().map(|number| desk.openid(number)).collect()
}

#[test]
fn a_user_is_blocked_and_unblocked() {
    let desk = Desk::with_followers(100);
    assert_eq!(desk.post(GET, json!({"begin_openid": ""})), json!({"total": 0, "count": 0, "next_openid": ""}));
    assert_eq!(desk.post(ADD, json!({"openid_list": openids(&desk, [9, 4])})), ok());
    let expected =
        json!({"total": 2, "count": 2, "data": {"openid": openids(&desk, [4, 9])}, "next_openid": desk.openid(9)});
    for first in [json!({"begin_openid": ""}), json!({"begin_openid": null}), json!({})] {
        assert_eq!(desk.post(GET, first), expected);
    }
    assert!(desk.wechat.is_blacklisted(&desk.wechat.openid(9)) && !desk.wechat.is_blacklisted(&desk.wechat.openid(8)));
    assert_eq!(desk.post(REMOVE, json!({"openid_list": openids(&desk, [9, 1])})), ok());
    assert_eq!(desk.wechat.blacklist(), [desk.wechat.openid(4)]);
    desk.wechat.unfollow(&desk.wechat.openid(4));
    assert!(desk.wechat.is_blacklisted(&desk.wechat.openid(4)), "a user stays on it after they leave");
}

#[test]
fn a_batch_has_one_to_twenty_openids_of_this_account() {
    let desk = Desk::with_followers(30);
    let foreign = FakeWeChat::new().with_account("wxfedcba9876543210", "s").openid(0).to_string();
    for path in [ADD, REMOVE] {
        let batch = |count: u64| desk.code(path, json!({"openid_list": openids(&desk, 0..count)}));
        assert_eq!((batch(0), batch(1), batch(20), batch(21)), (40032, 0, 0, 40032));
        assert_eq!(desk.code(path, json!({"openid_list": [desk.openid(29), "x"]})), 40003);
        assert_eq!(desk.code(path, json!({"openid_list": [desk.openid(29), foreign]})), 49003);
    }
    assert!(!desk.wechat.is_blacklisted(&desk.wechat.openid(29)));
    assert_eq!(desk.code(GET, json!({"begin_openid": "x"})), 40003);
    assert_eq!(desk.code(GET, json!({"begin_openid": foreign})), 49003);
    assert_eq!(desk.code(GET, ""), 44002);
}

#[test]
fn a_page_has_a_thousand_and_begins_after_or_with_its_cursor() {
    let desk = Desk::with_followers(2_500);
    for number in 0..2_500 {
        assert!(desk.wechat.block(&desk.wechat.openid(number)));
    }
    let page = |cursor: &str| desk.post(GET, json!({"begin_openid": cursor}));
    let walk = || {
        let (mut counts, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = page(&cursor);
            counts.push(page["count"].as_u64().unwrap());
            let next = page["next_openid"].as_str().unwrap().trim().to_owned();
            if next.is_empty() || next == cursor {
                return counts;
            }
            cursor = next;
        }
    };
    assert_eq!(page("")["total"], 2_500);
    assert_eq!(page("")["next_openid"], desk.openid(999));
    assert_eq!(page(&desk.openid(999))["data"]["openid"][0], desk.openid(1_000));
    assert_eq!(walk(), [1_000, 1_000, 500, 0]);
    desk.wechat.with_service(|service| service.settings_mut().end_of_list = EndOfList::EmptyCursor);
    assert_eq!(walk(), [1_000, 1_000, 500]);
    desk.wechat.with_service(|service| service.settings_mut().end_of_list = EndOfList::EmptyPageAfter);

    desk.wechat.with_service(|service| service.settings_mut().blacklist_begins_with_cursor = true);
    assert_eq!(page(&desk.openid(999))["data"]["openid"][0], Value::from(desk.openid(999)));
    assert_eq!(walk(), [1_000, 1_000, 502, 1], "the cursor does not move at the end");
}

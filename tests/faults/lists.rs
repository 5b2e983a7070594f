//! *Body*: misleading pages of lists.

use transport_mock::{EndOfList, FakeWeChat, Fault};
use wechat_user::OpenId;
use wechat_user::machine::Stop;
use wechat_user::users::GetFollowers;

use crate::table::Row;
use crate::{USER_GET, client, openids};

/// A walk over 25 followers in pages of 10, with the fault: the openids, the number of calls, and why it ended.
fn walk(row: &Row, fault: Fault) -> (Vec<OpenId>, u64, Option<Stop>) {
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    wechat.add_fault(fault.on(USER_GET));
    let mut pages = client(&wechat).pages(GetFollowers::new());
    let mut found = Vec::new();
    for page in pages.by_ref() {
        found.extend(page.unwrap().openids.iter());
        assert!(wechat.calls_to(USER_GET) < 100, "the walk loops");
    }
    row.triggered(&wechat, 1);
    (found, wechat.calls_to(USER_GET), pages.stopped())
}

fn first(count: u64) -> Vec<OpenId> {
    openids(&FakeWeChat::new(), count)
}

#[test]
fn a_page_without_data_is_empty_and_ends_the_walk() {
    let row = row!();
    assert_eq!(walk(row, row.fault().after(1)), (first(10), 2, Some(Stop::EmptyPage)));
}

#[test]
fn a_cursor_that_repeats_ends_the_walk_behind_its_page() {
    let row = row!();
    // It does not apply to the first page, which has no cursor.
    assert_eq!(walk(row, row.fault()), (first(20), 2, Some(Stop::CursorRepeated)));
}

#[test]
fn an_empty_cursor_ends_the_walk_behind_its_page() {
    let row = row!();
    assert_eq!(walk(row, row.fault().after(1)), (first(20), 2, Some(Stop::NoCursor)));
}

#[test]
fn a_blank_cursor_ends_the_walk_behind_its_page() {
    let row = row!();
    assert_eq!(walk(row, row.fault().after(1)), (first(20), 2, Some(Stop::NoCursor)));
}

#[test]
fn a_wrong_total_ends_nothing() {
    let row = row!();
    assert_eq!(walk(row, row.fault().after(1)), (first(25), 4, Some(Stop::EmptyPage)));
    // On every page, whatever the number, and however the list ends.
    for off in [-25, -15, -1, 1, 1_000_000] {
        for end in [EndOfList::EmptyPageAfter, EndOfList::EmptyCursor, EndOfList::BlankCursor] {
            let dirt: Fault = serde_json::from_value(serde_json::json!({
                "fault": "dirty", "dirt": { "total_off": off }, "on": USER_GET, "times": "always",
            }))
            .unwrap();
            let settings = |settings: &mut transport_mock::Settings| settings.end_of_list = end;
            let wechat = FakeWeChat::new().with_followers(25).with_page_size(10).with_settings(settings);
            wechat.add_fault(dirt);
            let found: Vec<_> = client(&wechat).followers().map(Result::unwrap).collect();
            assert_eq!(found, openids(&wechat, 25), "{off}, {end:?}");
            row.triggered(&wechat, usize::try_from(wechat.calls_to(USER_GET)).unwrap());
        }
    }
}

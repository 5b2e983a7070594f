//! Walks over the list of followers: to its end, from the middle, and with every irregularity of the service.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use transport_mock::{EndOfList, FakeWeChat, Fault};
use wechat_user::machine::Stop;
use wechat_user::transport::{Response, transport_fn};
use wechat_user::users::GetFollowers;
use wechat_user::{Client, Credentials, OpenId};

use crate::{USER_GET, client, openids};

#[test]
fn all_followers_in_the_order_of_the_list() {
    let wechat = FakeWeChat::new().with_followers(25_000);
    let walked: Vec<OpenId> = client(&wechat).followers().collect::<Result<_, _>>().unwrap();
    assert_eq!(walked, openids(&wechat, 25_000));
    assert_eq!(wechat.calls_to(USER_GET), 4, "three pages, and the empty one that ends the list");
}

#[test]
fn every_known_end_of_the_list_ends_the_walk() {
    for end in [EndOfList::EmptyPageAfter, EndOfList::EmptyCursor, EndOfList::BlankCursor] {
        for followers in [0, 1, 10, 25] {
            let wechat = FakeWeChat::new()
                .with_followers(followers)
                .with_page_size(10)
                .with_settings(|settings| settings.end_of_list = end);
            let walked: BTreeSet<OpenId> = client(&wechat).followers().collect::<Result<_, _>>().unwrap();
            assert_eq!(walked.len() as u64, followers, "{end:?}");
            assert!(wechat.calls_to(USER_GET) <= followers / 10 + 2, "{end:?}");
        }
    }
}

#[test]
fn a_walk_is_resumed_from_any_openid() {
    let wechat = FakeWeChat::new().with_followers(95).with_page_size(10);
    let client = client(&wechat);
    let all = openids(&wechat, 95);
    for stop in [1, 9, 10, 11, 94, 95] {
        let mut first = client.followers();
        assert_eq!(first.by_ref().take(stop).count(), stop);
        let cursor = first.cursor().unwrap().clone();
        let rest: Vec<OpenId> = client.followers_from(cursor).collect::<Result<_, _>>().unwrap();
        assert_eq!(rest, all[stop..], "resumed after {stop}");
    }
}

#[test]
fn pages_know_where_they_are_and_why_they_stopped() {
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    let mut pages = client(&wechat).pages(GetFollowers::new());
    let page = pages.next().unwrap().unwrap();
    assert_eq!((page.total, page.openids.len()), (Some(25), 10));
    assert_eq!((pages.cursor(), pages.stopped()), (Some(&wechat.openid(9)), None));
    assert_eq!(pages.by_ref().map(|page| page.unwrap().openids.len()).collect::<Vec<_>>(), [10, 5]);
    assert_eq!((pages.cursor(), pages.stopped()), (Some(&wechat.openid(24)), Some(Stop::EmptyPage)));
    assert!(pages.next().is_none());
}

#[test]
fn an_error_ends_the_walk_and_its_cursor_goes_on() {
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    let client = client(&wechat);
    wechat.add_fault(Fault::errcode(50_002).on(USER_GET).after(1));
    let mut walk = client.followers();
    let before = walk.by_ref().take_while(Result::is_ok).count();
    assert_eq!(before, 10);
    assert!(walk.next().is_none(), "fused");
    let cursor = walk.cursor().unwrap().clone();
    assert_eq!(client.followers_from(cursor).count(), 15);
}

#[test]
fn a_token_replaced_in_the_middle_of_a_walk_does_not_disturb_it() {
    let wechat = FakeWeChat::new().with_followers(95).with_page_size(10);
    let mut walk = client(&wechat).followers();
    let first: Vec<_> = walk.by_ref().take(33).collect::<Result<_, _>>().unwrap();
    wechat.replace_token();
    let rest: Vec<_> = walk.collect::<Result<_, _>>().unwrap();
    assert_eq!([first, rest].concat(), openids(&wechat, 95));
    assert_eq!(wechat.token_requests(), 2);
}

/// A service whose cursors repeat: 1, 2, 3, 2, 3, 2 ... The simulator has no such fault, so this is a closure.
#[test]
fn cursors_that_repeat_end_the_walk() {
    let asked = AtomicUsize::new(0);
    let transport = transport_fn(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        assert!(number < 100, "the walk does not end");
        let next = if number == 0 { 1 } else { 2 + (number + 1) % 2 };
        Ok(Response::new(format!(r#"{{"data":{{"openid":["o{number}"]}},"next_openid":"c{next}"}}"#).into_bytes()))
    });
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
    let mut followers = client.followers();
    let count = followers.by_ref().count();
    assert!(count < 10, "{count} openids");
    assert_eq!(followers.stopped(), Some(Stop::CursorRepeated), "the list may be incomplete, which is reported");
}

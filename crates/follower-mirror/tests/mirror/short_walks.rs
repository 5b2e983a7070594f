//! A walk that is too short takes no user out.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use follower_mirror::{RunId, RunOutcome};
use transport_mock::FakeWeChat;
use wechat_user::http::{Request, Response};
use wechat_user::transport::{Transport, transport_fn};

use crate::support::{World, client};

/// The simulator, except that `spoil` may change the pages of the list of followers: it gets the number of the page
/// and the body.
fn with_pages(
    wechat: &FakeWeChat,
    spoil: impl Fn(u32, String) -> String + Send + Sync + 'static,
) -> impl Transport + 'static {
    let (wechat, page) = (wechat.clone(), AtomicU32::new(0));
    transport_fn(move |request: Request<Vec<u8>>| {
        let is_page = request.uri().path() == "/cgi-bin/user/get";
        let response = wechat.send(request)?;
        if !is_page {
            return Ok(response);
        }
        let body = String::from_utf8(response.into_body()).unwrap();
        let number = page.fetch_add(1, Ordering::Relaxed);
        Ok(Response::new(spoil(number, body).into_bytes()))
    })
}

/// Syncs once, lets one follower leave, and syncs again with spoiled pages: the second sync must take no user out.
/// After that, a sync without spoiled pages does.
fn assert_not_swept(followers: u64, expected: &str, spoil: impl Fn(u32, String) -> String + Send + Sync + 'static) {
    let mut world = World::new(FakeWeChat::new().with_followers(followers).with_page_size(100));
    world.sync();
    world.wechat.unfollow(&world.openid(0));
    world.client = client(&world.wechat, with_pages(&world.wechat, spoil));
    let report = world.sync();
    let reason = report.not_swept.map(|reason| reason.to_string());
    assert_eq!((reason.as_deref(), report.outcome), (Some(expected), RunOutcome::NotSwept));
    assert_eq!((report.changes.left, world.mirror.followers().unwrap()), (0, followers));
    assert_eq!(world.changes(RunId::new(0)), []);

    world.client = client(&world.wechat, world.wechat.clone());
    let report = world.sync();
    assert_eq!((report.not_swept, report.changes.left, report.is_resumed), (None, 1, false));
    world.assert_equal();
}

fn empty(total: u64) -> String {
    format!(r#"{{"total":{total},"count":0,"next_openid":""}}"#)
}

#[test]
fn a_walk_that_ends_a_page_too_early_takes_no_user_out() {
    let short = |listed| format!("the list had {listed} followers, and the service counts 499: more than 1 % apart");
    assert_not_swept(500, &short(100), |page, body| if page == 1 { empty(499) } else { body });
    assert_not_swept(500, &short(400), |page, body| if page == 4 { empty(499) } else { body });
}

#[test]
fn a_first_page_without_anyone_takes_no_user_out() {
    assert_not_swept(300, "the list was empty", |_, _| empty(299));
    assert_not_swept(300, "the list was empty", |_, _| empty(0));
    assert_not_swept(300, "the list was empty", |_, _| "{}".to_owned());
}

#[test]
fn a_list_without_a_count_takes_no_user_out() {
    assert_not_swept(300, "the service sent no count of the list", |_, body| body.replace("\"total\"", "\"sum\""));
}

#[test]
fn a_cursor_that_comes_again_takes_no_user_out() {
    let first = OnceLock::new();
    assert_not_swept(300, "a cursor came again", move |page, body| {
        let (before, cursor) = body.split_once("\"next_openid\":").unwrap();
        let first = first.get_or_init(|| cursor.to_owned());
        if page < 2 { format!("{before}\"next_openid\":{first}") } else { body }
    });
}

#[test]
fn a_list_within_one_percent_of_the_count_is_swept() {
    let mut world = World::new(FakeWeChat::new().with_followers(300).with_page_size(100));
    world.sync();
    world.wechat.unfollow(&world.openid(0));
    let spoil = |_, body: String| body.replace("\"total\":299", "\"total\":301");
    world.client = client(&world.wechat, with_pages(&world.wechat, spoil));
    let report = world.sync();
    assert_eq!((report.not_swept, report.changes.left), (None, 1));
    world.assert_equal();
}

#[test]
fn a_short_blacklist_takes_no_user_off() {
    let mut world = World::new(FakeWeChat::new().with_followers(60).with_settings(|settings| {
        settings.blacklist_page_size = 10;
    }));
    (0..25).for_each(|number| assert!(world.wechat.block(&world.openid(number))));
    world.sync();
    let wechat = world.wechat.clone();
    let pages = AtomicU32::new(0);
    world.client = client(
        &world.wechat,
        transport_fn(move |request: Request<Vec<u8>>| {
            let is_list = request.uri().path() == "/cgi-bin/tags/members/getblacklist";
            let response = wechat.send(request)?;
            let is_second = is_list && pages.fetch_add(1, Ordering::Relaxed) == 1;
            Ok(if is_second { Response::new(empty(25).into_bytes()) } else { response })
        }),
    );
    world.sync();
    assert_eq!(world.changes(RunId::new(0)), []);
    world.assert_equal();
}

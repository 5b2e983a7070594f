//! Exact counts of the allocations of the core, and the memory of an export. One test, because the counter counts the
//! whole process.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod export;

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use transport_mock::FakeWeChat;
use wechat_user::groups::GetGroupOf;
use wechat_user::machine::{Outcome, Step};
use wechat_user::transport::{Response, Transport};
use wechat_user::users::{GetFollowers, GetUsers};
use wechat_user::{
    AccessToken, Batch, Call, Credentials, Endpoint, Machine, OpenId, Origin, Session, Timestamp, decode, encode,
};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn allocations<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let region = Region::new(ALLOCATOR);
    let result = work();
    let change = region.change();
    (change.allocations + change.reallocations, result)
}

/// The simulator's response to this endpoint.
fn response<E: Endpoint>(wechat: &FakeWeChat, endpoint: &E) -> Response {
    let token: AccessToken = wechat.stable_token();
    wechat.send(encode(endpoint, &Origin::default(), Some(&token)).unwrap()).unwrap()
}

#[test]
fn allocations_of_the_core_and_live_bytes_of_an_export() {
    allocations_of_the_core();
    export::memory_is_flat(ALLOCATOR);
}

fn allocations_of_the_core() {
    let wechat = FakeWeChat::new().with_followers(10_000);
    let openid = wechat.openid(0);
    let now = Timestamp::from_unix_secs(1_795_293_000);

    let mut session = Session::new(Credentials::stable("wx1", "s")).unwrap();
    session.supply(wechat.stable_token(), now, None).unwrap();
    // Body and its copy, two for a header; the first call also three for its URI.
    for most in [7, 4, 4] {
        let small = Response::new(br#"{"groupid":102}"#.to_vec());
        let (count, groupid) = allocations(|| {
            let mut call = Call::new(&GetGroupOf::new(&openid));
            let Step::Send(outgoing) = call.poll(&mut session, now) else { panic!() };
            let id = outgoing.id();
            drop(outgoing.into_parts());
            call.handle(now, id, Outcome::Response(small));
            let Step::Yield(Ok(response)) = call.poll(&mut session, now) else { panic!() };
            response.groupid.get()
        });
        assert_eq!(groupid, 102);
        assert!(count <= most, "a small call: {count} allocations, not {most}");
    }

    let page = response(&wechat, &GetFollowers::new());
    let (count, read) = allocations(|| decode::<GetFollowers>(&page).unwrap());
    assert_eq!(read.openids.len(), 10_000);
    assert!(count <= 30, "a page of 10,000 openids: {count} allocations");

    let openids: Vec<OpenId> = (0..100).map(|number| wechat.openid(number)).collect();
    let body = response(&wechat, &GetUsers::new(Batch::new(&openids).unwrap()));
    let (clean, users) = allocations(|| decode::<GetUsers<'_>>(&body).unwrap());
    assert_eq!(users.len(), 100);
    assert!(clean <= 12, "100 profiles: {clean} allocations");

    let (count, openids) = allocations(|| read.openids.texts().map(str::len).sum::<usize>());
    assert!(openids > 10_000 && count == 0, "10,000 openids as texts: {count} allocations");
    let (count, batches) = allocations(|| Batch::<100>::all_of(&read.openids).map(|batch| batch.len()).sum::<usize>());
    assert!(batches == 10_000 && count == 0, "100 batches of a page: {count} allocations");

    // A correct body costs no repair: with one control byte more, the repair allocates.
    let text = String::from_utf8(body.body().clone()).unwrap();
    let dirty = Response::new(text.replacen("\"nickname\":\"", "\"nickname\":\"\u{14}", 1).into_bytes());
    let (repaired, users) = allocations(|| decode::<GetUsers<'_>>(&dirty).unwrap());
    assert_eq!(users.len(), 100);
    assert!(repaired > clean, "{repaired} against {clean}: nothing was repaired");
}

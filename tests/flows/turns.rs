//! Changes of the same users' tags wait for each other, first come, first served.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use transport_mock::FakeWeChat;
use wechat_user::Client;

#[test]
fn a_batch_of_50_is_not_starved_by_threads_that_tag_single_users() {
    let wechat = FakeWeChat::new().with_followers(50);
    // The system's clock: a test clock jumps to the deadline of a call that waits while the other threads are between
    // two calls.
    let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).build().unwrap();
    let tag = client.tags().create("VIP").unwrap().id;
    let other = client.tags().create("another").unwrap().id;
    let openids: Vec<_> = client.followers().collect::<Result<_, _>>().unwrap();
    let (done, client, openids) = (AtomicBool::new(false), &client, &openids);
    thread::scope(|scope| {
        for thread in 0..4 {
            let done = &done;
            scope.spawn(move || {
                let mut at = thread;
                while !done.load(Ordering::SeqCst) {
                    client.tags().add(other, &openids[at % 50..=at % 50]).unwrap();
                    at += 4;
                }
            });
        }
        for _ in 0..5 {
            let result = client.tags().add(tag, openids);
            if result.is_err() {
                done.store(true, Ordering::SeqCst);
            }
            result.unwrap();
        }
        done.store(true, Ordering::SeqCst);
    });
    assert_eq!(client.tags().members(tag).count(), 50);
}

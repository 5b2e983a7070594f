//! *Service*: two calls that change one user's tags at the same time.

use std::sync::Mutex;
use std::thread;

use transport_mock::{Ending, FakeWeChat};
use wechat_user::http::Request;
use wechat_user::{Event, TagId};

use crate::table::endings;
use crate::{TAGGING, builder, client, openids};

#[test]
fn changes_of_one_user_wait_for_each_other_and_for_other_processes() {
    let row = row!();
    let code = row.number("code");
    let wechat = FakeWeChat::new().with_followers(5);
    let users = openids(&wechat, 3);
    let tag = wechat.create_tag("广东");
    wechat.add_fault(row.fault().on(TAGGING).always());

    // Calls of one client: the second is not sent before the first has ended.
    let own = client(&wechat);
    own.token().unwrap();
    thread::scope(|scope| {
        let gate = wechat.hold(TAGGING);
        let first = scope.spawn(|| own.tags().add(TagId::STARRED, &users));
        gate.until_arrived(1);
        let second = scope.spawn(|| own.tags().add(tag, &users));
        // A client that sends it anyway must fail here instead of hanging.
        while wechat.clock().waiting() == 0 && gate.arrived() < 2 {
            thread::yield_now();
        }
        assert_eq!(wechat.calls_to(TAGGING), 1);
        gate.open();
        first.join().unwrap().unwrap();
        second.join().unwrap().unwrap();
    });
    row.triggered(&wechat, 0);
    assert_eq!(endings(&wechat, TAGGING), [Ending::Errcode(0); 2]);

    // Another process: its call ends after this client was refused once.
    let another = wechat.create_tag("广西");
    let url = format!("https://api.weixin.qq.com{TAGGING}?access_token={}", wechat.stable_token().expose());
    let body = serde_json::json!({ "openid_list": users, "tagid": another });
    let (_, under_way) = wechat.arrive(Request::post(url).body(body.to_string().into_bytes()).unwrap());
    let under_way = Mutex::new(Some(under_way));
    let until_refused = move |event: &Event| {
        if event.report.errcode.is_some_and(|told| told.get() == code) {
            drop(under_way.lock().unwrap().take());
        }
    };
    let third = wechat.create_tag("江西");
    builder(&wechat).observer(until_refused).build().unwrap().tags().add(third, &users).unwrap();
    assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(code));
    assert_eq!(endings(&wechat, TAGGING)[2..], [0, code, 0].map(Ending::Errcode));
    assert_eq!(wechat.tags_of(&users[0]).unwrap(), [TagId::STARRED, tag, another, third]);
}

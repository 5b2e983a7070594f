//! *Service*: tags that are unknown yet, users that are not listed yet, batches that fail in part.

use transport_mock::{Ending, FakeWeChat, Fault};
use wechat_user::{OpenId, Remedy, TagId};

use crate::table::endings;
use crate::wire::Wire;
use crate::{TAG_GET, TAGGING, TAGS_CREATE, builder, client, openids};

const NO_SUCH_TAG: Ending = Ending::Errcode(45_159);
const DONE: Ending = Ending::Errcode(0);

#[test]
fn a_new_tag_that_is_unknown_is_tried_a_few_times_and_then_reported() {
    let row = row!();
    let wechat = FakeWeChat::new().with_followers(5);
    let client_of_it = client(&wechat);
    wechat.add_fault(row.fault());
    let tag = client_of_it.tags().create("广东").unwrap();
    let users = openids(&wechat, 3);
    client_of_it.tags().add(tag.id, &users).unwrap();
    assert_eq!((row.triggered(&wechat, 1)[0].path.as_ref(), row.number("calls")), (TAGS_CREATE, 2));
    assert_eq!(endings(&wechat, TAGGING), [NO_SUCH_TAG, NO_SUCH_TAG, DONE]);
    assert_eq!(wechat.members_of_tag(tag.id), users);

    let wechat = FakeWeChat::new().with_followers(5);
    let client = client(&wechat);
    wechat.add_fault(Fault::hide_new_tag(100));
    let tag = client.tags().create("广东").unwrap();
    let error = client.tags().add(tag.id, &users).unwrap_err();
    assert_eq!(row.triggered(&wechat, 1)[0].path, TAGS_CREATE);
    assert_eq!((endings(&wechat, TAGGING), error.attempts()), (vec![NO_SUCH_TAG; 4], 4));
    assert_eq!((error.code().unwrap().get(), error.remedy()), (45_159, Remedy::RetryOneByOne));
}

#[test]
fn members_that_are_listed_late_are_not_tagged_again() {
    let row = row!();
    let wechat = FakeWeChat::new().with_followers(5);
    let client = client(&wechat);
    let tag = wechat.create_tag("广东");
    wechat.tag(&wechat.openid(4), tag);
    wechat.add_fault(row.fault());
    client.tags().add(tag, &openids(&wechat, 3)).unwrap();
    assert_eq!(row.triggered(&wechat, 1)[0].path, TAGGING);
    let listed = || client.tags().members(tag).collect::<Result<Vec<OpenId>, _>>().unwrap();
    assert_eq!((listed(), row.number("calls")), (vec![wechat.openid(4)], 2), "two pages: the list and its end");
    assert_eq!(listed(), [0, 1, 2, 4].map(|number| wechat.openid(number)));
    assert_eq!((wechat.calls_to(TAGGING), wechat.calls_to(TAG_GET)), (1, 4));
}

#[test]
fn of_a_batch_that_failed_in_part_only_the_failed_are_sent_again() {
    let row = row!();
    let wechat = FakeWeChat::new().with_followers(5);
    let wire = Wire::to(&wechat);
    let client = builder(&wechat).transport(wire.clone()).build().unwrap();
    let users = openids(&wechat, 5);
    let body = |users: &[OpenId]| serde_json::json!({ "openid_list": users, "tagid": 2 });
    wechat.add_fault(row.fault());
    client.tags().add(TagId::STARRED, &users).unwrap();
    assert_eq!((row.triggered(&wechat, 1)[0].ending, row.number("openids")), (Ending::Errcode(45_171), 2));
    let sent: Vec<serde_json::Value> =
        wire.of(TAGGING).iter().map(|exchange| serde_json::from_slice(&exchange.sent).unwrap()).collect();
    assert_eq!(sent, [body(&users), body(&users[3..])]);
    assert_eq!(wechat.members_of_tag(TagId::STARRED), users);
}

//! `groups().ensure(name)`: a create that can be repeated.

use transport_mock::{FakeWeChat, Fault};

use crate::{GROUPS_CREATE, GROUPS_GET, client};

#[test]
fn an_existing_group_is_found_and_a_missing_one_is_created() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let created = client.groups().ensure("华东客户").unwrap();
    assert_eq!(client.groups().ensure("华东客户").unwrap(), created);
    assert_eq!(client.groups().ensure("星标组").unwrap().id.get(), 2);
    assert_eq!((wechat.calls_to(GROUPS_CREATE), wechat.calls_to(GROUPS_GET)), (1, 3));
}

#[test]
fn a_create_whose_response_was_lost_is_found_in_the_list() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::lose_response().on(GROUPS_CREATE));
    let created = client(&wechat).groups().ensure("华东客户").unwrap();
    assert_eq!(wechat.groups().last().map(|(id, name, _)| (*id, name.as_str())), Some((created.id, "华东客户")));
    assert_eq!((wechat.calls_to(GROUPS_CREATE), wechat.groups().len()), (1, 4));
}

#[test]
fn a_create_that_never_arrived_is_left_for_the_caller_to_repeat() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::lose_request().on(GROUPS_CREATE));
    let error = client(&wechat).groups().ensure("华东客户").unwrap_err();
    assert!(error.may_have_been_done());
    assert_eq!((wechat.calls_to(GROUPS_CREATE), wechat.groups().len()), (1, 3));
    assert!(client(&wechat).groups().ensure("华东客户").is_ok());
}

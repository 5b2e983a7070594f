//! Work over lists of any length: exact, whatever goes wrong, and easy to continue.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use transport_mock::{FakeWeChat, Fault, OldAccount, TestClock};
use wechat_user::bulk::{BulkEnd, ItemResult, OutcomeOf, Tagging};
use wechat_user::{Cancel, OpenId, TagId};

use crate::{USER_GET, builder, client, openids};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const PROFILES: &str = "/cgi-bin/user/info/batchget";

fn malformed() -> OpenId {
    OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6[Bc").unwrap()
}

fn tagged(wechat: &FakeWeChat, tag: TagId) -> BTreeSet<OpenId> {
    wechat.members_of_tag(tag).into_iter().collect()
}

#[test]
fn one_malformed_openid_among_ten_thousand_is_named_and_the_others_are_done() {
    for (at, jobs) in [(0, 1), (4_321, 1), (4_321, 8), (9_999, 8)] {
        let wechat = FakeWeChat::new().with_followers(9_999);
        let tag = wechat.create_tag("all");
        let mut list = openids(&wechat, 9_999);
        list.insert(at, malformed());
        let report = client(&wechat).tags().add_all(tag, &list).jobs(jobs).run();
        assert!(report.summary.is_complete());
        assert_eq!((report.summary.done, report.summary.failed), (9_999, 1));
        let (index, openid, error) = &report.failed[0];
        assert_eq!((*index, openid), (at as u64, &malformed()));
        assert_eq!(error.code().map(|code| code.get()), Some(40_003));
        assert_eq!(wechat.members_of_tag(tag).len(), 9_999);
        assert!(wechat.calls_to(TAG) <= 200 + 20, "{} calls", wechat.calls_to(TAG));
    }
}

#[test]
fn a_list_of_another_accounts_openids_ends_early() {
    for jobs in [1, 8] {
        let wechat = FakeWeChat::new().with_followers(100);
        let tag = wechat.create_tag("all");
        let others = (0..10_000).map(|number| OpenId::new(format!("oAnotherAccount-{number:012}")).unwrap());
        let report = client(&wechat).tags().add_all(tag, others).jobs(jobs).run();
        assert!(matches!(report.summary.end, BulkEnd::OtherAccount(_)), "{:?}", report.summary.end);
        assert!((100..400).contains(&report.summary.failed), "{} failed", report.summary.failed);
        assert_eq!(report.summary.done, 0);
        assert!(wechat.calls_to(TAG) < 700, "{} calls", wechat.calls_to(TAG));
    }
}

#[test]
fn a_used_up_quota_of_the_day_stops_the_run_and_the_next_day_continues_it() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(1_000);
        let tag = wechat.create_tag("all");
        wechat.limit_per_day(TAG, 7);
        let client = client(&wechat);
        let list = openids(&wechat, 1_000);
        let mut source = list.iter();
        let report = client.tags().add_all(tag, source.by_ref()).jobs(jobs).run();
        assert_eq!(report.summary.done, 350);
        assert_eq!(tagged(&wechat, tag).len(), 350);
        assert!(matches!(report.summary.end, BulkEnd::Account(_)));
        let tomorrow = report.summary.retry_at().unwrap();
        let calls = wechat.calls_to(TAG);
        assert!(calls <= 7 + jobs as u64, "{calls} calls");
        let left = report.not_tried.into_iter().map(|(_, openid)| openid);
        let left: Vec<OpenId> = left.chain(source.cloned()).collect();
        assert_eq!(left.len(), 650);

        wechat.clock().set(tomorrow);
        wechat.limit_per_day(TAG, 1_000);
        let report = client.tags().add_all(tag, left).jobs(jobs).run();
        assert!(report.summary.is_complete());
        assert_eq!(report.summary.done, 650);
        assert_eq!(tagged(&wechat, tag), list.into_iter().collect());
    }
}

#[test]
fn the_quota_of_a_minute_pauses_the_run() {
    let wechat = FakeWeChat::new().with_followers(1_000);
    wechat.limit_per_minute(TAG, 5);
    let tag = wechat.create_tag("all");
    let report = client(&wechat).tags().add_all(tag, openids(&wechat, 1_000)).jobs(2).run();
    assert!(report.summary.is_complete(), "{:?}", report.summary.end);
    assert_eq!((report.summary.done, wechat.members_of_tag(tag).len()), (1_000, 1_000));
}

#[test]
fn an_openid_that_comes_several_times_has_an_outcome_each_time() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(300);
        wechat.add_fault(Fault::concurrent_change(45_169).always());
        let tag = wechat.create_tag("all");
        let once = openids(&wechat, 300);
        let list: Vec<OpenId> = once.iter().flat_map(|openid| [openid, openid]).chain(&once).cloned().collect();
        let (outcomes, summary) = client(&wechat).tags().add_all(tag, &list).jobs(jobs).run_in_order();
        assert!(summary.is_complete());
        assert_eq!(summary.done, 900);
        let items: Vec<&OpenId> = outcomes.iter().map(|outcome| &outcome.item).collect();
        assert_eq!(items, list.iter().collect::<Vec<_>>());
    }
}

/// Each at some per cent of the calls.
fn noise() -> Vec<Fault> {
    [Fault::errcode(-1), Fault::reject_token(40_001), Fault::status(502), Fault::lose_response(), Fault::cut_body(7)]
        .map(|fault| fault.on(TAG).with_probability(0.02))
        .into()
}

#[test]
fn with_noise_on_the_line_every_follower_is_tagged_once() {
    for seed in 0..5 {
        for jobs in [1, 8] {
            let wechat = FakeWeChat::new().with_seed(seed).with_followers(10_000);
            let tag = wechat.create_tag("all");
            noise().into_iter().for_each(|fault| wechat.add_fault(fault));
            wechat.add_fault(Fault::fail_some(3).on(TAG).with_probability(0.02));
            let list = openids(&wechat, 10_000);
            let report = client(&wechat).tags().add_all(tag, &list).jobs(jobs).run();
            assert!(report.summary.is_complete(), "{:?}", report.summary);
            assert_eq!((report.summary.done, report.failed.len()), (10_000, 0), "{:?}", report.failed.first());
            assert_eq!(tagged(&wechat, tag), list.into_iter().collect());
        }
    }
}

#[test]
fn the_source_may_be_a_walk_of_the_same_client() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(2_500).with_page_size(1_000);
        let tag = wechat.create_tag("all");
        let client = client(&wechat);
        let report = client.tags().add_all(tag, client.followers()).jobs(jobs).run();
        assert!(report.summary.is_complete());
        assert_eq!((report.summary.done, wechat.calls_to(TAG)), (2_500, 50));

        wechat.add_fault(Fault::errcode(50_002).on(USER_GET).after(1));
        let report = client.tags().remove_all(tag, client.followers()).jobs(jobs).run();
        assert!(!report.summary.is_complete(), "the list is incomplete");
        assert_eq!(report.summary.source.unwrap().code().map(|code| code.get()), Some(50_002));
        assert_eq!((report.summary.done, wechat.members_of_tag(tag).len()), (1_000, 1_500));
    }
}

#[test]
fn profiles_come_in_the_order_asked() {
    let wechat = FakeWeChat::new().with_followers(1_000);
    let client = client(&wechat);
    let mut list = openids(&wechat, 1_000);
    list.reverse();
    list.insert(500, malformed());
    list.push(list[0].clone());
    let (outcomes, summary) = client.users().get_all(&list).jobs(8).run_in_order();
    assert_eq!((summary.done, summary.failed), (1_001, 1));
    for (outcome, asked) in outcomes.iter().zip(&list) {
        match &outcome.result {
            ItemResult::Done(user) => assert_eq!(&user.openid, asked),
            ItemResult::Failed(error) => assert_eq!((asked, error.code().unwrap().get()), (&malformed(), 40_003)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(outcomes.len(), list.len());
    // One call at a time keeps the order by itself.
    let one_by_one: Vec<OpenId> = client.users().get_all(&list).into_iter().map(|outcome| outcome.item).collect();
    assert_eq!(one_by_one, list);
}

#[test]
fn an_iterator_makes_no_call_before_it_must() {
    let wechat = FakeWeChat::new().with_followers(1_000);
    let client = client(&wechat);
    let mut profiles = client.users().get_all(openids(&wechat, 1_000)).into_iter();
    assert_eq!(wechat.calls_to(PROFILES), 0);
    assert_eq!(profiles.by_ref().take(100).count(), 100);
    assert_eq!(wechat.calls_to(PROFILES), 1);
    assert_eq!(profiles.by_ref().count(), 900);
    assert!(profiles.summary().is_complete());
    assert_eq!((profiles.summary().done, wechat.calls_to(PROFILES)), (1_000, 10));
}

#[test]
fn every_kind_of_work_reaches_every_user() {
    let wechat = FakeWeChat::new().with_followers(130);
    let client = client(&wechat);
    let list = openids(&wechat, 130);

    let group = client.groups().create("VIP").unwrap();
    assert_eq!(client.groups().move_all(&list, group.id).jobs(2).run().summary.done, 130);
    assert_eq!(wechat.members_of(group.id).len(), 130);

    let pairs = list.iter().enumerate().map(|(number, openid)| (openid, format!("nr {number}")));
    assert_eq!(client.users().set_remarks(pairs).jobs(4).run().summary.done, 130);
    assert_eq!(wechat.remark_of(&list[77]).as_deref(), Some("nr 77"));

    assert_eq!(client.blacklist().add_all(&list).jobs(3).run().summary.done, 130);
    assert_eq!(wechat.blacklist().len(), 130);
    assert_eq!(client.blacklist().remove_all(&list[..100]).run().summary.done, 100);
    assert_eq!(wechat.blacklist().len(), 30);
}

#[test]
fn openids_of_a_migrated_account_are_converted_and_nothing_is_sent_twice() {
    const PATH: &str = "/cgi-bin/changeopenid";
    let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 1_000, TestClock::START);
    let wechat = FakeWeChat::new().with_followers(1_000).with_old_account(old);
    wechat.add_fault(Fault::lose_response().on(PATH).after(2));
    let list: Vec<OpenId> = (0..1_000).map(|number| wechat.old_openid(number).unwrap()).collect();
    let (outcomes, summary) =
        client(&wechat).migration().convert_all("wxaaaaaaaaaaaaaaaa", &list).jobs(4).run_in_order();
    assert!(summary.is_complete());
    assert_eq!((summary.done, summary.failed, wechat.calls_to(PATH)), (900, 100, 10));
    for (number, outcome) in outcomes.iter().enumerate() {
        match &outcome.result {
            ItemResult::Done(changed) => assert_eq!(changed.result(), Ok(&wechat.openid(number as u64))),
            ItemResult::Failed(error) => assert!(error.may_have_been_done()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_remark_that_is_too_long_fails_alone_and_the_last_of_two_remarks_stays() {
    let wechat = FakeWeChat::new().with_followers(10);
    let list = openids(&wechat, 10);
    let mut pairs: Vec<(OpenId, String)> = list.iter().map(|openid| (openid.clone(), "first".to_owned())).collect();
    pairs[3].1 = "很".repeat(40);
    pairs.extend(list.iter().map(|openid| (openid.clone(), "last".to_owned())));
    let report = client(&wechat).users().set_remarks(pairs).jobs(4).run();
    assert!(report.summary.is_complete());
    assert_eq!((report.summary.done, report.summary.failed), (19, 1));
    assert_eq!(report.failed[0].0, 3);
    assert!(list.iter().all(|openid| wechat.remark_of(openid).as_deref() == Some("last")));
}

#[test]
fn an_error_of_the_account_or_of_the_arguments_ends_the_run() {
    let wechat = FakeWeChat::new().with_followers(1_000);
    let client = client(&wechat);
    let list = openids(&wechat, 1_000);
    let report = client.groups().move_all(&list, wechat_user::GroupId::new(4_711)).jobs(4).run();
    assert!(matches!(report.summary.end, BulkEnd::Call(_)), "{:?}", report.summary.end);
    assert_eq!((report.summary.done, report.summary.failed), (0, 0));
    assert!(report.summary.not_tried > 0);

    wechat.add_fault(Fault::errcode(48_001).on(PROFILES).after(2));
    let report = client.users().get_all(&list).run();
    assert!(matches!(report.summary.end, BulkEnd::Account(_)), "{:?}", report.summary.end);
    assert_eq!(report.summary.done, 200);
}

#[test]
fn an_outage_ends_the_run() {
    let wechat = FakeWeChat::new().with_followers(10_000);
    wechat.add_fault(Fault::status(502).on(TAG).after(3).always());
    let tag = wechat.create_tag("all");
    let report = client(&wechat).tags().add_all(tag, openids(&wechat, 10_000)).run();
    assert!(matches!(report.summary.end, BulkEnd::Service(_)), "{:?}", report.summary.end);
    assert_eq!((report.summary.done, report.summary.failed), (150, 0));
    assert!(wechat.calls_to(TAG) <= 3 + 12, "{} calls", wechat.calls_to(TAG));
}

#[test]
fn after_a_break_and_after_a_cancel_every_item_taken_has_its_outcome() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(1_000);
        let tag = wechat.create_tag("all");
        let list = openids(&wechat, 1_000);
        let cancel = Cancel::new();
        let client = builder(&wechat).build().unwrap();
        for cancelled in [false, true] {
            let client = client.cancellable(&cancel);
            let mut source = list.iter();
            let mut indexes = BTreeSet::new();
            let mut each = |outcome: OutcomeOf<Tagging>| {
                assert!(indexes.insert(outcome.index));
                match outcome.index {
                    120 if cancelled => {
                        cancel.cancel();
                        ControlFlow::Continue(())
                    }
                    120 => ControlFlow::Break(()),
                    _ => ControlFlow::Continue(()),
                }
            };
            let summary = client.tags().add_all(tag, source.by_ref()).jobs(jobs).for_each(&mut each);
            assert!(matches!(summary.end, BulkEnd::Stopped), "{:?}", summary.end);
            assert!(summary.done < 1_000);
            assert_eq!(indexes.len(), 1_000 - source.len(), "every item that was taken");
            assert_eq!(summary.done + summary.not_tried, indexes.len() as u64);
        }
    }
}

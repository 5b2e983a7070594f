//! What a run will cost, before its start: the calls of each kind against what is left of the day's quota.

use transport_mock::{FakeWeChat, Fault};
use wechat_user::{Plan, Remedy};

use crate::{USER_GET, client, openids};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const PROFILES: &str = "/cgi-bin/user/info/batchget";
const TAG_MEMBERS: &str = "/cgi-bin/user/tag/get";
const BLACKLIST: &str = "/cgi-bin/tags/members/getblacklist";
const QUOTA: &str = "/cgi-bin/openapi/quota/get";

fn calls(plan: &Plan) -> Vec<(&str, Option<u64>, Option<u64>)> {
    plan.calls.iter().map(|calls| (calls.path, calls.calls, calls.left_today)).collect()
}

#[test]
fn a_bulk_run_is_planned_and_not_started() {
    let wechat = FakeWeChat::new().with_followers(1_234);
    let client = client(&wechat);
    let tag = wechat.create_tag("all");
    wechat.limit_per_day(TAG, 10);
    client.tags().add(tag, &openids(&wechat, 4)).unwrap();
    let list = openids(&wechat, 1_234);
    let plan = client.tags().add_all(tag, &list).plan().unwrap();
    assert_eq!(calls(&plan), [(TAG, Some(25), Some(9))]);
    // 9 today, 10 tomorrow, 6 on the third day.
    assert_eq!((plan.items, plan.fits_today(), plan.days()), (Some(1_234), Some(false), Some(3)));
    assert_eq!((wechat.calls_to(TAG), wechat.calls_to(QUOTA)), (1, 1));

    // A walk does not know its length.
    let plan = client.tags().add_all(tag, client.followers()).plan().unwrap();
    assert_eq!((plan.items, calls(&plan), plan.fits_today()), (None, vec![(TAG, None, Some(9))], None));
    let plan = client.tags().add_all(tag, client.followers()).expecting(450).plan().unwrap();
    assert_eq!((plan.items, plan.fits_today(), plan.days()), (Some(450), Some(true), Some(1)));
    assert_eq!(wechat.calls_to(USER_GET), 0);
}

#[test]
fn an_export_is_planned_from_its_place_in_the_list() {
    let wechat = FakeWeChat::new().with_followers(25_000);
    let client = client(&wechat);
    let tag = wechat.create_tag("VIP");
    let list = openids(&wechat, 2_500);
    list[..250].iter().for_each(|openid| assert!(wechat.tag(openid, tag)));
    list[..1_500].iter().for_each(|openid| assert!(wechat.block(openid)));
    wechat.limit_per_day(PROFILES, 500);
    wechat.limit_per_day(USER_GET, 100);

    let plan = client.export().plan().unwrap();
    assert_eq!(calls(&plan), [(USER_GET, Some(4), Some(99)), (PROFILES, Some(250), Some(500))]);
    let plan = client.export().limit(950).plan().unwrap();
    assert_eq!(calls(&plan), [(USER_GET, Some(2), Some(98)), (PROFILES, Some(10), Some(500))]);
    assert_eq!((wechat.calls_to(PROFILES), plan.fits_today()), (0, Some(true)));
    let plan = client.export().of_tag(tag).plan().unwrap();
    assert_eq!(calls(&plan), [(TAG_MEMBERS, Some(2), None), (PROFILES, Some(3), Some(500))]);
    // A path without a quota.
    assert_eq!(plan.fits_today(), None);
    let plan = client.export().of_blacklist().plan().unwrap();
    assert_eq!(calls(&plan), [(BLACKLIST, Some(3), None), (PROFILES, Some(15), Some(500))]);
    let plan = client.export().of(&list).plan().unwrap();
    assert_eq!(calls(&plan), [(PROFILES, Some(25), Some(500))]);

    let kept = client.export().of(&list).limit(2_000).run().summary.checkpoint;
    let plan = client.export().of(&list).resume(kept.clone()).plan().unwrap();
    assert_eq!(calls(&plan), [(PROFILES, Some(5), Some(480))]);
    let finished = client.export().of(&list).resume(kept).run().summary.checkpoint;
    let plan = client.export().of(&list).resume(finished).plan().unwrap();
    assert_eq!((plan.items, plan.calls[0].calls), (Some(0), Some(0)));
}

#[test]
fn an_account_that_may_not_ask_for_its_quota_has_a_plan_without_it() {
    let wechat = FakeWeChat::new().with_followers(1_000);
    let client = client(&wechat);
    let list = openids(&wechat, 1_000);
    wechat.add_fault(Fault::errcode(76_022).on(QUOTA));
    let plan = client.users().get_all(&list).plan().unwrap();
    assert_eq!((calls(&plan), plan.fits_today()), (vec![(PROFILES, Some(10), None)], None));
    wechat.add_fault(Fault::status(502).on(QUOTA).always());
    assert_eq!(client.users().get_all(&list).plan().unwrap_err().remedy(), Remedy::BackOff);
}

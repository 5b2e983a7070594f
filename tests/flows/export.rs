//! Exports: every user of a list once, in its order, whatever goes wrong, and easy to continue.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use transport_mock::{FakeWeChat, Fault};
use wechat_user::export::{BulkEnd, Checkpoint, ExportItem, Summary};
use wechat_user::users::Lang;
use wechat_user::{Cancel, Client, Event, InputError, Observer, OpenId, Progress};

use crate::{USER_GET, builder, client, openids};

const PROFILES: &str = "/cgi-bin/user/info/batchget";

fn malformed() -> OpenId {
    OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6[Bc").unwrap()
}

fn texts(list: &[OpenId]) -> Vec<&str> {
    list.iter().map(OpenId::as_str).collect()
}

/// What was handed out, in order.
#[derive(Default)]
struct Seen(Vec<String>);

impl Seen {
    fn take(&mut self, item: &ExportItem) -> ControlFlow<()> {
        self.0.extend(item.users.iter().map(|user| user.openid().to_owned()));
        assert_eq!(item.checkpoint.last().map(OpenId::as_str), self.0.last().map(String::as_str));
        ControlFlow::Continue(())
    }
}

fn export_all(client: &Client, jobs: usize) -> (Vec<String>, Summary) {
    let mut seen = Seen::default();
    let summary = client.export().jobs(jobs).for_each(|item| seen.take(&item));
    (seen.0, summary)
}

#[test]
fn every_follower_once_in_the_order_of_the_list() {
    for (followers, page) in [(0, 10_000), (1, 10_000), (100, 10_000), (25_000, 10_000), (2_345, 70), (1_000, 100)] {
        for jobs in [1, 2, 8] {
            let wechat = FakeWeChat::new().with_followers(followers).with_page_size(page);
            let (seen, summary) = export_all(&client(&wechat), jobs);
            assert!(summary.is_complete(), "{summary:?}");
            assert_eq!(seen, texts(&openids(&wechat, followers)));
            assert_eq!((summary.users, summary.missing, summary.failed), (followers, 0, 0));
            let total = (followers > 0).then_some(followers);
            assert_eq!((summary.total, summary.left()), (total, total.map(|_| 0)));
            assert!(summary.checkpoint.is_finished() && summary.checkpoint.count() == followers);
        }
    }
}

#[test]
fn an_export_of_a_tag_of_the_blacklist_and_of_given_openids() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new()
            .with_followers(3_000)
            .with_settings(|settings| (settings.tag_page_size, settings.blacklist_begins_with_cursor) = (200, true));
        let client = client(&wechat);
        let tag = wechat.create_tag("VIP");
        let list = openids(&wechat, 3_000);
        list[..1_234].iter().for_each(|openid| assert!(wechat.tag(openid, tag)));
        list[500..2_900].iter().for_each(|openid| assert!(wechat.block(openid)));
        let run = |summary: Summary, seen: Seen| {
            assert!(summary.is_complete(), "{summary:?}");
            seen.0
        };
        let mut seen = Seen::default();
        let summary = client.export().of_tag(tag).jobs(jobs).for_each(|item| seen.take(&item));
        assert_eq!(run(summary, seen), texts(&list[..1_234]));
        let mut seen = Seen::default();
        let summary = client.export().of_blacklist().jobs(jobs).for_each(|item| seen.take(&item));
        assert_eq!(run(summary, seen), texts(&wechat.blacklist()));
        let reversed: Vec<OpenId> = list.iter().rev().cloned().collect();
        let mut seen = Seen::default();
        let summary = client.export().of(&reversed).jobs(jobs).for_each(|item| seen.take(&item));
        assert_eq!(run(summary, seen), texts(&reversed));
        // The source may be a walk of the same client.
        let mut seen = Seen::default();
        let summary = client.export().of(client.followers()).jobs(jobs).for_each(|item| seen.take(&item));
        assert_eq!(run(summary, seen), texts(&list));
    }
}

#[test]
fn an_iterator_makes_no_call_before_it_must() {
    let wechat = FakeWeChat::new().with_followers(25_000);
    let client = client(&wechat);
    let mut items = client.export().lang(Lang::En).into_iter();
    assert_eq!(wechat.calls(), 0);
    let item = items.next().unwrap();
    assert_eq!((item.users.len(), item.total), (100, Some(25_000)));
    assert_eq!((wechat.calls_to(USER_GET), wechat.calls_to(PROFILES)), (1, 1));
    assert!(!items.summary().is_complete());
    assert_eq!(items.by_ref().count(), 249);
    assert!(items.next().is_none());
    assert!(items.summary().is_complete(), "{:?}", items.summary());
    assert_eq!((wechat.calls_to(USER_GET), wechat.calls_to(PROFILES)), (4, 250));
}

#[test]
fn an_export_is_resumed_from_any_checkpoint() {
    for page in [10_000, 330] {
        let wechat = FakeWeChat::new().with_followers(1_050).with_page_size(page);
        let client = client(&wechat);
        let all = openids(&wechat, 1_050);
        let checkpoints: Vec<Checkpoint> = client.export().into_iter().map(|item| item.checkpoint).collect();
        for checkpoint in &checkpoints {
            for jobs in [1, 8] {
                let text = checkpoint.to_string();
                let mut seen = Seen::default();
                let export = client.export().jobs(jobs).resume(text.parse().unwrap());
                let summary = export.for_each(|item| seen.take(&item));
                assert!(summary.is_complete());
                let before = usize::try_from(checkpoint.count()).unwrap();
                assert_eq!(seen.0, texts(&all[before..]), "{text}");
                assert_eq!(summary.checkpoint.count(), 1_050);
            }
        }
    }
}

#[test]
fn a_finished_export_sends_nothing() {
    let wechat = FakeWeChat::new().with_followers(250);
    let client = client(&wechat);
    let (_, summary) = export_all(&client, 4);
    let calls = wechat.calls();
    let again = client.export().resume(summary.checkpoint.clone()).run();
    assert!(again.summary.is_complete() && again.users.is_empty());
    assert_eq!((wechat.calls(), again.summary.checkpoint), (calls, summary.checkpoint));
}

#[test]
fn a_checkpoint_of_another_account_list_or_version_is_refused_before_anything_is_sent() {
    let wechat = FakeWeChat::new().with_followers(500);
    let client = client(&wechat);
    let kept = client.export().into_iter().next().unwrap().checkpoint;
    let shown = format!("{kept:?}");
    assert!(!shown.contains(kept.last().unwrap().as_str()), "an openid is personal data: {shown}");
    let refused = |summary: Summary| {
        assert!(matches!(summary.end, BulkEnd::Call(_)), "{:?}", summary.end);
        match summary.error().unwrap().kind() {
            wechat_user::ErrorKind::Input(error) => error.clone(),
            other => panic!("{other}"),
        }
    };
    let calls = wechat.calls();
    let other = kept.to_string().replace(wechat.app_id().as_str(), "wxffffffffffffffff");
    let summary = client.export().resume(other.parse().unwrap()).run().summary;
    assert!(matches!(refused(summary), InputError::CheckpointAccount { .. }));
    let mut items = client.export().of_blacklist().resume(kept.clone()).into_iter();
    assert!(items.next().is_none());
    assert!(matches!(refused(items.summary()), InputError::CheckpointList { .. }));
    assert!(client.export().of_blacklist().resume(kept.clone()).plan().unwrap_err().is_input_error());

    let later = kept.to_string().replace(r#""version":1"#, r#""version":7"#);
    assert!(matches!(later.parse::<Checkpoint>(), Err(InputError::CheckpointVersion { given: 7, .. })));
    assert!(matches!("{}".parse::<Checkpoint>(), Err(InputError::CheckpointText { .. })));
    let cut = &kept.to_string()[..40];
    assert!(matches!(cut.parse::<Checkpoint>(), Err(InputError::CheckpointText { .. })));

    // Given openids are compared with the last one that was exported.
    let list = openids(&wechat, 500);
    let kept = client.export().of(&list).into_iter().next().unwrap().checkpoint;
    let before = wechat.calls();
    assert_eq!(before, calls + 1);
    let mut other = list.clone();
    other.remove(7);
    for given in [&other[..], &list[..50]] {
        let summary = client.export().of(given).resume(kept.clone()).run().summary;
        assert!(matches!(refused(summary), InputError::CheckpointOpenIds { .. }));
    }
    assert_eq!(wechat.calls(), before);
    let report = client.export().of(&list).resume(kept).run();
    assert_eq!((report.summary.users, report.summary.is_complete()), (400, true));
}

/// Each at some per cent of the calls.
fn noise() -> Vec<Fault> {
    [Fault::errcode(-1), Fault::reject_token(40_001), Fault::status(502), Fault::lose_response(), Fault::cut_body(7)]
        .map(|fault| fault.with_probability(0.02))
        .into()
}

#[test]
fn with_noise_on_the_line_every_follower_is_exported_once_and_in_order() {
    for seed in 0..5 {
        for jobs in [1, 8] {
            let wechat = FakeWeChat::new().with_seed(seed).with_followers(10_000).with_page_size(1_000);
            noise().into_iter().for_each(|fault| wechat.add_fault(fault));
            let (seen, summary) = export_all(&client(&wechat), jobs);
            assert!(summary.is_complete(), "{summary:?}");
            assert_eq!(seen, texts(&openids(&wechat, 10_000)));
        }
    }
}

#[test]
fn one_malformed_openid_among_ten_thousand_is_named_and_the_others_are_exported() {
    for (at, jobs) in [(0, 1), (4_321, 1), (4_321, 8), (9_999, 8)] {
        let wechat = FakeWeChat::new().with_followers(9_999);
        let mut list = openids(&wechat, 9_999);
        list.insert(at, malformed());
        let report = client(&wechat).export().of(&list).jobs(jobs).run();
        assert!(report.summary.is_complete(), "{:?}", report.summary);
        assert_eq!((report.summary.users, report.summary.failed), (9_999, 1));
        let (openid, error) = &report.failed[0];
        assert_eq!((openid, error.code().map(|code| code.get())), (&malformed(), Some(40_003)));
        list.remove(at);
        let seen: Vec<&str> = report.users.iter().flatten().map(|user| user.openid()).collect();
        assert_eq!(seen, texts(&list));
        assert!(wechat.calls_to(PROFILES) <= 100 + 20, "{} calls", wechat.calls_to(PROFILES));
    }
}

#[test]
fn a_list_of_another_accounts_openids_ends_early() {
    for jobs in [1, 8] {
        let wechat = FakeWeChat::new().with_followers(100);
        let others = (0..10_000).map(|number| OpenId::new(format!("oAnotherAccount-{number:012}")).unwrap());
        let report = client(&wechat).export().of(others).jobs(jobs).run();
        assert!(matches!(report.summary.end, BulkEnd::OtherAccount(_)), "{:?}", report.summary.end);
        assert!((200..400).contains(&report.summary.failed), "{} failed", report.summary.failed);
        assert_eq!(report.summary.users, 0);
        assert!(wechat.calls_to(PROFILES) < 700, "{} calls", wechat.calls_to(PROFILES));
    }
}

#[test]
fn a_used_up_quota_of_the_day_ends_the_export_and_the_next_day_continues_it() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(1_000);
        wechat.limit_per_day(PROFILES, 7);
        let client = client(&wechat);
        let (mut seen, summary) = export_all(&client, jobs);
        assert_eq!(seen, texts(&openids(&wechat, 700)));
        assert!(matches!(summary.end, BulkEnd::Account(_)), "{:?}", summary.end);
        assert_eq!((summary.users, summary.left()), (700, Some(300)));
        assert!(wechat.calls_to(PROFILES) <= 7 + jobs as u64, "{} calls", wechat.calls_to(PROFILES));

        wechat.clock().set(summary.retry_at().unwrap());
        wechat.limit_per_day(PROFILES, 1_000);
        let report = client.export().jobs(jobs).resume(summary.checkpoint).run();
        assert!(report.summary.is_complete());
        seen.extend(report.users.iter().flatten().map(|user| user.openid().to_owned()));
        assert_eq!(seen, texts(&openids(&wechat, 1_000)));
    }
}

#[test]
fn the_quota_of_a_minute_pauses_the_export() {
    let wechat = FakeWeChat::new().with_followers(1_000).with_page_size(90);
    wechat.limit_per_minute(PROFILES, 5);
    wechat.limit_per_minute(USER_GET, 3);
    for jobs in [1, 2] {
        let (seen, summary) = export_all(&client(&wechat), jobs);
        assert!(summary.is_complete(), "{:?}", summary.end);
        assert_eq!(seen, texts(&openids(&wechat, 1_000)));
    }
}

#[test]
fn a_limit_ends_the_export_and_its_checkpoint_continues() {
    for jobs in [1, 8] {
        let wechat = FakeWeChat::new().with_followers(1_000);
        let client = client(&wechat);
        let report = client.export().jobs(jobs).limit(250).run();
        assert!(matches!(report.summary.end, BulkEnd::Limit) && !report.summary.is_complete());
        assert_eq!((report.summary.users, wechat.calls_to(PROFILES)), (250, 3));
        let report = client.export().jobs(jobs).limit(10_000).resume(report.summary.checkpoint).run();
        assert_eq!((report.summary.users, report.summary.is_complete()), (750, true));
        let list = openids(&wechat, 1_000);
        assert_eq!(client.export().of(&list).jobs(jobs).limit(250).run().summary.users, 250);
    }
}

#[test]
fn after_a_break_and_after_a_cancel_the_checkpoint_is_that_of_the_last_item() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(2_000);
        let cancel = Cancel::new();
        let plain = builder(&wechat).build().unwrap();
        for cancelled in [false, true] {
            let client = plain.cancellable(&cancel);
            let mut seen = Seen::default();
            let summary = client.export().jobs(jobs).for_each(|item| {
                let _ = seen.take(&item);
                match item.checkpoint.count() {
                    500 if cancelled => cancel.cancel(),
                    500 => return ControlFlow::Break(()),
                    _ => {}
                }
                ControlFlow::Continue(())
            });
            assert!(matches!(summary.end, BulkEnd::Stopped), "{:?}", summary.end);
            assert!(cancelled || seen.0.len() == 500);
            assert_eq!(summary.checkpoint.count(), seen.0.len() as u64);
            let rest = plain.export().resume(summary.checkpoint).run();
            assert_eq!(rest.summary.users + seen.0.len() as u64, 2_000);
        }
    }
}

#[test]
fn an_outage_ends_the_export() {
    let wechat = FakeWeChat::new().with_followers(10_000);
    wechat.add_fault(Fault::status(502).on(PROFILES).after(3).always());
    let (seen, summary) = export_all(&client(&wechat), 1);
    assert!(matches!(summary.end, BulkEnd::Service(_)), "{:?}", summary.end);
    assert_eq!((seen.len(), summary.failed), (300, 0));
    assert!(wechat.calls_to(PROFILES) <= 3 + 12, "{} calls", wechat.calls_to(PROFILES));
}

#[derive(Default)]
struct Watcher(Mutex<Vec<Progress>>);

impl Observer for Watcher {
    fn observe(&self, _: &Event) {}

    fn observe_progress(&self, progress: &Progress) {
        self.0.lock().unwrap().push(progress.clone());
    }
}

#[test]
fn progress_is_reported_once_for_each_call() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(1_050);
        let watcher = Arc::new(Watcher::default());
        let observer = Arc::clone(&watcher);
        let client = builder(&wechat).observer(ByRef(observer)).build().unwrap();
        let (_, summary) = export_all(&client, jobs);
        let seen = std::mem::take(&mut *watcher.0.lock().unwrap());
        assert_eq!(seen.len(), 11);
        assert!(seen.iter().all(|progress| progress.path == PROFILES && progress.total == Some(1_050)));
        assert_eq!(seen.iter().map(|progress| progress.done).collect::<Vec<_>>()[8..], [900, 1_000, 1_050]);
        drop(summary);

        let list = openids(&wechat, 1_050);
        assert_eq!(client.users().get_all(&list).jobs(jobs).run().summary.done, 1_050);
        let seen = std::mem::take(&mut *watcher.0.lock().unwrap());
        assert_eq!(seen.iter().map(|progress| progress.done).collect::<Vec<_>>()[8..], [900, 1_000, 1_050]);
        assert_eq!(seen.last().unwrap().total, Some(1_050));
    }
}

struct ByRef(Arc<Watcher>);

impl Observer for ByRef {
    fn observe(&self, _: &Event) {}

    fn observe_progress(&self, progress: &Progress) {
        self.0.observe_progress(progress);
    }
}

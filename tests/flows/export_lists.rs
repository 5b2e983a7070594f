//! Exports of lists that change, end or repeat in every known way: each ends, and says how.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use transport_mock::{EndOfList, FakeWeChat, Fault};
use wechat_user::export::{BulkEnd, Checkpoint, Stop};
use wechat_user::transport::{Response, Transport, transport_fn};
use wechat_user::{Client, Credentials, OpenId};

use crate::{USER_GET, builder, client, openids};

#[test]
fn every_known_end_of_the_list_ends_the_export() {
    for end in [EndOfList::EmptyPageAfter, EndOfList::EmptyCursor, EndOfList::BlankCursor] {
        for followers in [1, 100, 250, 300] {
            for jobs in [1, 4] {
                let wechat = FakeWeChat::new()
                    .with_followers(followers)
                    .with_page_size(100)
                    .with_settings(|settings| settings.end_of_list = end);
                let report = client(&wechat).export().jobs(jobs).run();
                assert!(report.summary.is_complete(), "{end:?} {:?}", report.summary);
                assert_eq!(report.summary.users, followers);
            }
        }
    }
}

/// Those who stay are handed out once, those who arrive too, and those who leave at most once.
#[test]
fn followers_who_arrive_or_leave_during_the_export() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(2_000).with_page_size(500);
        let list = openids(&wechat, 2_000);
        let new = OpenId::new("oArrivedDuringTheExport00001").unwrap();
        // Handed out, on the page that is being exported, the cursor of a later page, and one that is not listed yet.
        let leavers = [&list[10], &list[450], &list[999], &list[1_800]];
        let mut seen = Vec::new();
        let summary = client(&wechat).export().jobs(jobs).for_each(|item| {
            if seen.is_empty() {
                wechat.follow(&new);
                leavers.iter().for_each(|openid| assert!(wechat.unfollow(openid)));
            }
            seen.extend(item.users.iter().map(|user| (user.openid().to_owned(), user.subscribe())));
            ControlFlow::Continue(())
        });
        assert!(summary.is_complete(), "{summary:?}");
        let once: BTreeSet<&str> = seen.iter().map(|(openid, _)| openid.as_str()).collect();
        assert_eq!(once.len(), seen.len());
        assert!(once.contains(new.as_str()));
        assert!(list.iter().filter(|openid| !leavers.contains(openid)).all(|openid| once.contains(openid.as_str())));
        // Listed before they left, and not fetched yet: they come without a profile. Several jobs may have fetched
        // them already.
        let left: Vec<&str> = seen.iter().filter(|(_, follows)| !follows).map(|(openid, _)| openid.as_str()).collect();
        assert!(left.iter().all(|openid| leavers.iter().any(|leaver| leaver.as_str() == *openid)));
        assert!(jobs > 1 || left == [list[450].as_str()], "{left:?}");
    }
}

/// The place is found behind the last of three users who is still listed.
#[test]
fn a_checkpoint_whose_last_users_have_left_loses_no_user_and_repeats_a_page_at_most() {
    for leavers in [1, 2, 3] {
        let wechat = FakeWeChat::new().with_followers(1_000).with_page_size(400);
        let client = client(&wechat);
        let list = openids(&wechat, 1_000);
        let kept: Vec<Checkpoint> = client.export().into_iter().map(|item| item.checkpoint).collect();
        // At 700: three pages are 400, 400 and 200 users.
        let checkpoint = kept.into_iter().find(|checkpoint| checkpoint.count() == 700).unwrap();
        // Others before them have left too, which moves all that follow.
        list[410..430].iter().for_each(|openid| assert!(wechat.unfollow(openid)));
        list[700 - leavers..700].iter().for_each(|openid| assert!(wechat.unfollow(openid)));
        let report = client.export().resume(checkpoint).jobs(4).run();
        assert!(report.summary.is_complete());
        let users: Vec<&str> = report.users.iter().flatten().map(|user| user.openid()).collect();
        let expected =
            if leavers < 3 { list[700..].to_vec() } else { [&list[400..410], &list[430..697], &list[700..]].concat() };
        assert_eq!(users, expected.iter().map(OpenId::as_str).collect::<Vec<_>>(), "{leavers}");
    }
}

/// The page after the user before them is requested.
#[test]
fn a_cursor_that_the_service_refuses_costs_no_user() {
    for jobs in [1, 4] {
        let wechat = FakeWeChat::new().with_followers(1_000).with_page_size(250);
        let list = openids(&wechat, 1_000);
        // The service says so of a user who has left.
        assert!(wechat.unfollow(&list[499]));
        wechat.add_fault(Fault::errcode(40_003).on(USER_GET).after(2));
        let report = client(&wechat).export().jobs(jobs).run();
        assert!(report.summary.is_complete(), "{:?}", report.summary);
        let users: BTreeSet<&str> = report.users.iter().flatten().map(|user| user.openid()).collect();
        assert_eq!(users.len(), 999);

        // So it is when the export is resumed.
        let client = client(&wechat);
        let kept = client.export().into_iter().nth(6).unwrap().checkpoint;
        wechat.add_fault(Fault::errcode(40_003).on(USER_GET));
        let rest = client.export().jobs(jobs).resume(kept.clone()).run();
        assert!(rest.summary.is_complete(), "{:?}", rest.summary);
        assert_eq!((rest.summary.users, rest.summary.checkpoint.count()), (999 - kept.count(), 999));

        // Whatever is asked, the service refuses it.
        wechat.add_fault(Fault::errcode(40_003).on(USER_GET).after(2).always());
        let report = client.export().jobs(jobs).run();
        assert!(matches!(report.summary.end, BulkEnd::Call(_)), "{:?}", report.summary.end);
        assert_eq!((report.summary.list, report.summary.is_complete()), (Some(Stop::Failed), false));
        assert!(report.summary.users <= 500);
    }
}

/// A service whose cursors repeat: 1, 2, 3, 2, 3, 2 ... The simulator has no such fault, so this is a closure.
#[test]
fn cursors_that_repeat_end_the_export_which_is_not_complete() {
    for jobs in [1, 4] {
        let asked = AtomicUsize::new(0);
        let transport = transport_fn(move |request| {
            let body = if request.uri().path() == USER_GET {
                let number = asked.fetch_add(1, Ordering::SeqCst);
                assert!(number < 100, "the export does not end");
                let next = if number == 0 { 1 } else { 2 + (number + 1) % 2 };
                format!(r#"{{"data":{{"openid":["o{number}"]}},"next_openid":"c{next}"}}"#)
            } else {
                let text = String::from_utf8(request.body().clone()).unwrap();
                let openid = text.split('"').find(|text| text.starts_with('o') && *text != "openid").unwrap();
                format!(r#"{{"user_info_list":[{{"subscribe":1,"openid":"{openid}"}}]}}"#)
            };
            Ok(Response::new(body.into_bytes()))
        });
        let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
        let summary = client.export().jobs(jobs).run().summary;
        assert!(summary.users < 10, "{} users", summary.users);
        assert!(matches!(summary.end, BulkEnd::Complete));
        assert_eq!((summary.list, summary.is_complete()), (Some(Stop::CursorRepeated), false));
        assert!(!summary.checkpoint.is_finished());
    }
}

#[test]
fn a_total_that_is_off_by_one_does_not_matter() {
    for wrong in ["999", "1001", "0", "\"many\""] {
        let wechat = FakeWeChat::new().with_followers(1_000).with_page_size(300);
        let service = wechat.clone();
        let transport = transport_fn(move |request| {
            let mut response = service.send(request)?;
            let body =
                String::from_utf8_lossy(response.body()).replacen("\"total\":1000", &format!("\"total\":{wrong}"), 1);
            *response.body_mut() = body.into_bytes();
            Ok(response)
        });
        let client = builder(&wechat).transport(transport).build().unwrap();
        for jobs in [1, 4] {
            let summary = client.export().jobs(jobs).run().summary;
            assert!(summary.is_complete(), "{wrong} {summary:?}");
            assert_eq!((summary.users, summary.total), (1_000, wrong.parse().ok()));
        }
    }
}

//! Where followers come from: QR codes with a scene, the pushes about them, profiles, and statistics.

use std::time::Duration;

use transport_mock::{FakeWeChat, Fault, Scan, ScannedCode};
use wechat_user::clock::Clock;
use wechat_user::http::Method;
use wechat_user::qrcode::Scene;
use wechat_user::statistics::{Day, UserSource};
use wechat_user::{OpenId, Timestamp};
use wechat_user_web::{EncodingAesKey, Inbound, Inbox, Push, PushDraft, PushKind, PushSender, PushToken};

use crate::client;

const TOKEN: &str = "a-token-of-mine";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const SUMMARY: &str = "/datacube/getusersummary";
const HOUR: Duration = Duration::from_secs(3_600);

/// 08:00 in China, on this day.
fn eight(day: Day) -> Timestamp {
    day.start() + 8 * HOUR
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The push about a scan, as WeChat sends it and as a server reads it: signed, encrypted, verified, decrypted.
fn received(wechat: &FakeWeChat, scan: &Scan) -> Push {
    let (app_id, now, key) = (wechat.app_id(), wechat.clock().now(), EncodingAesKey::new(KEY).unwrap());
    let draft = match scan.began_to_follow {
        true => PushDraft::subscribe_by_scan("gh_0123456789ab", &scan.openid, now, &scan.scene, &scan.ticket),
        false => PushDraft::scan("gh_0123456789ab", &scan.openid, now, &scan.scene, &scan.ticket),
    };
    let sender = PushSender::new(app_id.clone(), PushToken::new(TOKEN).unwrap()).with_aes_key(key.clone());
    let request = sender.push("https://example.com/wechat", &draft, now, "1514711492", [7; 16]).unwrap();
    let inbox = Inbox::new(app_id, PushToken::new(TOKEN).unwrap()).with_aes_key(key);
    let (query, body) = (request.uri().query().unwrap(), request.body());
    match inbox.receive(&Method::POST, query, body, now).unwrap() {
        Inbound::Push(incoming) => incoming.push().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_is_created_and_three_users_scan_it() {
    let wechat = FakeWeChat::new().with_followers(100);
    wechat.clock().set(eight(day("2026-03-02")));
    let client = client(&wechat);
    let code = client.qrcode().create(&Scene::text("华东/上海/12").unwrap().permanent().unwrap()).unwrap();
    assert_eq!(code.lifetime(), None);

    // Two users begin to follow, and the third followed already.
    let users = [wechat.openid(500), OpenId::new("oVisitorVisitorVisitorVisit").unwrap(), wechat.openid(3)];
    let before = client.users().info(&users[2]).unwrap();
    let scans: Vec<Scan> =
        users.iter().map(|user| wechat.scan(ScannedCode::Ticket(&code.ticket), user).unwrap()).collect();
    let pushes: Vec<Push> = scans.iter().map(|scan| received(&wechat, scan)).collect();
    for (push, user) in pushes.iter().zip(&users) {
        assert_eq!(&push.openid, user);
        let scene = match &push.kind {
            PushKind::Subscribe(Some(scene)) if *user != users[2] => scene,
            PushKind::Scan(scene) if *user == users[2] => scene,
            other => panic!("{other:?}"),
        };
        assert_eq!((scene.value.as_str(), scene.ticket.as_deref()), ("华东/上海/12", Some(code.ticket.as_str())));
    }

    // The profiles of the new followers have the scene; that of the old one is as it was.
    for user in &users[..2] {
        let profile = client.users().info(user).unwrap();
        assert_eq!(profile.subscribe_scene.as_deref(), Some("ADD_SCENE_QR_CODE"));
        assert_eq!((profile.qr_scene, profile.qr_scene_str.as_deref()), (Some(0), Some("华东/上海/12")));
        assert_eq!(profile.subscribe_time, Some(wechat.clock().now()));
    }
    assert_eq!(client.users().info(&users[2]).unwrap(), before);
    assert_eq!(client.followers().count(), 102);

    // Today's figures are never ready, and tomorrow they are at eight.
    let today = Day::of(wechat.clock().now());
    let growth = |day| client.statistics().growth(day, day).unwrap();
    assert_eq!((growth(today).days.len(), growth(today).not_ready.unwrap().from()), (0, today));
    wechat.clock().set(eight(today.next()));
    let counted = growth(today);
    assert_eq!((counted.new_users(), counted.net(), counted.not_ready), (2, 2, None));
    assert_eq!(counted.days[0].of(UserSource::QrCode).new_users, 2);
    let totals = client.statistics().total(today.previous(), today).unwrap();
    assert_eq!(
        totals.days.iter().map(|day| (day.followers, day.reported)).collect::<Vec<_>>(),
        [(100, true), (102, true)]
    );
}

#[test]
fn a_number_comes_back_as_a_number() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let code = client.qrcode().create(&Scene::number(u32::MAX).unwrap().lasting(HOUR).unwrap()).unwrap();
    assert_eq!(code.lifetime(), Some(HOUR));
    let scan = wechat.scan(ScannedCode::Scene("4294967295"), &wechat.openid(0)).unwrap();
    let PushKind::Subscribe(Some(scene)) = received(&wechat, &scan).kind else { panic!() };
    assert_eq!((scene.id(), scene.ticket), (Some(u32::MAX), Some(code.ticket)));
    let profile = client.users().info(&wechat.openid(0)).unwrap();
    assert_eq!((profile.qr_scene, profile.qr_scene_str), (Some(i64::from(u32::MAX)), None));
}

#[test]
fn not_ready_is_not_nothing() {
    let wechat = FakeWeChat::new().with_followers(10);
    let client = client(&wechat);
    let (from, to) = (day("2026-02-20"), day("2026-03-02"));
    // A minute before eight on the last day: yesterday is not asked for, and neither is today.
    wechat.clock().set(Timestamp::from_unix_secs(eight(to).as_unix_secs() - 60));
    let growth = client.statistics().growth(from, to).unwrap();
    assert_eq!((growth.days.len(), growth.net()), (9, 0));
    let not_ready = growth.not_ready.unwrap();
    assert_eq!((not_ready.from(), not_ready.to()), (day("2026-03-01"), to));
    assert_eq!(wechat.calls_to(SUMMARY), 2);

    // The service is late: 61503 at nine. The day is not ready, and the rest of the window is asked for again.
    wechat.clock().set(eight(to) + HOUR);
    wechat.add_fault(Fault::errcode(61_503).on(SUMMARY).after(1).times(2));
    let growth = client.statistics().growth(from, to).unwrap();
    assert_eq!((growth.days.len(), growth.not_ready.unwrap().from()), (8, day("2026-02-28")));
    assert_eq!(wechat.calls_to(SUMMARY), 2 + 4);

    // All of it: no day, and no error. The next time there are zeros.
    wechat.add_fault(Fault::errcode(61_503).on(SUMMARY).times(1));
    let growth = client.statistics().growth(from, from).unwrap();
    assert_eq!((growth.days.len(), growth.not_ready.unwrap().len()), (0, 1));
    let growth = client.statistics().growth(from, from).unwrap();
    assert_eq!((growth.days.len(), growth.net(), growth.not_ready), (1, 0, None));

    // Any other error ends the call, and a bad span is refused before anything is sent.
    wechat.add_fault(Fault::errcode(48_001).on(SUMMARY));
    assert_eq!(client.statistics().growth(from, to).unwrap_err().code().unwrap().get(), 48_001);
    let calls = wechat.calls();
    assert!(client.statistics().total(to, from).unwrap_err().is_input_error());
    assert!(client.statistics().growth(day("2014-11-30"), to).unwrap_err().is_input_error());
    assert_eq!(wechat.calls(), calls);
}

/// A quarter in which users come through three codes and other channels, leave, and come back.
#[test]
fn a_quarter_of_20_000_followers_sums_to_the_journal_of_follows() {
    let wechat = FakeWeChat::new().with_followers(20_000);
    wechat.clock().set(eight(day("2026-01-01")));
    let client = client(&wechat);
    let codes: Vec<_> = (1..=3)
        .map(|number| client.qrcode().create(&Scene::number(number).unwrap().permanent().unwrap()).unwrap())
        .collect();
    let (from, to) = (day("2026-01-01"), day("2026-03-31"));
    let mut visitor = 1_000_000;
    for number in 0..90 {
        for scan in 0..number % 40 {
            let code = &codes[(scan % 3) as usize];
            wechat.scan(ScannedCode::Ticket(&code.ticket), &wechat.openid(visitor + scan)).unwrap();
        }
        for search in 0..number % 7 {
            wechat.follow(&wechat.openid(visitor + 100 + search));
        }
        // Followers from the start, some of today's, and some who come back on the same day.
        for gone in 0..number % 11 {
            wechat.unfollow(&wechat.openid(number * 200 + gone));
        }
        wechat.unfollow(&wechat.openid(visitor));
        if number % 3 == 0 {
            wechat.follow(&wechat.openid(number * 200));
        }
        visitor += 1_000;
        wechat.clock().advance(24 * HOUR);
    }

    let journal = wechat.follow_changes();
    let count = |follows| journal.iter().filter(|change| change.follows == follows).count() as u64;
    let growth = client.statistics().growth(from, to).unwrap();
    assert_eq!((growth.days.len(), growth.not_ready), (90, None));
    assert_eq!((growth.new_users(), growth.cancelled()), (count(true), count(false)));
    assert!(growth.new_users() > 1_500 && growth.cancelled() > 400, "{} {}", growth.new_users(), growth.cancelled());
    assert_eq!(wechat.calls_to(SUMMARY), 13);

    // Each day and each channel, too.
    for counted in &growth.days {
        for source in &counted.sources {
            let of = |follows| {
                let same =
                    journal.iter().filter(|change| change.follows == follows && Day::of(change.at) == counted.day);
                same.filter(|change| change.source == source.source.code()).count() as u64
            };
            assert_eq!((source.new_users, source.cancelled), (of(true), of(false)), "{source:?} on {:?}", counted.day);
        }
    }

    // The totals are the sums of the days, up to the followers of today.
    let totals = client.statistics().total(from, to).unwrap();
    let mut followers = 20_000;
    for (total, counted) in totals.days.iter().zip(&growth.days) {
        followers += counted.net();
        assert_eq!((total.day, i64::try_from(total.followers).unwrap()), (counted.day, followers));
    }
    assert_eq!(totals.days.last().unwrap().followers, wechat.followers());
    assert_eq!(client.followers().count() as u64, wechat.followers());
}

#[test]
fn a_short_key_carries_more_than_a_scene_can() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let text = "campaign=春节&shop=12&".repeat(20);
    assert!(Scene::text(text.as_str()).is_err());
    let key = client.shorten().create(&text, 24 * HOUR).unwrap();
    client.qrcode().create(&Scene::text(key.as_str()).unwrap()).unwrap();
    let scan = wechat.scan(ScannedCode::Scene(&key), &wechat.openid(0)).unwrap();
    assert_eq!(client.shorten().fetch(&scan.scene).unwrap().long_data, text);
    wechat.clock().advance(24 * HOUR);
    assert_eq!(client.shorten().fetch(&key).unwrap_err().code().unwrap().get(), 40_097);
}

#[test]
fn the_service_reports_too_many_permanent_codes() {
    let wechat = FakeWeChat::new().with_settings(|settings| settings.permanent_code_limit = 1);
    let client = client(&wechat);
    let create = |number| client.qrcode().create(&Scene::number(number).unwrap().permanent().unwrap());
    create(1).unwrap();
    assert_eq!(create(2).unwrap_err().code().unwrap().get(), 45_029);
}

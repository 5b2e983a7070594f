//! *Body*: bytes that are not JSON, or not the expected JSON.

use transport_mock::{Dirt, Ending, FakeWeChat, Fault};
use wechat_user::users::User;
use wechat_user::{ErrorKind, GroupId};

use crate::calls;
use crate::table::{Row, endings};
use crate::wire::Wire;
use crate::{GROUPS_CREATE, GROUPS_GET, USER_GET, USER_INFO, builder, client, log, openids};

/// One profile, the same with the row's dirt, and whether the client reports a repair.
struct Twice {
    clean: User,
    dirty: User,
    repaired: bool,
    /// The dirty body.
    received: Vec<u8>,
}

fn read_twice(row: &Row) -> Twice {
    let wechat = FakeWeChat::new().with_followers(3);
    let (wire, (events, observer)) = (Wire::to(&wechat), log());
    let client = builder(&wechat).transport(wire.clone()).observer(observer).build().unwrap();
    let person = wechat.openid(1);
    client.users().set_remark(&person, "小明").unwrap();
    assert!(wechat.edit_profile(&person, |profile| profile.sex = Some(2)));
    let clean = client.users().info(&person).unwrap();
    wechat.add_fault(row.fault().on(USER_INFO));
    let dirty = client.users().info(&person).unwrap();
    assert_eq!(row.triggered(&wechat, 1)[0].path, USER_INFO);
    assert_eq!(wechat.calls_to(USER_INFO), 2, "what can be read is not asked for again");
    let repaired: Vec<bool> = events.lock().unwrap().iter().map(|event| event.report.repaired).collect();
    let (last, before) = repaired.split_last().unwrap();
    assert!(before.iter().all(|repaired| !repaired), "clean bodies are left alone");
    let exchanges = wire.of(USER_INFO);
    assert_ne!(exchanges[0].received, exchanges[1].received);
    Twice { clean, dirty, repaired: *last, received: exchanges[1].received.clone() }
}

/// The dirt is in the nickname, whose start is unchanged; everything else is unchanged, including the avatar's `\/`.
fn only_the_nickname_is_mended(row: &Row, mended: &str) {
    let Twice { clean, mut dirty, repaired, received } = read_twice(row);
    assert!(repaired);
    assert!(received.windows(2).any(|pair| pair == br"\/"));
    let nickname = dirty.nickname.take();
    assert_eq!(nickname, clean.nickname.as_ref().map(|clean| format!("{clean}{mended}")));
    dirty.nickname.clone_from(&clean.nickname);
    assert!(clean.headimgurl.as_deref().is_some_and(|url| url.starts_with("http") && !url.contains('\\')));
    assert_eq!(clean.remark.as_deref(), Some("小明"));
    assert!(dirty == clean, "{dirty:?}\n{clean:?}");
}

#[test]
fn a_control_character_is_kept_and_nothing_else_changes() {
    only_the_nickname_is_mended(row!(), "\u{14}");
}

#[test]
fn bad_utf8_is_replaced_and_nothing_else_changes() {
    only_the_nickname_is_mended(row!(), "\u{FFFD}");
}

#[test]
fn a_stray_backslash_is_kept_and_nothing_else_changes() {
    only_the_nickname_is_mended(row!(), "\\");
}

#[test]
fn an_errcode_that_is_a_text_is_read_as_its_number() {
    let row = row!();
    for (code, other) in [(40_050, Fault::errcode(40_050)), (40_001, Fault::replace_token())] {
        let wechat = FakeWeChat::new();
        let wire = Wire::to(&wechat);
        let client = builder(&wechat).transport(wire.clone()).build().unwrap();
        client.token().unwrap();
        wechat.add_fault(other.on(GROUPS_GET));
        wechat.add_fault(row.fault().on(GROUPS_GET));
        let result = client.groups().list();
        assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(code));
        let received = String::from_utf8(wire.of(GROUPS_GET)[0].received.clone()).unwrap();
        assert!(received.contains(&format!(r#""errcode":"{code}""#)), "{received}");
        match result {
            Ok(groups) => assert_eq!((groups.len(), code, wechat.token_requests()), (3, 40_001, 2)),
            Err(error) => assert_eq!((error.code().unwrap().get(), code, error.attempts()), (40_050, code, 1)),
        }
    }
    // Also with success.
    let wechat = FakeWeChat::new().with_followers(1);
    wechat.add_fault(row.fault().on("/cgi-bin/groups/members/update"));
    client(&wechat).groups().move_user(&wechat.openid(0), GroupId::STARRED).unwrap();
    assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(0));
}

#[test]
fn the_order_of_keys_means_nothing() {
    let row = row!();
    let Twice { clean, dirty, repaired, .. } = read_twice(row);
    assert!(clean == dirty && !repaired);
    // Also errors, pages and lists of objects.
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    let client = client(&wechat);
    let groups = client.groups().list().unwrap();
    wechat.add_fault(row.fault().always());
    assert_eq!(client.groups().list().unwrap(), groups);
    assert_eq!(client.followers().map(Result::unwrap).collect::<Vec<_>>(), openids(&wechat, 25));
    let refused = client.groups().of(&"oNobodyNobodyNobodyNobodyNo".parse().unwrap()).unwrap_err();
    assert!(refused.code().unwrap().get() == 40_003 && refused.rid().is_some(), "{refused}");
    row.triggered(&wechat, 1 + 4 + 1);
}

#[test]
fn profile_fields_that_are_missing_are_nothing() {
    let Twice { mut clean, dirty, repaired, .. } = read_twice(row!());
    assert!(!repaired && clean.nickname.is_some() && clean.sex.is_some() && clean.headimgurl.is_some());
    (clean.nickname, clean.sex, clean.headimgurl) = (None, None, None);
    (clean.city, clean.province, clean.country) = (None, None, None);
    assert!(dirty == clean, "{dirty:?}\n{clean:?}");
}

#[test]
fn a_byte_order_mark_is_read_over() {
    let Twice { clean, dirty, received, .. } = read_twice(row!());
    assert!(received.starts_with(b"\xEF\xBB\xBF"));
    assert!(clean == dirty);
}

#[test]
fn a_truncated_body_is_an_error_and_never_half_a_list() {
    let row = row!();
    calls::only_replayable_calls_are_retried(row, Ending::Errcode(0), |error| {
        assert!(matches!(error.kind(), ErrorKind::Body { garbage: true, .. }), "{error:?}");
    });
    // Wherever the page is cut: it is read again, or it is an error.
    let page = {
        let wechat = FakeWeChat::new().with_followers(3);
        let wire = Wire::to(&wechat);
        assert_eq!(builder(&wechat).transport(wire.clone()).build().unwrap().followers().count(), 3);
        wire.of(USER_GET)[0].received.clone()
    };
    for bytes in 0..page.len() {
        for (times, walked) in [(1, 3), (4, 0)] {
            let wechat = FakeWeChat::new().with_followers(3);
            wechat.add_fault(Fault::dirty(Dirt::Truncated(bytes)).on(USER_GET).times(times));
            let walk: Vec<_> = client(&wechat).followers().collect();
            row.triggered(&wechat, usize::try_from(times).unwrap());
            let found: Vec<_> = walk.iter().filter_map(|openid| openid.clone().ok()).collect();
            assert_eq!(found, openids(&wechat, walked), "{bytes} bytes of {}", page.len());
            assert_eq!(walk.len() - found.len(), usize::from(walked == 0), "one error, or none");
        }
    }
    let wechat = FakeWeChat::new();
    wechat.add_fault(row.fault().on(GROUPS_CREATE));
    client(&wechat).groups().create("test").unwrap_err();
    assert_eq!((endings(&wechat, GROUPS_CREATE).len(), wechat.groups().len()), (1, 4), "it was processed once");
}

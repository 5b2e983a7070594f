//! *In the body*: bytes that are no JSON, or not the JSON that was promised.

use transport_mock::{Dirt, Ending, FakeWeChat, Fault};
use wechat_user::users::User;
use wechat_user::{ErrorKind, GroupId};

use crate::calls;
use crate::table::{Row, endings};
use crate::wire::Wire;
use crate::{GROUPS_CREATE, GROUPS_GET, USER_GET, USER_INFO, builder, client, log, openids};

/// One profile as it is and the same with the row's dirt on it, and whether the client said that it repaired it.
struct Twice {
    clean: User,
    dirty: User,
    repaired: bool,
    /// The dirty body.
    came: Vec<u8>,
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
    assert_eq!(row.struck(&wechat, 1)[0].path, USER_INFO);
    assert_eq!(wechat.calls_to(USER_INFO), 2, "what can be read is not asked for again");
    let repaired: Vec<bool> = events.lock().unwrap().iter().map(|event| event.report.repaired).collect();
    let (last, before) = repaired.split_last().unwrap();
    assert!(before.iter().all(|repaired| !repaired), "clean bodies are left alone");
    let exchanges = wire.of(USER_INFO);
    assert_ne!(exchanges[0].came, exchanges[1].came);
    Twice { clean, dirty, repaired: *last, came: exchanges[1].came.clone() }
}

/// The dirt is in the nickname, which begins as it should; everything else is as it was, the avatar's `\/` too.
fn only_the_nickname_is_mended(row: &Row, mended: &str) {
    let Twice { clean, mut dirty, repaired, came } = read_twice(row);
    assert!(repaired);
    assert!(came.windows(2).any(|pair| pair == br"\/"));
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
        assert_eq!(row.struck(&wechat, 1)[0].ending, Ending::Errcode(code));
        let came = String::from_utf8(wire.of(GROUPS_GET)[0].came.clone()).unwrap();
        assert!(came.contains(&format!(r#""errcode":"{code}""#)), "{came}");
        match result {
            Ok(groups) => assert_eq!((groups.len(), code, wechat.token_requests()), (3, 40_001, 2)),
            Err(error) => assert_eq!((error.code().unwrap().get(), code, error.attempts()), (40_050, code, 1)),
        }
    }
    // Success too.
    let wechat = FakeWeChat::new().with_followers(1);
    wechat.add_fault(row.fault().on("/cgi-bin/groups/members/update"));
    client(&wechat).groups().move_user(&wechat.openid(0), GroupId::STARRED).unwrap();
    assert_eq!(row.struck(&wechat, 1)[0].ending, Ending::Errcode(0));
}

#[test]
fn the_order_of_keys_means_nothing() {
    let row = row!();
    let Twice { clean, dirty, repaired, .. } = read_twice(row);
    assert!(clean == dirty && !repaired);
    // Errors, pages and lists of objects as well.
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    let client = client(&wechat);
    let groups = client.groups().list().unwrap();
    wechat.add_fault(row.fault().always());
    assert_eq!(client.groups().list().unwrap(), groups);
    assert_eq!(client.followers().map(Result::unwrap).collect::<Vec<_>>(), openids(&wechat, 25));
    let refused = client.groups().of(&"oNobodyNobodyNobodyNobodyNo".parse().unwrap()).unwrap_err();
    assert!(refused.code().unwrap().get() == 40_003 && refused.rid().is_some(), "{refused}");
    row.struck(&wechat, 1 + 4 + 1);
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
    let Twice { clean, dirty, came, .. } = read_twice(row!());
    assert!(came.starts_with(b"\xEF\xBB\xBF"));
    assert!(clean == dirty);
}

#[test]
fn a_truncated_body_is_an_error_and_never_half_a_list() {
    let row = row!();
    calls::only_the_replayable_are_sent_again(row, Ending::Errcode(0), |error| {
        assert!(matches!(error.kind(), ErrorKind::Body { garbage: true, .. }), "{error:?}");
    });
    // Wherever the page ends: it is read again, or it is an error.
    let page = {
        let wechat = FakeWeChat::new().with_followers(3);
        let wire = Wire::to(&wechat);
        assert_eq!(builder(&wechat).transport(wire.clone()).build().unwrap().followers().count(), 3);
        wire.of(USER_GET)[0].came.clone()
    };
    for bytes in 0..page.len() {
        for (times, walked) in [(1, 3), (4, 0)] {
            let wechat = FakeWeChat::new().with_followers(3);
            wechat.add_fault(Fault::dirty(Dirt::Truncated(bytes)).on(USER_GET).times(times));
            let walk: Vec<_> = client(&wechat).followers().collect();
            row.struck(&wechat, usize::try_from(times).unwrap());
            let found: Vec<_> = walk.iter().filter_map(|openid| openid.clone().ok()).collect();
            assert_eq!(found, openids(&wechat, walked), "{bytes} bytes of {}", page.len());
            assert_eq!(walk.len() - found.len(), usize::from(walked == 0), "one error, or none");
        }
    }
    let wechat = FakeWeChat::new();
    wechat.add_fault(row.fault().on(GROUPS_CREATE));
    client(&wechat).groups().create("test").unwrap_err();
    assert_eq!((endings(&wechat, GROUPS_CREATE).len(), wechat.groups().len()), (1, 4), "it was done, once");
}

//! The three authorization events (授权用户信息变更), as the vendor's page shows them.

use wechat_user_core::AppId;
use wechat_user_web::{Format, Inbound, Push, PushDraft, PushKind, RevokedData};

use crate::samples::{APP_ID, KEY, NOW, URL, both_modes, key, openid, plain_inbox, safe_inbox, sender};

/// The sample in XML. `1` is not in the table of the same page.
const XML: &str = "<xml>\n\n<ToUserName><![CDATA[gh_870882ca4b1]]></ToUserName>\n\n\
    <FromUserName><![CDATA[owAqB1v0ahK_Xlc7GshIDdf2yf7E]]></FromUserName>\n\n<CreateTime>1626857200</CreateTime>\n\n\
    <MsgType><![CDATA[event]]></MsgType>\n\n<Event><![CDATA[user_authorization_revoke]]></Event>\n\n\
    <OpenID><![CDATA[owAqB1nqaOYYWl0Ng484G2z5NIwU]]></OpenID>\n\n<AppID><![CDATA[wx13974bf780d3dc89]]></AppID>\n\n\
    <RevokeInfo><![CDATA[1]]></RevokeInfo>\n\n</xml>";
/// The sample in JSON: names that begin with a blank, and a comma after the last member.
const JSON: &str = r#"{

"ToUserName": "gh_870882ca4b1",

"FromUserName": "oaKk346BaWE-eIn4oSRWbaM9vR7s",

"CreateTime": 1627359464,

"MsgType": "event",

"Event": "user_authorization_revoke",

" OpenID": "oaKk343WOktAaT2ygsX138BGblrg",

" AppID": "wx13974bf780d3dc89",

" RevokeInfo": "201",

}"#;

fn read(document: &str) -> Push {
    let [plain, safe] = both_modes(document);
    let push = plain.unwrap().into_push();
    assert_eq!(safe.unwrap().into_push(), push);
    push
}

#[test]
fn the_vendors_samples_name_the_user_and_what_to_delete() {
    for (sample, user, data) in [
        (XML, "owAqB1nqaOYYWl0Ng484G2z5NIwU", RevokedData::Other("1".to_owned())),
        (JSON, "oaKk343WOktAaT2ygsX138BGblrg", RevokedData::Address),
    ] {
        let push = read(sample);
        let PushKind::AuthorizationRevoked(revoked) = &push.kind else { panic!("{push:?}") };
        assert_eq!((push.openid.as_str(), revoked.data.as_slice()), (user, &[data][..]));
        assert_eq!(push.fields.text("AppID"), Some("wx13974bf780d3dc89"));
        assert!(push.is_event());
    }
}

#[test]
fn the_user_is_in_openid_in_these_three_events_and_in_no_others() {
    for sample in [XML, JSON] {
        let platform = read(&sample.replace("OpenID", "Other")).openid;
        for (event, kind) in [
            ("user_info_modified", PushKind::UserInfoModified),
            ("USER_AUTHORIZATION_CANCELLATION", PushKind::AuthorizationCancelled),
        ] {
            let push = read(&sample.replace("user_authorization_revoke", event));
            assert_eq!(push.kind, kind);
            assert_ne!(push.openid, platform);
        }
        for event in ["subscribe", "unsubscribe", "SCAN", "LOCATION", "user_gifting_card", "wxa_media_check"] {
            let push = read(&sample.replace("user_authorization_revoke", event));
            assert_eq!(push.openid, platform, "{event}");
        }
    }
}

#[test]
fn an_event_that_names_no_user_is_delivered_as_other() {
    for sample in [XML.replace("OpenID", "Other"), JSON.replace("oaKk343WOktAaT2ygsX138BGblrg", "")] {
        let push = read(&sample);
        assert!(
            matches!(&push.kind, PushKind::Other(other) if other.event.as_deref() == Some("user_authorization_revoke"))
        );
    }
}

#[test]
fn two_events_about_two_users_have_two_keys() {
    let other = XML.replace("owAqB1nqaOYYWl0Ng484G2z5NIwU", "owAqB1nqaOYYWl0Ng484G2z5NIwV");
    assert_ne!(read(XML).dedup_key(), read(&other).dedup_key());
}

#[test]
fn drafts_of_all_three_arrive_as_what_they_are() {
    let app_id = &AppId::from(APP_ID);
    let data = [RevokedData::NicknameAndAvatar, RevokedData::Other("1".to_owned())];
    let drafts = [
        PushDraft::user_info_modified("gh_1", &openid(), NOW, app_id),
        PushDraft::authorization_revoked("gh_1", &openid(), NOW, app_id, &data),
        PushDraft::authorization_cancelled("gh_1", &openid(), NOW, app_id),
    ];
    for format in [Format::Xml, Format::Json] {
        for (sender, inbox) in [(sender(), plain_inbox()), (sender().with_aes_key(key(KEY)), safe_inbox())] {
            let sender = sender.with_format(format);
            let kinds = drafts.each_ref().map(|draft| {
                let request = sender.push(URL, draft, NOW, "n", [0; 16]).unwrap();
                let Inbound::Push(incoming) = inbox.receive_request(&request, NOW).unwrap() else { panic!() };
                let push = incoming.push();
                assert_eq!(push.openid, openid());
                assert_eq!(push.fields.text("FromUserName"), Some(PushDraft::PLATFORM));
                assert_eq!(push.fields.text("AppID"), Some(APP_ID));
                push.kind.clone()
            });
            let [PushKind::UserInfoModified, PushKind::AuthorizationRevoked(revoked), PushKind::AuthorizationCancelled] =
                &kinds
            else {
                panic!("{kinds:?}")
            };
            assert_eq!(revoked.data, data);
        }
    }
}

//! The inbox reads what the sender writes, with any text.

use proptest::prelude::*;
use wechat_user_core::http::Method;
use wechat_user_web::{Format, Inbound, PushDraft, PushKind, PushMode};

use crate::samples::{KEY, NOW, URL, key, openid, plain_inbox, safe_inbox, sender};

proptest! {
    #[test]
    fn of_any_text(
        content in any::<String>(),
        nonce in ".{1,32}",
        random in any::<[u8; 16]>(),
        json in any::<bool>(),
        mode in prop_oneof![Just(None), Just(Some(PushMode::Safe)), Just(Some(PushMode::Compatible))],
    ) {
        let format = if json { Format::Json } else { Format::Xml };
        let mut sender = sender().with_format(format);
        let mut inbox = plain_inbox();
        if let Some(mode) = mode {
            sender = sender.with_aes_key(key(KEY)).with_mode(mode);
            inbox = safe_inbox();
        }
        let draft = PushDraft::text("gh_1", &openid(), NOW, &content);
        let request = sender.push(URL, &draft, NOW, &nonce, random).unwrap();
        let Ok(Inbound::Push(incoming)) = inbox.receive_request(&request, NOW) else { panic!() };
        let PushKind::Text(message) = &incoming.push().kind else { panic!() };
        // XML has one kind of line break.
        let expected = if json { content } else { content.replace("\r\n", "\n").replace('\r', "\n") };
        prop_assert_eq!(&message.content, &expected);
    }

    #[test]
    fn of_any_message(message in any::<Vec<u8>>(), random in any::<[u8; 16]>(), app_id in any::<String>()) {
        let app_id = app_id.into();
        let encrypted = key(KEY).encrypt(random, &message, &app_id).unwrap();
        prop_assert_eq!(key(KEY).decrypt(&encrypted, &app_id).unwrap(), message);
    }

    #[test]
    fn of_nothing_at_all(query in any::<String>(), body in any::<Vec<u8>>(), get in any::<bool>()) {
        let method = if get { Method::GET } else { Method::POST };
        prop_assert!(safe_inbox().accepting_plain().receive(&method, &query, &body, NOW).is_err());
    }
}

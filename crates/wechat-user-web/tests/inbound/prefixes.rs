//! Every proper prefix of every sample is an error, never a panic.

use wechat_user_web::{Fields, Format, PushDraft, PushError, PushMode, ReplyError};

use crate::samples::{
    KEY, NOW, PUSH_XML, URL, key, openid, plain_inbox, plain_query, post, safe_inbox, sealed, sender, vectors,
};

/// The samples of pushes, the messages in the vectors, and the messages of the sender in both formats.
fn messages() -> Vec<String> {
    let mut messages: Vec<String> = PUSH_XML.iter().map(|(_, xml)| xml.trim().to_owned()).collect();
    let vectors = vectors();
    for pointer in ["/official_2024_message_push/secure_push/msg", "/easywechat/msg", "/chanxuehong/msg"] {
        messages.push(vectors.pointer(pointer).and_then(|message| message.as_str()).unwrap().trim().to_owned());
    }
    let draft = PushDraft::location_select("gh_1", &openid(), NOW, "menu", 23.0, 113.0, "广州 & <南>");
    for format in [Format::Xml, Format::Json] {
        let request = sender().with_format(format).push(URL, &draft, NOW, "1", [0; 16]).unwrap();
        messages.push(String::from_utf8(request.into_body()).unwrap());
    }
    messages
}

fn proper_prefixes(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..bytes.len()).map(|length| &bytes[..length])
}

#[test]
fn of_plain_bodies() {
    for message in messages() {
        assert!(post(&plain_inbox(), &plain_query(), &message).is_ok(), "{message}");
        for prefix in proper_prefixes(message.as_bytes()) {
            assert!(post(&plain_inbox(), &plain_query(), prefix).is_err(), "{}", String::from_utf8_lossy(prefix));
        }
    }
}

#[test]
fn of_encrypted_messages() {
    for message in messages() {
        for prefix in message.char_indices().map(|(end, _)| &message[..end]) {
            let (query, body) = sealed(prefix);
            let refused = post(&safe_inbox(), &query, body).unwrap_err();
            assert!(!matches!(refused, PushError::MsgSignature | PushError::Decrypt(_)), "{prefix}: {refused}");
        }
    }
}

#[test]
fn of_envelopes_and_their_queries() {
    let draft = PushDraft::text("gh_1", &openid(), NOW, "你好").with_msg_id(1);
    for (mode, format) in [
        (PushMode::Safe, Format::Xml),
        (PushMode::Safe, Format::Json),
        (PushMode::Compatible, Format::Xml),
        (PushMode::Compatible, Format::Json),
    ] {
        let sender = sender().with_aes_key(key(KEY)).with_mode(mode).with_format(format);
        let request = sender.push(URL, &draft, NOW, "xxxxxx", *b"aaaabbbbccccdddd").unwrap();
        let (query, body) = (request.uri().query().unwrap(), request.body());
        assert!(post(&safe_inbox(), query, body).is_ok());
        for prefix in proper_prefixes(body) {
            assert!(post(&safe_inbox(), query, prefix).is_err());
        }
        for prefix in proper_prefixes(query.as_bytes()) {
            let prefix = std::str::from_utf8(prefix).unwrap();
            assert!(post(&safe_inbox(), prefix, body).is_err(), "{prefix}");
        }
    }
}

#[test]
fn of_encrypted_texts_and_keys() {
    let encrypted = key(KEY).encrypt([1; 16], b"hello", &"wx1".into()).unwrap();
    for end in 0..encrypted.len() {
        assert!(key(KEY).decrypt(&encrypted[..end], &"wx1".into()).is_err());
    }
    for end in 0..KEY.len() {
        assert!(wechat_user_web::EncodingAesKey::new(&KEY[..end]).is_err());
    }
}

#[test]
fn of_replies() {
    let sender = sender().with_aes_key(key(KEY));
    let (query, body) = sealed(PUSH_XML[1].1);
    let incoming = post(&safe_inbox(), &query, body).unwrap();
    let reply = wechat_user_web::Reply::Text("你好".to_owned());
    let response = incoming.respond(&reply, NOW, [3; 16]).unwrap();
    assert!(sender.read_reply(response.body().as_bytes()).is_ok());
    for prefix in proper_prefixes(response.body().as_bytes()).skip(1) {
        assert!(sender.read_reply(prefix).is_err());
    }
    for prefix in proper_prefixes(b"success").skip(1) {
        assert_eq!(sender.read_reply(prefix), Err(ReplyError::Unreadable(PushError::UnknownFormat)));
    }
    assert!(Fields::from_xml("").is_err() && Fields::from_json("").is_err());
}

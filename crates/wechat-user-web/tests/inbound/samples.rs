//! Published samples, and helpers to deliver them.

use serde_json::Value;
use wechat_user_core::http::Method;
use wechat_user_core::{OpenId, Timestamp};
use wechat_user_web::{EncodingAesKey, Inbound, Inbox, Incoming, PushError, PushSender, PushToken};

pub(crate) const URL: &str = "http://127.0.0.1/wechat";
pub(crate) const APP_ID: &str = "wxb11529c136998cb6";
pub(crate) const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
pub(crate) const OTHER_KEY: &str = "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS";
pub(crate) const NOW: Timestamp = Timestamp::from_unix_secs(1_409_304_348);

pub(crate) const PUSH_XML: [(&str, &str); 6] = [
    ("location_event", include_str!("../fixtures/push-xml/location_event.xml")),
    ("location_message", include_str!("../fixtures/push-xml/location_message.xml")),
    ("scan", include_str!("../fixtures/push-xml/scan.xml")),
    ("subscribe", include_str!("../fixtures/push-xml/subscribe.xml")),
    ("subscribe_scan", include_str!("../fixtures/push-xml/subscribe_scan.xml")),
    ("unsubscribe", include_str!("../fixtures/push-xml/unsubscribe.xml")),
];

pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../fixtures/crypto_and_sign_vectors.json")).unwrap()
}

pub(crate) fn token() -> PushToken {
    PushToken::new("pamtest").unwrap()
}

pub(crate) fn key(text: &str) -> EncodingAesKey {
    EncodingAesKey::new(text).unwrap()
}

pub(crate) fn plain_inbox() -> Inbox {
    Inbox::new(APP_ID, token())
}

pub(crate) fn safe_inbox() -> Inbox {
    plain_inbox().with_aes_key(key(KEY))
}

pub(crate) fn sender() -> PushSender {
    PushSender::new(APP_ID, token())
}

pub(crate) fn openid() -> OpenId {
    OpenId::new("okPEat9FRX96xG8JQvTxHLpzDV64").unwrap()
}

/// The query of a push in plain mode.
pub(crate) fn plain_query() -> String {
    let timestamp = NOW.as_unix_secs().to_string();
    format!("signature={}&timestamp={timestamp}&nonce=xxxxxx", token().sign(&timestamp, "xxxxxx"))
}

/// The query of a push in safe mode.
pub(crate) fn safe_query(encrypted: &str) -> String {
    let timestamp = NOW.as_unix_secs().to_string();
    let signature = token().sign_encrypted(&timestamp, "xxxxxx", encrypted);
    format!("timestamp={timestamp}&nonce=xxxxxx&encrypt_type=aes&msg_signature={signature}")
}

/// Delivers a message in plain and in safe mode.
pub(crate) fn both_modes(message: &str) -> [Result<Incoming, PushError>; 2] {
    both_modes_of_bytes(message.as_bytes())
}

/// The same for bytes.
pub(crate) fn both_modes_of_bytes(message: &[u8]) -> [Result<Incoming, PushError>; 2] {
    let (query, body) = sealed_bytes(message);
    [post(&plain_inbox(), &plain_query(), message), post(&safe_inbox(), &query, body)]
}

/// Encrypts a message, signs it, and puts it into an envelope: query and body.
pub(crate) fn sealed(message: &str) -> (String, String) {
    sealed_bytes(message.as_bytes())
}

fn sealed_bytes(message: &[u8]) -> (String, String) {
    let encrypted = key(KEY).encrypt(*b"aaaabbbbccccdddd", message, &APP_ID.into()).unwrap();
    (safe_query(&encrypted), format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"))
}

pub(crate) fn post(inbox: &Inbox, query: &str, body: impl AsRef<[u8]>) -> Result<Incoming, PushError> {
    match inbox.receive(&Method::POST, query, body.as_ref(), NOW)? {
        Inbound::Push(incoming) => Ok(*incoming),
        other => panic!("a POST became {other:?}"),
    }
}

pub(crate) fn get(inbox: &Inbox, query: &str) -> Result<String, PushError> {
    match inbox.receive(&Method::GET, query, b"", NOW)? {
        Inbound::UrlCheck(check) => Ok(check.echo().to_owned()),
        other => panic!("a GET became {other:?}"),
    }
}

pub(crate) fn percent_encoded(text: &str) -> String {
    text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// An error as its `Debug` shows it: variants with fields may grow more of them, so no test can build one.
pub(crate) fn shown(error: &dyn std::fmt::Debug) -> String {
    format!("{error:?}")
}

//! Any query and any body, in XML and JSON: as they are, and also signed and encrypted, because hardly any input passes
//! the signature by itself.
//!
//! The input is a query, a line break, a body.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wechat_user_core::Timestamp;
use wechat_user_core::http::Method;
use wechat_user_web::{
    AccountReply, EncodingAesKey, Inbound, Inbox, JsSdk, NetworkState, PushSender, PushToken, Refusal, Reply,
};

const APP_ID: &str = "wxb11529c136998cb6";
const NOW: Timestamp = Timestamp::from_unix_secs(1_409_304_348);
const TIME: &str = "1409304348";

struct Setup {
    token: PushToken,
    key: EncodingAesKey,
    plain: Inbox,
    safe: Inbox,
    plain_sender: PushSender,
    safe_sender: PushSender,
}

static SETUP: LazyLock<Setup> = LazyLock::new(|| {
    let token = PushToken::new("pamtest").unwrap();
    let key = EncodingAesKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
    let previous = EncodingAesKey::new("AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS").unwrap();
    Setup {
        plain: Inbox::new(APP_ID, token.clone()),
        safe: Inbox::new(APP_ID, token.clone()).with_aes_key(key.clone()).with_previous_key(previous),
        plain_sender: PushSender::new(APP_ID, token.clone()),
        safe_sender: PushSender::new(APP_ID, token.clone()).with_aes_key(key.clone()),
        token,
        key,
    }
});

/// A push that was accepted can be printed, deduplicated and replied to, and the service can read the reply.
fn use_it(result: Result<Inbound, Refusal>, sender: &PushSender) {
    match result {
        Ok(Inbound::UrlCheck(check)) => assert_eq!(check.response().body(), check.echo()),
        Ok(Inbound::Push(incoming)) => {
            let push = incoming.push();
            assert!(!format!("{push:?} {}", push.dedup_key().as_str()).is_empty());
            if let Some(at) = push.coordinates() {
                assert!(at.latitude.abs() <= 90.0 && at.longitude.abs() <= 180.0);
            }
            let text = push.fields.text("Content").unwrap_or("?").to_owned();
            if let Ok(response) = incoming.respond(&Reply::Text(text.clone()), NOW, [7; 16]) {
                let sender = sender.clone().with_format(incoming.format());
                let read = sender.read_reply(response.body().as_bytes());
                let Ok(AccountReply::Message(fields)) = read else {
                    panic!("{read:?}: the service cannot read the reply {}", response.body());
                };
                let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
                assert_eq!(fields.text("Content").map(lines), Some(lines(&text)));
            }
        }
        Ok(other) => panic!("{other:?}"),
        Err(refusal) => assert!(!refusal.to_string().is_empty() && refusal.status().is_client_error()),
    }
}

fuzz_target!(|data: &[u8]| {
    let Setup { token, key, plain, safe, plain_sender, safe_sender } = &*SETUP;
    let split = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let query = String::from_utf8_lossy(&data[..split]);
    let body = data.get(split + 1..).unwrap_or_default();

    // As it is.
    for method in [Method::GET, Method::POST] {
        use_it(plain.receive(&method, &query, body, NOW), plain_sender);
        use_it(safe.receive(&method, &query, body, NOW), safe_sender);
    }
    // Signed in plain mode.
    let signed = format!("signature={}&timestamp={TIME}&nonce=n", token.sign(TIME, "n"));
    use_it(plain.receive(&Method::POST, &signed, body, NOW), plain_sender);
    // Encrypted and signed.
    let encrypted = key.encrypt([7; 16], body, &APP_ID.into()).unwrap();
    assert_eq!(key.decrypt(&encrypted, &APP_ID.into()).unwrap(), body);
    let signature = token.sign_encrypted(TIME, "n", &encrypted);
    let sealed = format!("timestamp={TIME}&nonce=n&encrypt_type=aes&msg_signature={signature}");
    let envelope = format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
    use_it(safe.receive(&Method::POST, &sealed, envelope.as_bytes(), NOW), safe_sender);
    // The query as an encrypted text, signed.
    let signature = token.sign_encrypted(TIME, "n", &query);
    let sealed = format!("timestamp={TIME}&nonce=n&encrypt_type=aes&msg_signature={signature}");
    let envelope = format!("<xml><Encrypt><![CDATA[{}]]></Encrypt></xml>", query.replace("]]>", ""));
    use_it(safe.receive(&Method::POST, &sealed, envelope.as_bytes(), NOW), safe_sender);

    // What comes from the account's server, from a page, from a settings file.
    let _ = safe_sender.read_reply(body);
    let _ = EncodingAesKey::new(&query);
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = NetworkState::from_bridge(text);
        let _ = JsSdk::new(APP_ID).config(&"ticket".into(), text, NOW, &query).map(|config| config.to_script_json());
    }
});

//! Any query and any body, in XML and JSON: as they are, and also signed and encrypted, because hardly any input passes
//! the signature by itself.
//!
//! The input is a query, a line break, a body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wechat_user_core::http::Method;
use wechat_user_fuzz::{ACCOUNT, APP_ID, NOW};
use wechat_user_web::{AccountReply, EncodingAesKey, Inbound, JsSdk, NetworkState, PushSender, PushError, Reply};

/// A push that was accepted can be printed, deduplicated and replied to, and the service can read the reply.
fn use_it(result: Result<Inbound, PushError>, sender: &PushSender) {
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
    let account = &*ACCOUNT;
    let plain_sender = PushSender::new(APP_ID, account.token.clone());
    let safe_sender = plain_sender.clone().with_aes_key(account.key.clone());
    let split = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let query = String::from_utf8_lossy(&data[..split]);
    let body = data.get(split + 1..).unwrap_or_default();

    // As it is.
    for method in [Method::GET, Method::POST] {
        use_it(account.plain.receive(&method, &query, body, NOW), &plain_sender);
        use_it(account.safe.receive(&method, &query, body, NOW), &safe_sender);
    }
    use_it(account.deliver_plain(body), &plain_sender);
    use_it(account.deliver_safe(body), &safe_sender);
    use_it(account.deliver_encrypted(&query), &safe_sender);

    // What comes from the account's server, from a page, from a settings file.
    let _ = safe_sender.read_reply(body);
    let _ = EncodingAesKey::new(&query);
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = NetworkState::from_bridge(text);
        let _ = JsSdk::new(APP_ID).config(&"ticket".into(), text, NOW, &query).map(|config| config.to_script_json());
    }
});

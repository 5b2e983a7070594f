//! A push in safe mode that an attacker forges from a genuine one, without any secret, by moving a piece of the
//! encrypted text into the nonce.
//!
//! The signature joins its sorted parts without a separator, so the same characters split elsewhere have the same
//! signature. The rest of the encrypted text decrypts to another message, which the attacker sent before as the content
//! of a text message.

use wechat_user_web::Reply;

use crate::samples::{APP_ID, KEY, NOW, key, post, safe_inbox, shown, token};

/// The smallest piece of Base64 that is a whole number of AES blocks: 64 characters, 48 bytes, 3 blocks.
const PIECE: usize = 64;

/// The planted part, which must start right after a block: 4 bytes of length, and the forged message.
fn planted(length: u32) -> Vec<u8> {
    let forged = "<xml><ToUserName>gh_1</ToUserName><FromUserName>oVICTIM</FromUserName><CreateTime>1</CreateTime>\
                  <MsgType>text</MsgType><Content><![CDATA[pay]]></Content><Rest><![CDATA[";
    [&length.to_be_bytes(), forged.as_bytes()].concat()
}

/// A genuine text message of the attacker. A whole number of pieces is before the planted part, then 16 bytes that the
/// forged message will have as its random bytes.
fn genuine() -> Vec<u8> {
    let head = b"<xml><ToUserName>gh_1</ToUserName><FromUserName>oATTACKER</FromUserName><CreateTime>1</CreateTime>\
                 <MsgType>text</MsgType><Content><![CDATA[";
    let tail = b"]]></Content><MsgId>7</MsgId></xml>";
    // 16 random bytes and 4 bytes of length precede the message.
    let before = (20 + head.len()).next_multiple_of(48) + 16;
    let filler = before - 20 - head.len();
    let length = planted(0).len() - 4 + tail.len();
    let planted = planted(u32::try_from(length).unwrap());
    [&head[..], &b"x".repeat(filler), &planted, tail].concat()
}

#[test]
fn moving_blocks_of_the_encrypted_text_into_the_nonce_forges_nothing() {
    let message = genuine();
    // The sorted order must put the nonce directly before the encrypted text. An attacker waits for a push where it
    // does.
    let (timestamp, nonce) = (NOW.as_unix_secs().to_string(), "9");
    let (encrypted, signature) = (0_u8..=255)
        .map(|random| {
            let encrypted = key(KEY).encrypt([random; 16], &message, &APP_ID.into()).unwrap();
            let signature = token().sign_encrypted(&timestamp, nonce, &encrypted);
            (encrypted, signature)
        })
        .find(|(encrypted, _)| {
            let moved = message.windows(4).position(|window| window[..3] == [0, 0, 0]).unwrap();
            let cut = (20 + moved - 16) / 48 * PIECE;
            in_order(encrypted, &timestamp, nonce)
                && in_order(&encrypted[cut..], &timestamp, &format!("{nonce}{}", &encrypted[..cut]))
        })
        .expect("one of 256 sorts that way");
    let moved = message.windows(4).position(|window| window[..3] == [0, 0, 0]).unwrap();
    let cut = (20 + moved - 16) / 48 * PIECE;
    let (forged_nonce, forged) = (format!("{nonce}{}", &encrypted[..cut]), &encrypted[cut..]);

    // Signature and key accept it: a message from a user that never wrote it.
    assert_eq!(token().sign_encrypted(&timestamp, &forged_nonce, forged), signature);
    let decrypted = String::from_utf8(key(KEY).decrypt(forged, &APP_ID.into()).unwrap()).unwrap();
    assert!(decrypted.starts_with("<xml><ToUserName>gh_1</ToUserName><FromUserName>oVICTIM<"), "{decrypted}");

    let query = |nonce: &str| {
        let nonce = nonce.replace('+', "%2B");
        format!("timestamp={timestamp}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}")
    };
    let envelope = |encrypted: &str| format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
    let given = forged_nonce.len();
    let refused = post(&safe_inbox(), &query(&forged_nonce), envelope(forged)).unwrap_err();
    assert_eq!(shown(&refused), format!("LongNonce {{ limit: 32, given: {given} }}"));

    let genuine = post(&safe_inbox(), &query(nonce), envelope(&encrypted)).unwrap();
    assert_eq!(genuine.push().openid.as_str(), "oATTACKER");
    assert!(genuine.respond(&Reply::Success, NOW, [0; 16]).is_ok());
}

/// Whether the nonce is directly before the encrypted text in the sorted parts.
fn in_order(encrypted: &str, timestamp: &str, nonce: &str) -> bool {
    let mut parts = ["pamtest", timestamp, nonce, encrypted];
    parts.sort_unstable();
    let at = |part: &str| parts.iter().position(|other| *other == part).unwrap();
    at(nonce) + 1 == at(encrypted)
}

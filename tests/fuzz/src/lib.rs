//! What the fuzz targets share: an account, and requests that are signed and encrypted for it.

use std::sync::LazyLock;

use wechat_user_core::Timestamp;
use wechat_user_core::http::Method;
use wechat_user_web::{EncodingAesKey, Inbound, Inbox, PushError, PushToken};

pub const APP_ID: &str = "wxb11529c136998cb6";
pub const NOW: Timestamp = Timestamp::from_unix_secs(1_409_304_348);
const TIME: &str = "1409304348";

pub struct Account {
    pub token: PushToken,
    pub key: EncodingAesKey,
    pub plain: Inbox,
    pub safe: Inbox,
}

pub static ACCOUNT: LazyLock<Account> = LazyLock::new(|| {
    let token = PushToken::new("pamtest").unwrap();
    let key = EncodingAesKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
    let previous = EncodingAesKey::new("AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS").unwrap();
    let plain = Inbox::new(APP_ID, token.clone());
    let safe = plain.clone().with_aes_key(key.clone()).with_previous_key(previous);
    Account { token, key, plain, safe }
});

impl Account {
    /// Delivers a message in plain mode, signed.
    pub fn deliver_plain(&self, message: &[u8]) -> Result<Inbound, PushError> {
        let query = format!("signature={}&timestamp={TIME}&nonce=n", self.token.sign(TIME, "n"));
        self.plain.receive(&Method::POST, &query, message, NOW)
    }

    /// Delivers a message in safe mode, encrypted and signed.
    pub fn deliver_safe(&self, message: &[u8]) -> Result<Inbound, PushError> {
        self.deliver_encrypted(&self.key.encrypt([7; 16], message, &APP_ID.into()).unwrap())
    }

    /// Delivers a text as the encrypted one, signed.
    pub fn deliver_encrypted(&self, encrypted: &str) -> Result<Inbound, PushError> {
        let signature = self.token.sign_encrypted(TIME, "n", encrypted);
        let query = format!("timestamp={TIME}&nonce=n&encrypt_type=aes&msg_signature={signature}");
        let envelope = format!("<xml><Encrypt><![CDATA[{}]]></Encrypt></xml>", encrypted.replace("]]>", ""));
        self.safe.receive(&Method::POST, &query, envelope.as_bytes(), NOW)
    }
}

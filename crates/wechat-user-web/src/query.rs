//! The query of a request of the service. The URL in the callback settings may have parameters of its own; they are left alone.

use std::borrow::Cow;

use crate::limits::Limits;
use crate::refusal::Refusal;

const NAMES: [&str; 6] = ["signature", "timestamp", "nonce", "echostr", "encrypt_type", "msg_signature"];

/// The parameters that the service adds.
pub(crate) struct Query<'a>([Option<Cow<'a, str>>; NAMES.len()]);

impl<'a> Query<'a> {
    pub(crate) fn read(text: &'a str, limits: Limits) -> Result<Self, Refusal> {
        if text.len() > limits.query {
            return Err(Refusal::TooLarge { part: "query", limit: limits.query, given: text.len() });
        }
        let mut query = Self([const { None }; NAMES.len()]);
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let Some(index) = NAMES.iter().position(|known| *known == name) else { continue };
            if query.0[index].replace(value).is_some() {
                return Err(Refusal::RepeatedParameter { name: NAMES[index] });
            }
        }
        Ok(query)
    }

    pub(crate) fn get(&self, name: &'static str) -> Option<&str> {
        let index = NAMES.iter().position(|known| *known == name)?;
        self.0[index].as_deref()
    }

    pub(crate) fn need(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::MissingParameter { name })
    }

    /// Whether the push is encrypted: `encrypt_type=aes`. Absent or `raw`, it is not.
    pub(crate) fn is_encrypted(&self) -> Result<bool, Refusal> {
        match self.get("encrypt_type") {
            None | Some("" | "raw") => Ok(false),
            Some("aes") => Ok(true),
            Some(_) => Err(Refusal::EncryptType),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_others_ignored() {
        let query = Query::read("a=1&signature=x&a=2&nonce=%E4%B8%AD+1&&timestamp", Limits::DEFAULT).unwrap();
        assert_eq!(query.get("signature"), Some("x"));
        assert_eq!(query.get("nonce"), Some("中 1"));
        assert_eq!(query.get("timestamp"), Some(""));
        assert_eq!(query.need("echostr"), Err(Refusal::MissingParameter { name: "echostr" }));
    }

    #[test]
    fn what_is_signed_is_there_once() {
        let refused = Query::read("signature=x&nonce=1&signature=y", Limits::DEFAULT).map(drop);
        assert_eq!(refused, Err(Refusal::RepeatedParameter { name: "signature" }));
        let long = format!("nonce={}", "1".repeat(8 * 1024));
        let refused = Query::read(&long, Limits::DEFAULT).map(drop);
        assert_eq!(refused, Err(Refusal::TooLarge { part: "query", limit: 8_192, given: 8_198 }));
    }

    #[test]
    fn there_are_two_encrypt_types() {
        let read = |text| Query::read(text, Limits::DEFAULT).and_then(|query| query.is_encrypted());
        for (text, expected) in
            [("", false), ("encrypt_type=", false), ("encrypt_type=raw", false), ("encrypt_type=aes", true)]
        {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert_eq!(read("encrypt_type=rot13"), Err(Refusal::EncryptType));
    }
}

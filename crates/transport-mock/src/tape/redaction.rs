//! Removes what a recording must not contain: secrets always, openids on request. The same value always gets the same
//! substitute, so that a recording still distinguishes one token from the next.

use std::collections::BTreeMap;

use crate::redact::Redactor;

/// How long an openid is.
const OPENID: usize = 28;

pub(super) struct Redaction {
    secrets: Redactor,
    openids: BTreeMap<Vec<u8>, String>,
    hides_openids: bool,
}

impl Redaction {
    pub(super) fn new() -> Self {
        let mut substitutes = BTreeMap::new();
        let secrets = Redactor::with_substitutes(move |secret| {
            let number = substitutes.len() + 1;
            substitutes.entry(secret.to_owned()).or_insert_with(|| format!("RECORDED-{number}")).clone()
        });
        Self { secrets, openids: BTreeMap::new(), hides_openids: false }
    }

    pub(super) fn hide_openids(&mut self) {
        self.hides_openids = true;
    }

    /// A path.
    pub(super) fn path(&mut self, path: &str) -> String {
        let path = self.secrets.text(path);
        self.finish_text(path)
    }

    /// The parameters of a query, decoded.
    pub(super) fn query(&mut self, query: &str) -> Vec<(String, String)> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // Secrets first: a parameter before may contain the value of one after it.
        for (name, value) in &pairs {
            self.secrets.parameter(name, value);
        }
        pairs
            .into_iter()
            .map(|(name, value)| {
                let value = self.secrets.parameter(&name, &value);
                (self.finish_text(name), self.finish_text(value))
            })
            .collect()
    }

    /// A body, JSON or not.
    pub(super) fn body(&mut self, body: &[u8]) -> Vec<u8> {
        let body = self.secrets.bytes(body);
        if self.hides_openids { self.without_openids(&body) } else { body }
    }

    fn finish_text(&mut self, text: String) -> String {
        if !self.hides_openids {
            return text;
        }
        String::from_utf8_lossy(&self.without_openids(text.as_bytes())).into_owned()
    }

    fn without_openids(&mut self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        for word in text.chunk_by(|left, right| is_letter(*left) == is_letter(*right)) {
            if word.len() == OPENID && word[0] == b'o' {
                let number = self.openids.len() + 1;
                let substitute =
                    self.openids.entry(word.to_owned()).or_insert_with(|| format!("oRecorded{number:019}"));
                out.extend_from_slice(substitute.as_bytes());
            } else {
                out.extend_from_slice(word);
            }
        }
        out
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(redaction: &mut Redaction, body: &str) -> String {
        String::from_utf8(redaction.body(body.as_bytes())).unwrap()
    }

    #[test]
    fn a_secret_has_the_same_substitute_everywhere() {
        let mut redaction = Redaction::new();
        assert_eq!(
            body(&mut redaction, r#"{"access_token" : "T0K3N-one","expires_in":7200}"#),
            r#"{"access_token" : "RECORDED-1","expires_in":7200}"#
        );
        assert_eq!(
            redaction.query("access_token=T0K3N-one&x=%E5%8D%8E"),
            [("access_token".into(), "RECORDED-1".into()), ("x".into(), "华".into())]
        );
        assert_eq!(body(&mut redaction, r#"{"errmsg":"T0K3N-one is bad"}"#), r#"{"errmsg":"RECORDED-1 is bad"}"#);
        let short = body(&mut redaction, r#"{"secret":"s\"1","appsecret":"s","n":"s"}"#);
        assert_eq!(short, r#"{"secret":"RECORDED-2","appsecret":"RECORDED-3","n":"s"}"#);
        assert_eq!(body(&mut redaction, r#"{"secret":"s"}"#), r#"{"secret":"RECORDED-3"}"#);
    }

    #[test]
    fn a_tape_holds_no_token_in_a_url_in_nested_json_or_under_another_name() {
        let mut redaction = Redaction::new();
        let nested = r#"{"request":{"request_url":"/cgi-bin/tags/get?access_token=97_aaaaaaaa&lang=en","request_body":"{\"appsecret\":\"bbbbbbbbbb\"}"},"authorizer_access_token":"cccccccccc","session_key":["dddddddddd"]}"#;
        let written = body(&mut redaction, nested);
        for secret in ["97_aaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd"] {
            assert!(!written.contains(secret), "{secret} is in {written}");
        }
        assert!(written.contains("lang=en"), "{written}");
        let query = redaction.query("back=https%3A%2F%2Fx%2F%3Faccess_token%3D97_eeeeeeee&access_token=97_eeeeeeee");
        assert!(query.iter().all(|(_, value)| !value.contains("97_eeeeeeee")), "{query:?}");
        assert!(!redaction.path("/authorize/97_eeeeeeee").contains("97_eeeeeeee"));
    }

    #[test]
    fn openids_are_replaced_on_request() {
        let text =
            r#"{"openid":"oDF3iY9ffA-hqb2vVvbr7qxf6A0Q","next_openid":"oDF3iY9ffA-hqb2vVvbr7qxf6A0Q","n":"oShort"}"#;
        let mut redaction = Redaction::new();
        assert_eq!(body(&mut redaction, text), text);
        redaction.hide_openids();
        let substitute = "oRecorded0000000000000000001";
        assert_eq!(substitute.len(), OPENID);
        let expected = text.replace("oDF3iY9ffA-hqb2vVvbr7qxf6A0Q", substitute);
        assert_eq!(body(&mut redaction, text), expected);
        assert_eq!(redaction.query("openid=oDF3iY9ffA-hqb2vVvbr7qxf6A0Q")[0].1, substitute);
    }
}

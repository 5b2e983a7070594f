//! Replaces what must not be in a recording: secrets always, openids on request. The same value becomes the same substitute, so that a
//! recording still tells one token from the next.

use std::collections::BTreeMap;

use crate::mask::{SECRET, is_secret};

/// A secret shorter than this is replaced where its name stands before it, not wherever its text occurs.
const TELLING: usize = 8;
/// How long an openid is.
const OPENID: usize = 28;

#[derive(Default)]
pub(super) struct Veil {
    secrets: BTreeMap<Vec<u8>, String>,
    openids: BTreeMap<Vec<u8>, String>,
    hides_openids: bool,
}

impl Veil {
    pub(super) fn hide_openids(&mut self) {
        self.hides_openids = true;
    }

    /// The parameters of a query, decoded.
    pub(super) fn query(&mut self, query: &str) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        let pairs: Vec<(String, String)> = pairs
            .map(|(name, value)| {
                let value = if is_secret(&name) && !value.is_empty() { self.secret(value.as_bytes()) } else { value };
                (name, value)
            })
            .collect();
        pairs
            .into_iter()
            .map(|(name, value)| (name, String::from_utf8_lossy(&self.rest(value.into_bytes())).into_owned()))
            .collect()
    }

    /// A body, whatever it is: one that cannot be read as JSON is covered as well.
    pub(super) fn body(&mut self, body: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(body.len());
        let mut rest = body;
        while let Some((before, value, after)) = next_secret(rest) {
            out.extend_from_slice(before);
            out.extend_from_slice(self.secret(value).as_bytes());
            rest = after;
        }
        out.extend_from_slice(rest);
        self.rest(out)
    }

    /// What is known to be secret, wherever it occurs, and openids.
    fn rest(&mut self, mut text: Vec<u8>) -> Vec<u8> {
        for (secret, substitute) in self.secrets.iter().filter(|(secret, _)| secret.len() >= TELLING) {
            text = replace_all(text, secret, substitute.as_bytes());
        }
        if self.hides_openids { self.without_openids(&text) } else { text }
    }

    fn secret(&mut self, value: &[u8]) -> String {
        let number = self.secrets.len() + 1;
        self.secrets.entry(value.to_owned()).or_insert_with(|| format!("RECORDED-{number}")).clone()
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

/// What stands before the next text under the name of a secret, that text, and what follows it.
fn next_secret(body: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let starts = SECRET.iter().filter_map(|name| {
        let key = format!("\"{name}\"").into_bytes();
        let mut from = 0;
        loop {
            let end = from + find(&body[from..], &key)? + key.len();
            if let Some(start) = text_after_colon(body, end) {
                return Some(start);
            }
            from = end;
        }
    });
    let start = starts.min()?;
    let mut end = start;
    while let Some(byte) = body.get(end).filter(|byte| **byte != b'"') {
        end += if *byte == b'\\' { 2 } else { 1 };
    }
    let end = end.min(body.len());
    Some((&body[..start], &body[start..end], &body[end..]))
}

/// Where a text begins, behind its quote, if what follows here is a colon and a text that is not empty.
fn text_after_colon(body: &[u8], at: usize) -> Option<usize> {
    let skip = |at: usize| body[at..].iter().position(|byte| !byte.is_ascii_whitespace()).map(|gap| at + gap);
    let colon = skip(at).filter(|at| body[*at] == b':')?;
    let quote = skip(colon + 1).filter(|at| body[*at] == b'"')?;
    body.get(quote + 1).filter(|byte| **byte != b'"').map(|_| quote + 1)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn replace_all(text: Vec<u8>, what: &[u8], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_slice();
    while let Some(at) = find(rest, what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(with);
        rest = &rest[at + what.len()..];
    }
    if out.is_empty() {
        return text;
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(veil: &mut Veil, body: &str) -> String {
        String::from_utf8(veil.body(body.as_bytes())).unwrap()
    }

    #[test]
    fn a_secret_is_the_same_substitute_wherever_it_stands() {
        let mut veil = Veil::default();
        assert_eq!(
            body(&mut veil, r#"{"access_token" : "T0K3N-one","expires_in":7200}"#),
            r#"{"access_token" : "RECORDED-1","expires_in":7200}"#
        );
        assert_eq!(
            veil.query("access_token=T0K3N-one&x=%E5%8D%8E"),
            [("access_token".into(), "RECORDED-1".into()), ("x".into(), "华".into())]
        );
        assert_eq!(body(&mut veil, r#"{"errmsg":"T0K3N-one is bad"}"#), r#"{"errmsg":"RECORDED-1 is bad"}"#);
        assert_eq!(
            body(&mut veil, r#"{"secret":"s\"1","appsecret":"s","n":"s"}"#),
            r#"{"secret":"RECORDED-2","appsecret":"RECORDED-3","n":"s"}"#
        );
        assert_eq!(
            body(&mut veil, r#"{"code":7,"ticket":"","refresh_token":"cut off"#),
            r#"{"code":7,"ticket":"","refresh_token":"RECORDED-4"#
        );
    }

    #[test]
    fn openids_are_replaced_on_request() {
        let text =
            r#"{"openid":"oDF3iY9ffA-hqb2vVvbr7qxf6A0Q","next_openid":"oDF3iY9ffA-hqb2vVvbr7qxf6A0Q","n":"oShort"}"#;
        let mut veil = Veil::default();
        assert_eq!(body(&mut veil, text), text);
        veil.hide_openids();
        let substitute = "oRecorded0000000000000000001";
        assert_eq!(substitute.len(), OPENID);
        let expected = text.replace("oDF3iY9ffA-hqb2vVvbr7qxf6A0Q", substitute);
        assert_eq!(body(&mut veil, text), expected);
        assert_eq!(veil.query("openid=oDF3iY9ffA-hqb2vVvbr7qxf6A0Q")[0].1, substitute);
    }
}

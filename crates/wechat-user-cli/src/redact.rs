//! Secrets in responses without a type: raw calls, and requests that the service recorded.

use serde_json::Value;

use crate::plan::MASK;

/// What is masked: the values of keys and parameters whose name says that they are secret, and texts that are known to
/// be.
#[derive(Default)]
pub(crate) struct Redaction {
    known: Vec<String>,
}

impl Redaction {
    /// Masks this text too, wherever it stands.
    pub(crate) fn with(mut self, secret: &str) -> Self {
        if !secret.is_empty() {
            self.known.push(secret.to_owned());
        }
        self
    }

    /// Masks inside of a JSON value, and inside of JSON and URLs in its texts.
    pub(crate) fn value(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| match field {
                Value::String(text) if is_secret(key) => MASK.clone_into(text),
                _ => self.value(field),
            }),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::String(text) => *text = self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Masks in a text that is JSON, or a URL, or a query, or anything else.
    pub(crate) fn text(&self, text: &str) -> String {
        let masked = match serde_json::from_str::<Value>(text) {
            Ok(mut value @ (Value::Object(_) | Value::Array(_))) => {
                let before = value.clone();
                self.value(&mut value);
                if value == before { text.to_owned() } else { value.to_string() }
            }
            _ => parameters(text),
        };
        self.known.iter().fold(masked, |text, secret| text.replace(secret.as_str(), MASK))
    }
}

/// `a=1&access_token=..` with a mask for the values of secret names. `code` is one of them here: in a query it is a
/// person's authorization code.
fn parameters(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for part in
        text.split_inclusive(|c: char| matches!(c, '&' | '?' | '#' | '"' | '\'' | ',' | ';') || c.is_whitespace())
    {
        match part.split_once('=') {
            Some((name, value)) if is_secret(name) || name == "code" => {
                let end = value.chars().next_back().filter(|c| !c.is_alphanumeric() && !"-_.~%+/=".contains(*c));
                masked.extend([name, "=", MASK]);
                masked.extend(end);
            }
            _ => masked.push_str(part),
        }
    }
    masked
}

/// By the service's names: `access_token`, `authorizer_refresh_token`, `jsapi_ticket`, `component_appsecret`,
/// `session_key`, `encoding_aes_key`.
fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(|c| *c != '_').collect::<String>().to_lowercase();
    ["token", "secret", "ticket", "sessionkey", "aeskey", "password"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_masked_by_the_names_of_their_keys_at_any_depth() {
        let mut value = json!({
            "access_token": "t-1", "expires_in": 7200, "refresh_token": "t-2", "ticket": "t-3", "openid": "o1",
            "nested": [{"component_appsecret": "t-4", "EncodingAESKey": "t-5", "token": null}],
        });
        Redaction::default().value(&mut value);
        assert_eq!(value["expires_in"], 7200);
        assert_eq!((&value["openid"], &value["nested"][0]["token"]), (&json!("o1"), &Value::Null));
        assert_eq!(value.to_string().matches(MASK).count(), 5);
        assert!(!value.to_string().contains("t-"), "{value}");
    }

    #[test]
    fn queries_and_json_inside_of_texts_are_masked_too() {
        let redaction = Redaction::default();
        for (text, expected) in [
            ("access_token=97_x&type=jsapi", "access_token=[redacted]&type=jsapi"),
            ("GET /p?a=1&secret=x#y", "GET /p?a=1&secret=[redacted]#y"),
            ("see \"https://h/?code=x\" there", "see \"https://h/?code=[redacted]\" there"),
            (r#"{"ticket":"x","a":1}"#, r#"{"a":1,"ticket":"[redacted]"}"#),
            (r#"{"b": "clean", "a":1}"#, r#"{"b": "clean", "a":1}"#),
            ("a token is a word", "a token is a word"),
            ("", ""),
        ] {
            assert_eq!(redaction.text(text), expected);
        }
    }

    #[test]
    fn a_known_secret_is_masked_wherever_it_stands() {
        let redaction = Redaction::default().with("hush").with("");
        let mut value = json!({"message": "it is hush!", "list": ["hush"], "n": 1});
        redaction.value(&mut value);
        assert_eq!(value, json!({"message": "it is [redacted]!", "list": ["[redacted]"], "n": 1}));
    }
}

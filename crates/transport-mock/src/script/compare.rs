//! Compares a request with an expectation: both are written as lines, with secrets masked.

use serde_json::Value;
use similar::TextDiff;
use wechat_user_core::transport::Request;

use super::expectation::{Body, Expectation};
use crate::mask::{MASKED, MASKED_OTHER};
use crate::redact::is_secret;

/// All lines, with differing ones marked `-` and `+`; `None` if the request is as expected.
pub(super) fn difference(expectation: &Expectation, request: &Request) -> Option<String> {
    let query: Vec<(String, String)> = parameters(request);
    let mut expected = format!("{expectation}\n");
    let mut got = format!("{} {}\n", request.method(), request.uri().path());
    for (name, value) in &expectation.query {
        let (is_there, shown, other) = parameter(&query, name, value);
        expected.push_str(&format!("?{name}={shown}\n"));
        got.push_str(&if is_there { format!("?{name}={other}\n") } else { format!("?{name} is missing\n") });
    }
    match &expectation.body {
        None => {}
        Some(Body::Empty) => {
            expected.push_str("no body\n");
            got.push_str(&if request.body().is_empty() { "no body\n".into() } else { body_text(request.body(), None) });
        }
        Some(Body::Json(json)) => {
            expected.push_str(&pretty(masked(json.clone(), None)));
            got.push_str(&body_text(request.body(), Some(json)));
        }
    }
    if expected == got {
        return None;
    }
    let difference = TextDiff::from_lines(expected.as_str(), got.as_str());
    let lines = difference.iter_all_changes().map(|change| format!("{} {}", change.tag(), change.value()));
    Some(lines.collect())
}

/// The whole request, masked.
pub(super) fn show(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri().path());
    for (name, value) in parameters(request) {
        let shown = if is_secret(&name) { MASKED } else { value.as_str() };
        text.push_str(&format!("?{name}={shown}\n"));
    }
    if !request.body().is_empty() {
        text.push_str(&body_text(request.body(), None));
    }
    text
}

fn parameters(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// Whether a parameter is present, how its expected value is printed, and how its received value is printed.
fn parameter<'a>(query: &'a [(String, String)], name: &str, expected: &'a str) -> (bool, &'a str, &'a str) {
    let values = || query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let got = values().find(|value| *value == expected).or_else(|| values().next());
    let shown = if is_secret(name) { MASKED } else { expected };
    match got {
        Some(value) if value == expected => (true, shown, shown),
        Some(_) if is_secret(name) => (true, shown, MASKED_OTHER),
        Some(value) => (true, shown, value),
        None => (false, shown, ""),
    }
}

fn body_text(body: &[u8], expected: Option<&Value>) -> String {
    match serde_json::from_slice(body) {
        Ok(value) => pretty(masked(value, expected)),
        Err(_) if body.is_empty() => "no body\n".to_owned(),
        // A body that cannot be read cannot be masked, so it is not printed.
        Err(error) => format!("a body of {} bytes that is not JSON: {error}\n", body.len()),
    }
}

fn pretty(value: Value) -> String {
    format!("{value:#}\n")
}

/// Masks secrets; unexpected ones get another mask, so that the difference is visible.
fn masked(value: Value, expected: Option<&Value>) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.into_iter().map(|(key, value)| {
                let twin = expected.map(|expected| expected.get(&key).unwrap_or(&Value::Null));
                let value = match twin {
                    Some(twin) if is_secret(&key) && *twin != value => MASKED_OTHER.into(),
                    _ if is_secret(&key) => MASKED.into(),
                    _ => masked(value, twin),
                };
                (key, value)
            });
            Value::Object(entries.collect())
        }
        Value::Array(values) => {
            let twin = |at| expected.map(|expected| expected.get(at).unwrap_or(&Value::Null));
            values.into_iter().enumerate().map(|(at, value)| masked(value, twin(at))).collect()
        }
        other => other,
    }
}

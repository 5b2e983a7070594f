//! Compares a request with an expectation: both are written as lines, with secrets masked.

use serde_json::Value;
use similar::TextDiff;
use wechat_user_core::transport::Request;

use super::expectation::{Body, Expectation};
use super::masking::Masking;

/// All lines, with differing ones marked `-` and `+`; `None` if the request is as expected.
pub(super) fn difference(expectation: &Expectation, request: &Request) -> Option<String> {
    let query: Vec<(String, String)> = parameters(request);
    let sent = serde_json::from_slice::<Value>(request.body());
    let json = match &expectation.body {
        Some(Body::Json(json)) => Some(json),
        _ => None,
    };
    let mut masking = Masking::of(query.iter().chain(&expectation.query), &[json, sent.as_ref().ok()]);
    let mut expected = masking.text(&format!("{expectation}\n"));
    let mut got = masking.text(&format!("{} {}\n", request.method(), request.uri().path()));
    if expected == got && request.uri().path() != expectation.path {
        got.push_str("the path has another secret\n");
    }
    for (name, value) in &expectation.query {
        expected.push_str(&format!("?{name}={}\n", masking.named(name, value, None)));
        got.push_str(&match find(&query, name, value) {
            Some(found) => format!("?{name}={}\n", masking.named(name, found, Some(value))),
            None => format!("?{name} is missing\n"),
        });
    }
    match &expectation.body {
        None => {}
        Some(Body::Empty) => {
            expected.push_str("no body\n");
            got.push_str(&body_text(request.body(), None, &mut masking));
        }
        Some(Body::Json(json)) => {
            expected.push_str(&pretty(&masking.json(json.clone(), None)));
            got.push_str(&body_text(request.body(), Some(json), &mut masking));
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
    let query = parameters(request);
    let sent = serde_json::from_slice::<Value>(request.body());
    let mut masking = Masking::of(query.iter(), &[sent.as_ref().ok()]);
    let mut text = masking.text(&format!("{} {}\n", request.method(), request.uri().path()));
    for (name, value) in &query {
        text.push_str(&format!("?{name}={}\n", masking.named(name, value, None)));
    }
    if !request.body().is_empty() {
        text.push_str(&body_text(request.body(), None, &mut masking));
    }
    text
}

fn parameters(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// The parameter with this name, if possible the one with the expected value.
fn find<'a>(query: &'a [(String, String)], name: &str, expected: &str) -> Option<&'a str> {
    let values = || query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    values().find(|value| *value == expected).or_else(|| values().next())
}

fn body_text(body: &[u8], expected: Option<&Value>, masking: &mut Masking) -> String {
    match serde_json::from_slice(body) {
        Ok(value) => pretty(&masking.json(value, expected)),
        Err(_) if body.is_empty() => "no body\n".to_owned(),
        // A body that cannot be read cannot be masked, so it is not printed.
        Err(error) => format!("a body of {} bytes that is not JSON: {error}\n", body.len()),
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

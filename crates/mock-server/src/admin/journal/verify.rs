//! `/_mock/journal/verify`: whether a path was called as expected.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::redact::Redactor;
use transport_mock::{Entry, Service};

use super::super::Context;
use super::super::message::{Body, Problem, Reply, read};
use super::compare::differences;

/// How many calls a refusal describes.
const SHOWN: usize = 10;

/// The calls that are expected.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"path\":\"/cgi-bin/tags/create\",\"times\":1}")]
struct Expected {
    path: String,
    /// Exactly this many; without it, at least one.
    times: Option<u64>,
    /// What the body of each counted call contains.
    body: Option<Value>,
}

/// One call of the path.
struct Candidate {
    number: u64,
    ending: String,
    /// Where it differs from the expected body; `Err` if the body is not there.
    differences: Result<Vec<String>, &'static str>,
}

/// Counts the calls of a path, and returns 422 with the difference if they are not as expected.
pub(in super::super) fn verify(context: &Context<'_>) -> Reply {
    let expected: Expected = read(context.body)?;
    context.wechat.with_service(|service| match &expected.body {
        None => expected.judge(service.calls_to(&expected.path), json!({})),
        Some(body) => {
            let candidates = expected.candidates(service, body);
            let lost = service.calls_to(&expected.path) - candidates.len() as u64;
            if lost > 0 {
                let problem = format!("{lost} calls of {} were dropped from the journal", expected.path);
                return Err(refusal(&problem, json!({})));
            }
            if let Some((number, why)) = candidates.iter().find_map(Candidate::unreadable) {
                let problem = format!("call {number} of {} cannot be compared: {why}", expected.path);
                return Err(refusal(&problem, json!({})));
            }
            let matching = candidates.iter().filter(|candidate| candidate.matches()).count();
            let others = candidates.iter().rev().filter(|candidate| !candidate.matches()).take(SHOWN);
            let others: Vec<Value> = others.map(Candidate::described).collect();
            expected.judge(matching as u64, json!({"expected": body, "other_calls": others}))
        }
    })
}

impl Expected {
    fn candidates(&self, service: &Service, body: &Value) -> Vec<Candidate> {
        // What was stored is redacted, so what is expected must be as well.
        let mut redactor = Redactor::new("[redacted]");
        redactor.know(service.app_secret().expose());
        let mut body = body.clone();
        redactor.value(&mut body);
        let calls = service.journal().filter(|entry| self.path == entry.path);
        calls.map(|entry| Candidate::new(service, entry, &body)).collect()
    }

    fn judge(&self, counted: u64, more: Value) -> Reply {
        let is_as_expected = self.times.map_or(counted > 0, |times| counted == times);
        if is_as_expected {
            return Ok(json!({"ok": true, "calls": counted}).into());
        }
        let times = self.times.map_or("at least one call".to_owned(), |times| format!("{times} calls"));
        let with = if self.body.is_some() { " with this body" } else { "" };
        Err(refusal(&format!("expected {times} of {}{with}, counted {counted}", self.path), more))
    }
}

impl Candidate {
    fn new(service: &Service, entry: &Entry, expected: &Value) -> Self {
        let differences = match service.bodies_of(entry.number) {
            None => Err("its body was not kept, or was dropped to keep the journal within its limit"),
            Some(bodies) if bodies.request.is_cut => Err("its body is longer than what the journal keeps"),
            Some(bodies) => match serde_json::from_str(&bodies.request.text) {
                Ok(got) => Ok(differences(expected, &got)),
                Err(_) => Ok(vec!["the body is not JSON".to_owned()]),
            },
        };
        Self { number: entry.number, ending: entry.ending.to_string(), differences }
    }

    fn matches(&self) -> bool {
        self.differences.as_ref().is_ok_and(Vec::is_empty)
    }

    fn unreadable(&self) -> Option<(u64, &'static str)> {
        self.differences.as_ref().err().map(|why| (self.number, *why))
    }

    fn described(&self) -> Value {
        json!({"number": self.number, "ending": self.ending, "differences": self.differences.as_deref().unwrap_or_default()})
    }
}

fn refusal(error: &str, more: Value) -> Problem {
    let mut body = more;
    body["error"] = error.into();
    Problem::with_body(StatusCode::UNPROCESSABLE_ENTITY, Body::Value(body))
}

//! Reading the journal, and checking it.

mod compare;
mod stream;
mod verify;

use serde_json::{Value, json};
use transport_mock::{Bodies, Entry, Service};

use super::Context;
use super::message::{Problem, Reply};

pub(crate) use stream::Streams;
pub(super) use stream::open;
pub(super) use verify::verify;

/// Which calls are listed.
#[derive(Default)]
struct Filter {
    path: Option<String>,
    ending: Option<String>,
    /// Only calls after the one with this number.
    after: u64,
    limit: Option<usize>,
    bodies: bool,
}

/// The calls in the order of their arrival.
pub(super) fn list(context: &Context<'_>) -> Reply {
    let filter = Filter::read(context.query)?;
    let (calls, entries) = context.wechat.with_service(|service| {
        let entries = service.journal_after(filter.after).filter(|entry| filter.takes(entry));
        let entries = entries.take(filter.limit.unwrap_or(usize::MAX));
        (service.calls(), entries.map(|entry| described(service, entry, filter.bodies)).collect::<Vec<Value>>())
    });
    Ok(json!({"calls": calls, "entries": entries}).into())
}

impl Filter {
    fn read(query: &str) -> Result<Self, Problem> {
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let bad = |_| format!("{name:?} must be a number, got {value:?}");
            match name.as_ref() {
                "path" => filter.path = Some(value.into_owned()),
                "ending" => filter.ending = Some(value.into_owned()),
                "after" => filter.after = value.parse().map_err(bad)?,
                "limit" => filter.limit = Some(value.parse().map_err(bad)?),
                "bodies" => filter.bodies = value == "1",
                _ => return Err(format!("the journal has no parameter {name:?}").into()),
            }
        }
        Ok(filter)
    }

    fn takes(&self, entry: &Entry) -> bool {
        self.path.as_ref().is_none_or(|path| *path == entry.path)
            && self.ending.as_ref().is_none_or(|ending| *ending == entry.ending.to_string())
    }
}

/// One call, with its bodies on request; they are null if they were not kept or were dropped.
fn described(service: &Service, entry: &Entry, bodies: bool) -> Value {
    let mut described = json!({
        "number": entry.number,
        "at_ms": entry.at.as_unix_millis(),
        "verb": entry.verb.as_str(),
        "path": entry.path,
        "token": entry.token.map(|token| token.to_string()),
        "ending": entry.ending.to_string(),
        "unknown": entry.unknown,
        "faults": entry.faults,
    });
    if bodies {
        described["bodies"] = service.bodies_of(entry.number).map_or(Value::Null, |bodies| texts(&bodies));
    }
    described
}

fn texts(bodies: &Bodies) -> Value {
    let Bodies { query, content_type, request, response, .. } = bodies;
    json!({
        "query": query,
        "content_type": content_type,
        "request": request.text,
        "request_is_cut": request.is_cut,
        "response": response.text,
        "response_is_cut": response.is_cut,
    })
}

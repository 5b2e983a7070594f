//! Reading the journal.

use serde_json::{Value, json};
use transport_mock::Entry;

use super::Context;
use super::message::{Problem, Reply};

/// Which calls are listed.
#[derive(Default)]
struct Filter {
    path: Option<String>,
    ending: Option<String>,
    /// Only calls after the one with this number.
    after: u64,
    limit: Option<usize>,
}

/// The calls in the order of their arrival.
pub(super) fn list(context: &Context<'_>) -> Reply {
    let filter = Filter::read(context.query)?;
    let (calls, entries) = context.wechat.with_service(|service| {
        let entries = service.journal_after(filter.after).filter(|entry| filter.takes(entry));
        (service.calls(), entries.take(filter.limit.unwrap_or(usize::MAX)).map(described).collect::<Vec<Value>>())
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

fn described(entry: &Entry) -> Value {
    json!({
        "number": entry.number,
        "at_ms": entry.at.as_unix_millis(),
        "verb": entry.verb.as_str(),
        "path": entry.path,
        "token": entry.token.map(|token| token.to_string()),
        "ending": entry.ending.to_string(),
        "unknown": entry.unknown,
        "faults": entry.faults,
    })
}

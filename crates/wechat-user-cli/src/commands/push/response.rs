//! What a server answered to a push, read as the service would, and printed.

use std::borrow::Cow;

use serde::Serialize;
use wechat_user::transport::Response;
use wechat_user_web::{Answered, Fields, PushSender, Value};

use crate::failure::Failure;
use crate::output::{Format, Output, Record};

/// What the service would make of the answer.
pub(super) fn read(sender: &PushSender, response: &Response) -> Result<Answered, Failure> {
    if response.status() != 200 {
        return Err(Failure::NoResponse(format!("the server answered with status {}", response.status())));
    }
    let unreadable = |problem| Failure::NoResponse(format!("the service could not read this answer: {problem}"));
    sender.read_answer(response.body()).map_err(unreadable)
}

/// What the server said, decrypted.
pub(super) fn print(output: &mut Output<'_>, attempts: u32, answered: &Answered) -> Result<(), Failure> {
    let message = match answered {
        Answered::Message(fields) => Some(fields),
        _ => None,
    };
    if output.format() == Format::Json {
        return Ok(output.json(&Report { attempts, message })?);
    }
    let Some(fields) = message else { return Ok(output.line("received")?) };
    let mut rows = Vec::new();
    flatten("", fields, &mut rows);
    Ok(output.list(&rows)?)
}

#[derive(Serialize)]
struct Report<'a> {
    attempts: u32,
    /// The message to the user; null when the server only said that it received the push.
    message: Option<&'a Fields>,
}

/// A field of the message; one inside another is written with a dot.
#[derive(Serialize)]
struct Row(String, String);

impl Record for Row {
    const COLUMNS: &'static [&'static str] = &["field", "value"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![self.0.as_str().into(), self.1.as_str().into()]
    }
}

fn flatten(prefix: &str, fields: &Fields, rows: &mut Vec<Row>) {
    for (name, value) in fields.iter() {
        match value {
            Value::Fields(inner) => flatten(&format!("{prefix}{name}."), inner, rows),
            Value::Text(text) => rows.push(Row(format!("{prefix}{name}"), text.clone())),
            _ => {}
        }
    }
}

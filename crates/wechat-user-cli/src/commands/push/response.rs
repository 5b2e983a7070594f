//! The response of a server to a push: read as the service would, and printed.

use serde::Serialize;
use wechat_user::transport::Response;
use wechat_user_web::{AccountReply, Fields, PushSender, Value};

use crate::failure::Failure;
use crate::messages::mock as messages;
use crate::output::{Cell, Output, Record};

/// Reads the response as the service would.
pub(super) fn read(sender: &PushSender, response: &Response) -> Result<AccountReply, Failure> {
    if response.status() != 200 {
        return Err(Failure::NoResponse(messages::server_status(response.status().to_string())));
    }
    let unreadable = |problem| Failure::NoResponse(messages::unreadable(problem));
    sender.read_reply(response.body()).map_err(unreadable)
}

/// Prints the decrypted response.
pub(super) fn print(output: &mut Output<'_>, attempts: u32, reply: &AccountReply) -> Result<(), Failure> {
    let message = match reply {
        AccountReply::Message(fields) => Some(fields),
        _ => None,
    };
    if output.format().is_json() {
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
    /// The message to the user; null if the server only confirmed the push.
    message: Option<&'a Fields>,
}

/// A field of the message. The name of a nested field has dots.
#[derive(Serialize)]
pub(super) struct Row(String, String);

impl Record for Row {
    const COLUMNS: &'static [&'static str] = &["field", "value"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![(&self.0).into(), (&self.1).into()]
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

//! Records as JSON objects with chosen keys.

use std::io;

use serde_json::Value;

use super::Record;

/// The record as an object with the keys of these columns, in their order. A key that the record does not have is left
/// out. A record that is a plain value in JSON becomes an object with one key.
pub(super) fn object<R: Record>(record: &R, columns: &[usize]) -> io::Result<String> {
    let value = serde_json::to_value(record)?;
    let mut text = String::from("{");
    for name in columns.iter().filter_map(|at| R::COLUMNS.get(*at)) {
        let value = match &value {
            Value::Object(object) => object.get(*name),
            plain => Some(plain).filter(|_| R::COLUMNS.len() == 1),
        };
        if let Some(value) = value {
            let comma = if text.len() > 1 { "," } else { "" };
            text.push_str(&format!("{comma}{}:{value}", serde_json::to_string(name)?));
        }
    }
    Ok(text + "}")
}

//! The configuration of the gateway.

use wechat_gateway::ConfigError;

use super::super::language::Language::Chinese;
use super::super::say::Say;
use super::super::text::Text;
use super::phrase;

/// How a place in the file begins, and what it is in Chinese; the other places are names of keys.
const PLACES: [(&str, &str); 4] = [
    ("line ", "第 {} 行"),
    ("signing key ", "第 {} 个签名密钥"),
    ("account ", "第 {} 个 account"),
    ("key ", "第 {} 个 key"),
];

/// What is wrong with the file, and where.
pub(super) fn config(error: &ConfigError) -> Text {
    let place = PLACES.iter().find_map(|(begin, form)| Some(form.replace("{}", error.place().strip_prefix(begin)?)));
    let problem = match error.problem().strip_prefix("expected ") {
        Some(expected) => format!("应为 {expected}"),
        None => phrase(error.problem()).say(Chinese),
    };
    Text::new(error.to_string(), format!("{}：{problem}", place.as_deref().unwrap_or(error.place())))
}

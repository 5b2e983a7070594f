//! A body or a decrypted message: XML or JSON, told apart by the first character.

use crate::fields::Fields;
use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::{json, xml};

/// The format (消息格式) in which a push came, and in which its reply goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The default of the callback settings.
    Xml,
    /// The other choice.
    Json,
}

pub(crate) fn read(bytes: &[u8], part: &'static str, limits: Limits) -> Result<(Format, Fields), Refusal> {
    let given = bytes.len();
    if given > limits.body {
        return Err(Refusal::TooLarge { part, limit: limits.body, given });
    }
    // Half a character costs that character, not the push.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    match text.as_bytes().first() {
        Some(b'<') => Ok((Format::Xml, xml::read(text, limits)?)),
        Some(b'{') => Ok((Format::Json, json::read(text, limits)?)),
        _ => Err(Refusal::UnknownFormat),
    }
}

//! A body or a decrypted message in XML or JSON. The first character decides which.

use crate::fields::Fields;
use crate::limits::Limits;
use crate::push_error::PushError;
use crate::{json, xml};

/// The format (消息格式) of a push and of its reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The default of the callback settings.
    Xml,
    /// The other choice.
    Json,
}

/// Reads what the service sends, with the tolerance that it needs.
pub(crate) fn read(bytes: &[u8], part: &'static str, limits: Limits) -> Result<(Format, Fields), PushError> {
    let given = bytes.len();
    if given > limits.body {
        return Err(PushError::TooLarge { part, limit: limits.body, given });
    }
    // Half a character costs that character, not the push.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'));
    match text.as_bytes().first() {
        Some(b'<') => Ok((Format::Xml, xml::read(text, limits)?)),
        Some(b'{') => Ok((Format::Json, json::read(text, limits)?)),
        _ => Err(PushError::UnknownFormat),
    }
}

/// Reads what the service reads, which is not tolerant: the fields, their format, and the name of the root element of
/// XML.
pub(crate) fn read_strict(
    bytes: &[u8],
    part: &'static str,
    limits: Limits,
) -> Result<(Format, String, Fields), PushError> {
    let given = bytes.len();
    if given > limits.body {
        return Err(PushError::TooLarge { part, limit: limits.body, given });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PushError::NotUtf8 { part })?.trim();
    match text.as_bytes().first() {
        Some(b'<') => xml::read_strict(text, limits).map(|(root, fields)| (Format::Xml, root, fields)),
        Some(b'{') => json::read_strict(text, limits).map(|fields| (Format::Json, String::new(), fields)),
        _ => Err(PushError::UnknownFormat),
    }
}

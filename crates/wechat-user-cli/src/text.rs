//! Cleans what files, flags and the environment add to a value: encodings, byte-order marks, line ends and blanks.

use std::convert::Infallible;

use crate::messages::{Text, files};

/// Decodes UTF-8 and UTF-16, as editors and PowerShell on Windows write it, without the byte-order mark.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Text> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // ASCII in UTF-16 without the mark: every second byte is zero.
        [first, 0, ..] if *first != 0 => utf16(&bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => utf16(&bytes, u16::from_be_bytes),
        _ => {
            let text = String::from_utf8(bytes).map_err(|_| files::neither_utf_8_nor_utf_16())?;
            Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Text> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(files::broken_utf_16());
    }
    String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>()).map_err(|_| files::broken_utf_16())
}

/// Removes blanks, line ends and invisible marks at both ends. No AppID, secret, token, key or URL begins or ends with
/// one of these, but copied values and files with Windows line ends do.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// A blank, a line end, another control character, or an invisible mark.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// For clap: a trimmed value.
#[expect(clippy::unnecessary_wraps, reason = "the signature of a parser")]
pub(crate) fn trimmed(text: &str) -> Result<String, Infallible> {
    Ok(trim(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_utf_16_are_decoded_with_and_without_a_mark() {
        for bytes in [
            &b"oA\r\n"[..],
            b"\xef\xbb\xbfoA\r\n",
            b"\xff\xfeo\0A\0\r\0\n\0",
            b"\xfe\xff\0o\0A\0\r\0\n",
            b"o\0A\0\r\0\n\0",
            b"\0o\0A\0\r\0\n",
        ] {
            assert_eq!(decode(bytes.to_vec()).as_deref(), Ok("oA\r\n"), "{bytes:?}");
        }
        assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
        assert_eq!(decode("openid,昵称".into()).as_deref(), Ok("openid,昵称"));
    }

    #[test]
    fn other_encodings_are_refused_with_a_remedy() {
        assert!(decode(b"oA,\xb1\xb8\xd7\xa2\n".to_vec()).unwrap_err().to_string().contains("save it as UTF-8"), "GBK");
        assert!(decode(b"\xff\xfeo\0A".to_vec()).unwrap_err().to_string().contains("not valid UTF-16"));
        assert!(decode(b"\xff\xfe\0\xd8".to_vec()).unwrap_err().to_string().contains("not valid UTF-16"));
    }

    #[test]
    fn only_the_ends_of_a_value_are_trimmed() {
        assert_eq!(trim("\u{feff} wx01\r\n\u{200b}"), "wx01");
        assert_eq!(trim(" a b\t"), "a b");
        assert_eq!(trim("\r\n"), "");
    }
}

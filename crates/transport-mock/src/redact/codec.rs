//! The encodings inside which secrets are found: JSON texts and percent-encoding.

/// Decodes the inside of a JSON text. Bytes that are not UTF-8, and escapes that are none, stay.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if text[at] != b'\\' {
            out.push(text[at]);
            at += 1;
            continue;
        }
        let Some(escape) = text.get(at + 1) else {
            out.push(b'\\');
            break;
        };
        at += 2;
        match escape {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'u' => match unit(text, at) {
                Some(high) => {
                    at += 4;
                    let low = (text.get(at..at + 2) == Some(b"\\u")).then(|| unit(text, at + 2)).flatten();
                    let pair = low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
                    let single = char::from_u32(u32::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER);
                    let decoded = pair.filter(|_| (0xd800..0xdc00).contains(&high)).inspect(|_| at += 6);
                    out.extend_from_slice(decoded.unwrap_or(single).encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => out.extend_from_slice(b"\\u"),
            },
            other => out.push(*other),
        }
    }
    out
}

fn unit(text: &[u8], at: usize) -> Option<u16> {
    let digits = std::str::from_utf8(text.get(at..at + 4)?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

/// Encodes the inside of a JSON text.
pub(super) fn escape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=31 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
    out
}

/// Decodes `%41`. What is not percent-encoded stays.
pub(super) fn percent_decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let digits = text.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        match (text[at], digits.and_then(|digits| std::str::from_utf8(digits).ok())) {
            (b'%', Some(digits)) => {
                out.extend(u8::from_str_radix(digits, 16));
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// Encodes a value of a query.
pub(super) fn percent_encode(text: &[u8]) -> Vec<u8> {
    form_urlencoded::byte_serialize(text).collect::<String>().replace('+', "%20").into_bytes()
}

/// Replaces every occurrence.
pub(super) fn replace_all(text: Vec<u8>, what: &[u8], with: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_slice();
    while let Some(at) = find(rest, what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(with);
        rest = &rest[at + what.len()..];
    }
    if rest.len() == text.len() {
        return text;
    }
    out.extend_from_slice(rest);
    out
}

/// Where `what` begins.
pub(super) fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

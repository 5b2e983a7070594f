//! Finds the parts of a JSON text that the simulator wrote. It does not parse into values, because the order of keys
//! must be kept.

use std::ops::Range;

/// A member of an object: where its key is, without quotes, and where its value is.
pub(super) struct Member {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
}

/// Where the string that starts at this quote ends, after its closing quote.
pub(super) fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Where the value that starts here ends.
fn value_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' => string_end(text, at),
        b'{' | b'[' => {
            let (mut at, mut depth) = (at, 0_usize);
            loop {
                match text.get(at)? {
                    b'"' => {
                        at = string_end(text, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => text[at..].iter().position(|byte| matches!(byte, b',' | b'}' | b']')).map(|length| at + length),
    }
}

/// The members of the object that starts here; `None` if it is not an object. It must be written without spaces.
pub(super) fn members(text: &[u8], at: usize) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    let mut at = match (text.get(at)?, text.get(at + 1)?) {
        (b'{', b'}') => return Some(members),
        (b'{', _) => at + 1,
        _ => return None,
    };
    loop {
        let key_end = string_end(text, at)?;
        let value = key_end + 1..value_end(text, key_end + 1)?;
        members.push(Member { key: at + 1..key_end - 1, value: value.clone() });
        match text.get(value.end)? {
            b',' => at = value.end + 1,
            _ => return Some(members),
        }
    }
}

/// The text with the members of every object in the opposite order.
pub(super) fn reversed(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    rewrite(text, 0, &mut out, &|members| members.reverse())?;
    Some(out)
}

/// The text without the members of these keys, in every object.
pub(super) fn without(text: &[u8], keys: &[&str]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    rewrite(text, 0, &mut out, &|members| {
        members.retain(|member| !keys.iter().any(|key| key.as_bytes() == &text[member.key.clone()]));
    })?;
    Some(out)
}

/// Copies a value, with `change` applied to the members of each object.
fn rewrite(text: &[u8], at: usize, out: &mut Vec<u8>, change: &dyn Fn(&mut Vec<Member>)) -> Option<()> {
    match text.get(at)? {
        b'{' => {
            out.push(b'{');
            let mut members = members(text, at)?;
            change(&mut members);
            for (number, member) in members.into_iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                out.push(b'"');
                out.extend_from_slice(&text[member.key]);
                out.extend_from_slice(b"\":");
                rewrite(text, member.value.start, out, change)?;
            }
            out.push(b'}');
        }
        b'[' => {
            out.push(b'[');
            let mut at = at + 1;
            while *text.get(at)? != b']' {
                rewrite(text, at, out, change)?;
                at = value_end(text, at)?;
                if *text.get(at)? == b',' {
                    out.push(b',');
                    at += 1;
                }
            }
            out.push(b']');
        }
        _ => out.extend_from_slice(&text[at..value_end(text, at)?]),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reversing_twice_changes_nothing() {
        let text = r#"{"a":1,"b":{"c":"}\"{","d":[{"e":-1,"f":null},[],{}]},"g":"\\"}"#.as_bytes();
        let once = reversed(text).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&once),
            r#"{"g":"\\","b":{"d":[{"f":null,"e":-1},[],{}],"c":"}\"{"},"a":1}"#
        );
        assert_eq!(reversed(&once).unwrap(), text);
        let left = without(text, &["c", "e", "g"]).unwrap();
        assert_eq!(String::from_utf8_lossy(&left), r#"{"a":1,"b":{"d":[{"f":null},[],{}]}}"#);
        for end in 0..text.len() {
            assert_eq!(reversed(&text[..end]), None, "a text that is cut off is not an object");
        }
    }
}

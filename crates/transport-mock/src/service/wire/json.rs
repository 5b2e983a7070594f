//! Writes response bodies as the service does: keys in its order, raw UTF-8, `/` as `\/` in user data.

/// The bytes that may need a backslash.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut control = 0;
    while control < 0x20 {
        special[control] = true;
        control += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special[b'/' as usize] = true;
    special
};

/// A JSON text that is being written.
pub(crate) struct Json {
    out: Vec<u8>,
    comma: bool,
    escape_slashes: bool,
}

impl Json {
    /// An object; `escape_slashes` applies to texts of users.
    pub(crate) fn object(escape_slashes: bool, capacity: usize) -> Self {
        let mut out = Vec::with_capacity(capacity);
        out.push(b'{');
        Self { out, comma: false, escape_slashes }
    }

    /// Closes the outermost object.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.out.push(b'}');
        self.out
    }

    /// A key, which needs no escaping.
    pub(crate) fn key(&mut self, key: &'static str) -> &mut Self {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.comma = false;
        self
    }

    pub(crate) fn open_object(&mut self) -> &mut Self {
        self.separate();
        self.out.push(b'{');
        self.comma = false;
        self
    }

    pub(crate) fn close_object(&mut self) -> &mut Self {
        self.out.push(b'}');
        self.comma = true;
        self
    }

    pub(crate) fn open_array(&mut self) -> &mut Self {
        self.separate();
        self.out.push(b'[');
        self.comma = false;
        self
    }

    pub(crate) fn close_array(&mut self) -> &mut Self {
        self.out.push(b']');
        self.comma = true;
        self
    }

    pub(crate) fn integer(&mut self, number: impl itoa::Integer) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        self.comma = true;
        self
    }

    /// A text of the service: slashes stay as they are.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.quoted(|json| json.escaped(text, false))
    }

    /// A text that a user wrote, in one or more pieces.
    pub(crate) fn user_text(&mut self, pieces: &[&str]) -> &mut Self {
        let escape_slashes = self.escape_slashes;
        self.quoted(|json| pieces.iter().for_each(|piece| json.escaped(piece, escape_slashes)))
    }

    /// A URL of the service's image host; its path needs no escaping.
    pub(crate) fn image_url(&mut self, path: &[u8]) -> &mut Self {
        let escape_slashes = self.escape_slashes;
        self.quoted(|json| {
            json.escaped("http://thirdwx.qlogo.cn/mmopen/", escape_slashes);
            json.out.extend_from_slice(path);
            json.escaped("/132", escape_slashes);
        })
    }

    /// A text of digits and letters only, such as an openid.
    pub(crate) fn plain(&mut self, bytes: &[u8]) -> &mut Self {
        self.quoted(|json| json.out.extend_from_slice(bytes))
    }

    fn quoted(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.separate();
        self.out.push(b'"');
        write(self);
        self.out.push(b'"');
        self.comma = true;
        self
    }

    fn escaped(&mut self, text: &str, escape_slashes: bool) {
        let mut rest = text.as_bytes();
        while let Some(at) = rest.iter().position(|byte| SPECIAL[usize::from(*byte)]) {
            let (plain, special) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            match special[0] {
                b'"' => self.out.extend_from_slice(b"\\\""),
                b'\\' => self.out.extend_from_slice(b"\\\\"),
                b'/' if escape_slashes => self.out.extend_from_slice(b"\\/"),
                b'/' => self.out.push(b'/'),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                control => {
                    let low = b"0123456789abcdef"[usize::from(control & 15)];
                    self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0' + (control >> 4), low]);
                }
            }
            rest = &special[1..];
        }
        self.out.extend_from_slice(rest);
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_text_can_be_read_back() {
        let nasty = "a/b \"q\" \\ \n\r\t\u{1}\u{1f} 华东 🍭";
        for escape_slashes in [true, false] {
            let mut json = Json::object(escape_slashes, 0);
            json.key("text").user_text(&[nasty, "/"]);
            json.key("list").open_array().integer(-1).integer(2_u64).open_object().close_object().close_array();
            let written = String::from_utf8(json.finish()).unwrap();
            let read: serde_json::Value = serde_json::from_str(&written).unwrap();
            assert_eq!(read["text"], format!("{nasty}/"));
            assert_eq!(read["list"], serde_json::json!([-1, 2, {}]));
            assert_eq!(written.contains("\\/"), escape_slashes);
        }
    }
}

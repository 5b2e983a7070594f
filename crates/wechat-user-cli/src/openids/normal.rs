//! The text of a list as a stream of UTF-8 with `\n` line ends, whatever encoding and line ends the file has.

use std::io::{self, ErrorKind, Read};

use crate::messages::files;

/// How much is decoded at once.
const CHUNK: usize = 65_536;

/// How two bytes are one unit of UTF-16.
type Unit = fn([u8; 2]) -> u16;

/// Decodes UTF-8 and UTF-16 (as [`decode`](crate::text::decode) does for small files) without the byte-order mark, and
/// ends every line with `\n`.
pub(super) struct Normal<R> {
    source: R,
    /// `None` for UTF-8.
    unit: Option<Unit>,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// How much of `text` was read.
    at: usize,
    after_return: bool,
    ended: bool,
}

impl<R: Read> Normal<R> {
    pub(super) fn new(mut source: R) -> io::Result<Self> {
        let mut raw = Vec::new();
        source.by_ref().take(3).read_to_end(&mut raw)?;
        let (unit, mark): (Option<Unit>, usize) = match raw.as_slice() {
            [0xff, 0xfe, ..] => (Some(u16::from_le_bytes), 2),
            [0xfe, 0xff, ..] => (Some(u16::from_be_bytes), 2),
            [0xef, 0xbb, 0xbf] => (None, 3),
            // ASCII in UTF-16 without the mark: every second byte is zero.
            [first, 0, ..] if *first != 0 => (Some(u16::from_le_bytes), 0),
            [0, second, ..] if *second != 0 => (Some(u16::from_be_bytes), 0),
            _ => (None, 0),
        };
        raw.drain(..mark);
        Ok(Self { source, unit, raw, text: Vec::new(), at: 0, after_return: false, ended: false })
    }

    /// Decodes the next chunk; `text` stays empty at the end only.
    fn fill(&mut self) -> io::Result<()> {
        (self.at, self.text) = (0, std::mem::take(&mut self.text));
        self.text.clear();
        while self.text.is_empty() && !self.ended {
            let read = self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw)?;
            self.ended = read == 0;
            match self.unit {
                Some(unit) => self.decode(unit)?,
                None => {
                    let raw = std::mem::take(&mut self.raw);
                    self.push(&raw);
                }
            }
        }
        Ok(())
    }

    fn decode(&mut self, unit: Unit) -> io::Result<()> {
        let broken = || io::Error::new(ErrorKind::InvalidData, files::broken_utf_16());
        let mut units: Vec<_> = self.raw.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        // The second half of a pair is in the next chunk.
        if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) && !self.ended {
            units.pop();
        }
        self.raw.drain(..2 * units.len());
        if self.ended && !self.raw.is_empty() {
            return Err(broken());
        }
        let text = String::from_utf16(&units).map_err(|_| broken())?;
        self.push(text.as_bytes());
        Ok(())
    }

    /// A carriage return, with or without a line feed, ends a line.
    fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\r' => self.text.push(b'\n'),
                b'\n' if self.after_return => {}
                other => self.text.push(*other),
            }
            self.after_return = *byte == b'\r';
        }
    }
}

impl<R: Read> Read for Normal<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.fill()?;
        }
        let read = (&self.text[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as a slow pipe does.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(buffer.len()).min(1);
            self.0.read(&mut buffer[..count])
        }
    }

    fn read(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Normal::new(Slow(bytes))?.read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn encodings_and_line_ends_become_one() {
        for bytes in [
            &b"oA\r\nb"[..],
            b"oA\rb",
            b"\xef\xbb\xbfoA\nb",
            b"\xff\xfeo\0A\0\r\0\n\0b\0",
            b"\xfe\xff\0o\0A\0\r\0b",
            b"o\0A\0\n\0b\0",
            b"\0o\0A\0\n\0b",
        ] {
            assert_eq!(read(bytes).unwrap(), "oA\nb", "{bytes:?}");
        }
        assert_eq!(read(b"").unwrap(), "");
        assert_eq!(read(b"\n\n\r\r\n").unwrap(), "\n\n\n\n");
        assert_eq!(read(b"\xff\xfe\x3d\xd8\x0a\xde\n\0").unwrap(), "\u{1f60a}\n");
    }

    #[test]
    fn broken_utf_16_is_refused() {
        for bytes in [&b"\xff\xfeo\0A"[..], b"\xff\xfe\0\xd8"] {
            assert_eq!(read(bytes).unwrap_err().to_string(), files::broken_utf_16().to_string(), "{bytes:?}");
        }
    }

    #[test]
    fn a_long_text_is_read_whole() {
        let text = "oA123\n".repeat(50_000);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut read = String::new();
        Normal::new([&b"\xff\xfe"[..], &units].concat().as_slice()).unwrap().read_to_string(&mut read).unwrap();
        assert!(read == text);
    }
}

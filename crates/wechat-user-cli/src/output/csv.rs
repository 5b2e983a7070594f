//! Lines of CSV for spreadsheets, of commands and of exports.

use std::io;

/// Tells a spreadsheet that the text is in UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Appends lines to a text.
pub(crate) struct Lines<'a>(csv::Writer<&'a mut Vec<u8>>);

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a mut Vec<u8>) -> Self {
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(text))
    }

    pub(crate) fn push<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(cell.as_ref())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let mut text = Vec::new();
        let mut lines = Lines::new(&mut text);
        lines.push(["a,b", "\"c\"", "d\ne", "张三", ""]).unwrap();
        lines.end().unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "\"a,b\",\"\"\"c\"\"\",\"d\ne\",张三,\r\n");
    }
}

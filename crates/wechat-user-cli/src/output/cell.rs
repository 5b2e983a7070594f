//! A cell of a row, and what it becomes in each format.

use std::borrow::Cow;

use crate::time::{china, rfc3339};

/// A cell. What it is decides what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// A text. A table may cut it, and CSV keeps a spreadsheet from running it as a formula.
    Text(Cow<'a, str>),
    /// An openid or a number, which no format changes.
    Whole(Cow<'a, str>),
    /// A time in seconds since 1970.
    Time(u64),
}

impl<'a> Cell<'a> {
    /// An openid, a unionid, or another value that is useless in parts.
    pub(crate) fn whole(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Whole(text.into())
    }

    /// A time; empty if there is none.
    pub(crate) fn time(unix_secs: Option<u64>) -> Self {
        unix_secs.map_or(Self::Whole(Cow::Borrowed("")), Self::Time)
    }

    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// The cell without a change, with times in UTC.
    pub(crate) fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) | Self::Whole(text) => text,
            Self::Time(secs) => rfc3339(secs).into(),
        }
    }

    /// In tab-separated lines.
    pub(super) fn into_tsv(self) -> Cow<'a, str> {
        plain(self.into_text(), char::is_control)
    }

    /// In CSV.
    pub(crate) fn into_csv(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) if is_formula(&text) => format!("'{text}").into(),
            other => other.into_text(),
        }
    }

    /// On a terminal, with times of China.
    pub(super) fn into_table(self) -> Cow<'a, str> {
        match self {
            Self::Time(secs) => china(secs).into(),
            other => plain(other.into_text(), |c| c.is_control() || is_layout(c)),
        }
    }
}

/// Users choose their nicknames: a tab or a line break would shift columns, an escape sequence would reach the
/// terminal.
pub(super) fn plain(text: Cow<'_, str>, is_hostile: fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(is_hostile) {
        Cow::Owned(text.chars().map(|c| if is_hostile(c) { ' ' } else { c }).collect())
    } else {
        text
    }
}

/// Whether the character breaks lines, or turns the direction of the whole line: the columns after it would change
/// places.
const fn is_layout(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a spreadsheet would run the text: users choose their nicknames. An apostrophe before it makes it a text.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.unwrap_or_default().into()
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Whole(number.to_string().into())
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Whole(number.to_string().into())
    }
}

impl From<Option<u64>> for Cell<'_> {
    fn from(number: Option<u64>) -> Self {
        number.map_or(Self::Whole(Cow::Borrowed("")), Self::from)
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Whole(Cow::Borrowed("")), Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "\r=1"] {
            assert_eq!(Cell::from(text).into_csv(), format!("'{text}"), "{text:?}");
        }
        for text in ["", "张三", "a=1", "1-1", " =1"] {
            assert_eq!(Cell::from(text).into_csv(), text);
        }
        assert_eq!(Cell::from(-1_i64).into_csv(), "-1", "a number is no text of a user");
    }

    #[test]
    fn a_time_is_that_of_china_in_a_table_and_utc_elsewhere() {
        let time = Cell::Time(1_795_293_000);
        assert_eq!(time.clone().into_table(), "2026-11-22T04:30:00+08:00");
        assert_eq!([time.clone().into_tsv(), time.into_csv()], ["2026-11-21T20:30:00Z"; 2]);
        assert_eq!(Cell::time(None).into_table(), "");
    }

    #[test]
    fn nothing_that_moves_other_cells_gets_into_a_table() {
        let hostile = "a\tb\u{1b}[2Jc\u{202e}d\u{2066}e\u{2028}f\u{200f}g";
        assert_eq!(Cell::from(hostile).into_table(), "a b [2Jc d e f\u{200f}g");
        assert_eq!(Cell::from(hostile).into_tsv(), "a b [2Jc\u{202e}d\u{2066}e\u{2028}f\u{200f}g");
    }
}

//! Tables that fit the terminal: cells of texts are cut first, then columns are left out from the right. Openids,
//! numbers and times are never cut.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::cell::Cell;

/// The blanks between two columns.
const GAP: usize = 2;
/// A column of texts is not made narrower than this; the last column of the table is left out instead.
const LEAST: usize = 8;
/// The widths of a table come from so many rows: a list may have a million.
const SAMPLE: usize = 100;
/// Stands for what was cut.
const CUT: &str = "…";

/// The columns of a table that are shown, with their widths.
#[derive(Debug)]
pub(super) struct Layout {
    widths: Vec<usize>,
    /// The width of the terminal. None: nothing is cut.
    terminal: Option<usize>,
    /// How many columns are left out, and which of those that are shown have cells that are cut.
    left_out: usize,
    cut: Vec<usize>,
}

/// The width of a column, and how narrow it can be.
struct Column {
    natural: usize,
    least: usize,
    is_text: bool,
}

impl Column {
    fn of(name: &str, has_header: bool, at: usize, rows: &[Vec<Cell<'_>>]) -> Self {
        let cells = || rows.iter().take(SAMPLE).filter_map(|row| row.get(at));
        let head = if has_header { name.width() } else { 0 };
        let natural = cells().map(|cell| cell.clone().into_table().width()).fold(head, usize::max);
        let whole = cells().filter(|cell| !cell.is_text()).map(|cell| cell.clone().into_table().width()).max();
        let is_text = cells().all(Cell::is_text);
        let least = if is_text { natural.min(LEAST) } else { natural.min(whole.unwrap_or_default().max(head)) };
        Self { natural, least, is_text }
    }
}

impl Layout {
    /// For the rows that are known when the table begins.
    pub(super) fn new(names: &[&str], has_header: bool, rows: &[Vec<Cell<'_>>], terminal: Option<usize>) -> Self {
        let columns: Vec<_> =
            names.iter().enumerate().map(|(at, name)| Column::of(name, has_header, at, rows)).collect();
        let mut widths: Vec<_> = columns.iter().map(|column| column.natural).collect();
        let Some(terminal) = terminal else { return Self { widths, terminal: None, left_out: 0, cut: Vec::new() } };
        let least: Vec<_> = columns.iter().map(|column| column.least).collect();
        while widths.len() > 1 && line_width(&least[..widths.len()]) > terminal {
            widths.pop();
        }
        // The only column of a narrow terminal may be narrower, if it has texts.
        let is_alone = widths.len() == 1;
        let floor = |at: usize| if is_alone && columns[at].is_text { 1 } else { least[at] };
        while line_width(&widths) > terminal {
            let widest = (0..widths.len()).filter(|at| widths[*at] > floor(*at)).max_by_key(|at| widths[*at]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
        }
        let cut = (0..widths.len()).filter(|at| widths[*at] < columns[*at].natural).collect();
        Self { left_out: columns.len() - widths.len(), widths, terminal: Some(terminal), cut }
    }

    /// The names of the columns that are left out, and of those with cells that are cut.
    pub(super) fn lost<'n>(&self, names: &[&'n str]) -> (Vec<&'n str>, Vec<&'n str>) {
        let left_out = names.iter().skip(names.len() - self.left_out).copied().collect();
        (left_out, self.cut.iter().filter_map(|at| names.get(*at).copied()).collect())
    }

    /// A row as a line, without blanks at its end.
    pub(super) fn line(&self, cells: Vec<Cell<'_>>) -> String {
        let cells: Vec<_> =
            cells.into_iter().take(self.widths.len()).map(|cell| (cell.is_text(), cell.into_table())).collect();
        let widths = self.widths_of(&cells);
        let mut line = String::new();
        let mut missing = 0;
        for ((is_text, text), width) in cells.iter().zip(&widths) {
            line.extend(std::iter::repeat_n(' ', missing));
            let text = if *is_text { cut(text, *width) } else { Cow::Borrowed(&**text) };
            line.push_str(&text);
            missing = width.saturating_sub(text.width()).saturating_add(GAP);
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// The widths of the cells of one row: a number that is wider than those of the first rows takes its place from
    /// the texts.
    fn widths_of(&self, cells: &[(bool, Cow<'_, str>)]) -> Vec<usize> {
        let is_fitted = self.terminal.is_some();
        let fit = |(width, (is_text, text)): (&usize, &(bool, Cow<'_, str>))| match is_fitted && *is_text {
            true => *width,
            false => text.width().max(*width),
        };
        let mut widths: Vec<_> = self.widths.iter().zip(cells).map(fit).collect();
        let Some(terminal) = self.terminal else { return widths };
        if let (Some(last), Some((true, _))) = (widths.len().checked_sub(1), cells.last()) {
            // Nothing follows the last column, so it may be as wide as the terminal allows.
            widths[last] += terminal.saturating_sub(line_width(&widths));
        }
        let mut excess = line_width(&widths).saturating_sub(terminal);
        for at in (0..widths.len()).rev().filter(|at| cells[*at].0) {
            let taken = excess.min(widths[at].saturating_sub(1));
            widths[at] -= taken;
            excess -= taken;
        }
        widths
    }
}

fn line_width(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// The longest beginning of the text that fits together with `…`. Characters that are written together, such as a
/// joined emoji or a letter with its marks, stay together.
fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let Some(room) = width.checked_sub(CUT.width()) else { return Cow::Borrowed("") };
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = at + grapheme.len();
        // The width of a text is not always the sum of its parts.
        if text[..next].width() > room {
            break;
        }
        end = next;
    }
    Cow::Owned(text[..end].trim_end().to_owned() + CUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: &[(&str, &str)], terminal: usize) -> (Vec<String>, Layout) {
        let names = ["openid", "nickname", "remark"];
        let row = |(openid, nickname): &(&str, &str)| {
            let (openid, nickname) = ((*openid).to_owned(), (*nickname).to_owned());
            vec![Cell::whole(openid), nickname.into(), Cell::from("a remark")]
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        let layout = Layout::new(&names, true, &rows, Some(terminal));
        let head = names.iter().map(|name| Cell::from(*name)).collect();
        let lines = std::iter::once(head).chain(rows).map(|row| layout.line(row)).collect();
        (lines, layout)
    }

    #[test]
    fn a_text_is_cut_between_graphemes() {
        let family = "👨‍👩‍👧‍👦";
        for (text, width, expected) in [
            ("熊猫", 4, "熊猫"),
            ("熊猫", 3, "熊…"),
            ("熊猫", 2, "…"),
            ("熊猫", 0, ""),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("a b c", 3, "a…"),
            (&format!("a{family}b{family}"), 5, &format!("a{family}b…")),
            (&format!("a{family}{family}"), 4, &format!("a{family}…")),
            (&format!("a{family}{family}"), 3, "a…"),
            ("🇨🇳🇨🇳", 3, "🇨🇳…"),
        ] {
            assert_eq!(cut(text, width), expected, "{text:?} {width}");
            assert!(cut(text, width).width() <= width);
        }
    }

    #[test]
    fn texts_are_cut_before_columns_are_left_out() {
        let rows = [("o1234567890", "a nickname of twenty"), ("o2", "熊猫")];
        let (all, layout) = lines(&rows, 80);
        assert_eq!(all[1], "o1234567890  a nickname of twenty  a remark");
        assert_eq!(layout.lost(&["openid", "nickname", "remark"]), (vec![], vec![]));
        let (cut, layout) = lines(&rows, 35);
        assert_eq!(cut[1], "o1234567890  a nickname…   a remark");
        assert_eq!(cut[2], "o2           熊猫          a remark");
        assert_eq!(layout.lost(&["openid", "nickname", "remark"]), (vec![], vec!["nickname"]));
        let (left, layout) = lines(&rows, 28);
        assert_eq!(left[1], "o1234567890  a nickname of…");
        assert_eq!(layout.lost(&["openid", "nickname", "remark"]), (vec!["remark"], vec!["nickname"]));
        let (alone, _) = lines(&rows, 1);
        assert_eq!(alone, ["…", "o1234567890", "o2"], "an openid is never cut");
    }

    #[test]
    fn later_rows_keep_to_the_terminal() {
        let head: Vec<_> = (0..SAMPLE).map(|_| ("o1", "me")).collect();
        let (_, layout) = lines(&head, 26);
        let row = |openid, nickname| vec![Cell::whole(openid), Cell::from(nickname), Cell::from("a remark")];
        assert_eq!(layout.line(row("o1", "a long nickname")), "o1      a long…   a remark");
        assert_eq!(layout.line(row("o12345678", "a long nickname")), "o12345678  a long…   a re…");
        assert_eq!(layout.line(row("o1234567890123456789012345", "me")), "o1234567890123456789012345  …  …");
    }

    #[test]
    fn a_single_text_is_cut_to_any_width() {
        let rows = [vec![Cell::from("熊猫 and a long text")]];
        for (width, expected) in [(80, "熊猫 and a long text"), (7, "熊猫 a…"), (1, "…")] {
            let layout = Layout::new(&["text"], true, &rows, Some(width));
            assert_eq!(layout.line(rows[0].clone()), expected, "{width}");
        }
        let layout = Layout::new(&["text"], true, &[], None);
        assert_eq!(layout.line(rows[0].clone()), "熊猫 and a long text", "piped cells are whole");
    }
}

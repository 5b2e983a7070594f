//! The terminal behind standard output.

use std::io::{self, IsTerminal};

use crate::env;

/// The width where neither the terminal nor the environment reports one.
const USUAL: usize = 80;

/// The width of the terminal in columns. None: standard output is not a terminal.
pub(crate) fn width() -> Option<usize> {
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    let reported = terminal_size::terminal_size_of(stdout).map(|(width, _)| usize::from(width.0));
    // A terminal over a serial line, or one that a program creates, has no size.
    let columns = || env::variable("COLUMNS").and_then(|columns| columns.parse().ok());
    reported.or_else(columns).filter(|width| *width > 0).or(Some(USUAL))
}

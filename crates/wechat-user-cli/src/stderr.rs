//! Everything that is not a result goes to standard error; if nobody reads it, that stops nothing.

use std::fmt::Display;
use std::io::{self, Write};

/// One line, or a few.
pub(crate) fn line(text: impl Display) {
    // `eprintln!` would panic when standard error is closed.
    drop(writeln!(io::stderr(), "{text}"));
}

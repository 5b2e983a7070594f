//! Standard error, for everything that is not a result. A write that fails is ignored.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints one or more lines.
pub(crate) fn line(text: impl Display) {
    // `eprintln!` panics when standard error is closed.
    drop(writeln!(io::stderr(), "{text}"));
}

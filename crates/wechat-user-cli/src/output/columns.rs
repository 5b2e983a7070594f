//! Which columns a command prints.

use serde::Serialize;

use super::{Cell, Record};

/// The columns that a command prints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prints {
    /// The command without the name of the program, such as `tags list`.
    pub(crate) command: &'static str,
    /// The flag that makes the command print these columns, by the name of its argument. None: without such a flag.
    pub(crate) flag: Option<&'static str>,
    pub(crate) columns: &'static [&'static str],
    /// Keys that only JSON has.
    pub(crate) only_json: &'static [&'static str],
}

impl Prints {
    pub(crate) const fn new<R: Record>(command: &'static str) -> Self {
        Self { command, flag: None, columns: R::COLUMNS, only_json: R::ONLY_JSON }
    }

    /// With this flag.
    pub(crate) const fn with<R: Record>(command: &'static str, flag: &'static str) -> Self {
        Self { command, flag: Some(flag), columns: R::COLUMNS, only_json: R::ONLY_JSON }
    }
}

/// A row of a list of openids. A plain string in JSON.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct OpenIdRow<'a>(pub(crate) &'a str);

impl Record for OpenIdRow<'_> {
    const COLUMNS: &'static [&'static str] = &["openid"];
    const IN_LINES: bool = true;

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(self.0)]
    }
}

//! Where a setting comes from, for `whoami`.

use crate::messages::{Language, Say, profiles};

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The flag of this setting, under its name in a profile.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// A line of a profile.
    Profile { name: String, line: usize },
    /// The line of `default` in the settings file.
    Default { line: usize },
    /// Nothing was given.
    BuiltIn,
}

/// A setting that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) source: Source,
}

impl<T> Found<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), source: self.source }
    }
}

impl Say for Source {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Flag(key) => format!("--{}", key.replace('_', "-")),
            Self::Variable(name) => (*name).to_owned(),
            Self::Profile { name, line } => profiles::place(name, line).say(language),
            Self::Default { line } => profiles::default_line(line).say(language),
            Self::BuiltIn => profiles::built_in().say(language),
        }
    }
}

//! The result of a check.

use serde::Serialize;
use wechat_user::Error;

use crate::exit::Exit;
use crate::messages::{Language, Text, doctor as messages};
use crate::output::{Cell, Record};
use crate::report::diagnosis;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    /// Works, but with a limitation.
    Warning,
    Failed,
    /// Could not be checked, or does not apply.
    Skipped,
}

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) check: &'static str,
    pub(super) status: Status,
    found: Text,
    advice: Text,
    /// The exit code of a failure.
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl Finding {
    pub(super) fn ok(check: &'static str, found: Text) -> Self {
        Self { check, status: Status::Ok, found, advice: Text::default(), exit: Exit::Ok }
    }

    pub(super) fn warning(check: &'static str, found: Text, advice: Text) -> Self {
        Self { check, status: Status::Warning, found, advice, exit: Exit::Ok }
    }

    pub(super) fn failed(check: &'static str, exit: Exit, found: Text, advice: Text) -> Self {
        Self { check, status: Status::Failed, found, advice, exit }
    }

    /// A call failed.
    pub(super) fn error(check: &'static str, error: &Error) -> Self {
        let (found, advice) = diagnosis(error);
        Self::failed(check, Exit::of(error), found, advice)
    }

    /// What was found and what to do about it, if there is something to do.
    pub(super) fn advice(&self) -> Option<Text> {
        let Self { check, found, advice, .. } = self;
        let is_there = !advice.in_language(Language::English).is_empty();
        is_there.then(|| messages::of(*check, messages::of(found, advice)))
    }

    /// A check before it failed.
    pub(super) fn skipped(check: &'static str) -> Self {
        Self::not_checked(check, messages::skipped())
    }

    pub(super) fn not_checked(check: &'static str, why: Text) -> Self {
        Self { check, status: Status::Skipped, found: why, advice: Text::default(), exit: Exit::Ok }
    }
}

/// A finding with its texts in one language.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Row<'a> {
    pub(super) finding: &'a Finding,
    #[serde(skip)]
    pub(super) language: Language,
}

impl Record for Row<'_> {
    const COLUMNS: &'static [&'static str] = &["check", "status", "found", "advice"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let status = match self.finding.status {
            Status::Ok => "ok",
            Status::Warning => "warning",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
        };
        let [found, advice] = [&self.finding.found, &self.finding.advice].map(|text| text.in_language(self.language));
        vec![self.finding.check.into(), status.into(), found.into(), advice.into()]
    }
}

//! The result of a check.

use std::borrow::Cow;

use serde::Serialize;
use wechat_user::Error;

use crate::exit::Exit;
use crate::output::Record;
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
    found: String,
    advice: String,
    /// The exit code of a failure.
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl Finding {
    pub(super) const fn ok(check: &'static str, found: String) -> Self {
        Self { check, status: Status::Ok, found, advice: String::new(), exit: Exit::Ok }
    }

    pub(super) fn warning(check: &'static str, found: String, advice: &str) -> Self {
        Self { check, status: Status::Warning, found, advice: advice.to_owned(), exit: Exit::Ok }
    }

    pub(super) fn failed(check: &'static str, exit: Exit, found: String, advice: &str) -> Self {
        Self { check, status: Status::Failed, found, advice: advice.to_owned(), exit }
    }

    /// A call failed.
    pub(super) fn error(check: &'static str, error: &Error) -> Self {
        let (found, advice) = diagnosis(error);
        Self::failed(check, Exit::of(error), found, advice)
    }

    /// A check before it failed.
    pub(super) fn skipped(check: &'static str) -> Self {
        Self::not_checked(check, "not checked, because a check before it failed")
    }

    pub(super) fn not_checked(check: &'static str, why: &str) -> Self {
        Self { check, status: Status::Skipped, found: why.to_owned(), advice: String::new(), exit: Exit::Ok }
    }
}

impl Record for Finding {
    const COLUMNS: &'static [&'static str] = &["check", "status", "found", "advice"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let status = match self.status {
            Status::Ok => "ok",
            Status::Warning => "warning",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
        };
        vec![self.check.into(), status.into(), (&self.found).into(), (&self.advice).into()]
    }
}

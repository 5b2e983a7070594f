//! The report of a failure on standard error: text, or JSON with `--json`.

use std::fmt;
use std::path::Path;

use serde::Serialize;
use wechat_user::endpoint::{CATALOGUE, Replay};
use wechat_user::{Error, ErrorKind, OpenId, Remedy, ServiceError};

use crate::exit::{Exit, innermost};
use crate::failure::{Failure, Partial, Progress};
use crate::stderr;
use crate::time::rfc3339;

/// How many openids the text lists.
const SHOWN: usize = 10;

/// Prints the report. `progress` is how far the command came.
pub(crate) fn print(failure: &Failure, json: bool, progress: Option<&Progress>) {
    if matches!(failure, Failure::ClosedPipe) {
        return;
    }
    let report = Report::of(failure, progress);
    match serde_json::to_string(&report) {
        Ok(text) if json => stderr::line(text),
        _ => stderr::line(report),
    }
}

/// The report of a failure. With `--json` an object with these keys; the first seven are always present.
#[derive(Debug, Default, Serialize)]
struct Report<'a> {
    code: Option<i64>,
    meaning: Option<&'static str>,
    remedy: Option<&'static str>,
    advice: Option<&'a str>,
    path: Option<&'a str>,
    rid: Option<&'a str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_ip: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed_openids: Vec<&'a OpenId>,
    /// The earliest time to try again, as RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    /// How many openids are left; `failed_openids` has the first ones.
    #[serde(skip)]
    left: u64,
    /// The file that has the openids that are left.
    #[serde(skip)]
    file: Option<&'a Path>,
    /// Whether the text lists all of them, because no file has them.
    #[serde(skip)]
    lists_all: bool,
}

impl<'a> Report<'a> {
    fn of(failure: &'a Failure, progress: Option<&'a Progress>) -> Self {
        let is_interrupted = failure.exit() == Exit::Interrupted;
        let error = match failure {
            Failure::Call(error) => Some(error).filter(|_| !is_interrupted),
            Failure::Partial(partial) | Failure::Leftovers { partial, .. } => partial.error.as_ref(),
            _ => None,
        };
        let mut report = error.map_or_else(Self::default, Self::of_call);
        let counts = progress.and_then(|progress| progress.counts);
        // Nothing is done, so there is nothing to continue.
        let can_continue = is_interrupted || counts.is_none_or(|(done, _)| done > 0);
        report.hint = progress.map(|progress| progress.advice.as_str()).filter(|_| can_continue);
        (report.done, report.total) = counts.unzip();
        match failure {
            Failure::Call(_) | Failure::Interrupted if is_interrupted => {
                report.message = match counts {
                    Some((done, total)) => format!("interrupted: {done} of {total} openids are done"),
                    None => "interrupted".to_owned(),
                };
                report.advice = report.hint;
            }
            Failure::Call(_) | Failure::Interrupted | Failure::ClosedPipe => {}
            Failure::Partial(partial) => {
                report.leave(partial);
                report.hint = report.hint.filter(|_| partial.file.is_some() || partial.can_resume);
            }
            Failure::Leftovers { partial, cause } => {
                let file = partial.file.as_deref().unwrap_or(Path::new("")).display();
                report.leave(partial);
                report.message += &format!("; the rest could not be written to {file}: {cause}");
                (report.hint, report.lists_all) = (None, true);
            }
            Failure::Usage(message)
            | Failure::Demo(message)
            | Failure::Unknown(message)
            | Failure::Doctor { message, .. } => {
                report.message.clone_from(message);
            }
            Failure::Declined => "nothing was changed: the answer was not yes".clone_into(&mut report.message),
            Failure::Database(error) => report.message = error.to_string(),
            Failure::Serve(error) => report.message = format!("the simulator could not run: {error}"),
            Failure::Store(error) => report.message = error.to_string(),
            Failure::NoResponse(message) => report.message.clone_from(message),
            Failure::Output(error) => {
                report.message = match counts {
                    Some((done, total)) => {
                        format!("{done} of {total} openids are done; the result could not be written: {error}")
                    }
                    None => format!("the result could not be written: {error}"),
                };
            }
        }
        report
    }

    /// All openids that are left, not only those of the last call.
    fn leave(&mut self, partial: &'a Partial) {
        self.message = match &partial.error {
            Some(_) => format!("{partial}: {}", self.message),
            None => partial.to_string(),
        };
        (self.done, self.total) = (Some(partial.done), Some(partial.total));
        self.failed_openids = partial.left.iter().collect();
        self.left = partial.left_count;
        self.file = partial.file.as_deref();
    }

    fn of_call(error: &'a Error) -> Self {
        let cause = innermost(error);
        let remedy = error.remedy();
        let mut report = Self {
            remedy: Some(name_of(remedy)),
            advice: Some(remedy.advice_en()),
            path: Some(cause.path()).filter(|path| !path.is_empty()),
            message: error.to_string(),
            // A pause of seconds is not reported, the renewal of a quota is.
            retry_at: error.retry_at().filter(|_| error.is_quota()).map(|at| rfc3339(at.as_unix_secs())),
            attempts: Some(cause.attempts()).filter(|attempts| *attempts > 1),
            ..Self::default()
        };
        if let Some(service) = error.service() {
            report.code = Some(service.code.get());
            report.rid = service.rid.as_deref();
            report.blocked_ip = service.blocked_ip.as_deref();
            report.failed_openids.extend(&service.failed_openids);
            report.message = headline(error, cause, service);
            if let Some(entry) = service.code.entry() {
                report.meaning = Some(entry.en);
                report.advice = Some(entry.advice_en(service.place));
            }
        } else if matches!(cause.kind(), ErrorKind::Transport(_)) && !cause.may_have_been_done() {
            report.advice = Some(
                "Check --base-url (or WECHAT_BASE_URL), the proxy and the network; \
                 `wechat-user doctor` finds the cause.",
            );
        } else if error.may_have_been_done() && is_unsafe(error.path()) {
            report.advice = Some("The change may have been made nevertheless: check before you try again.");
        }
        report
    }
}

/// What went wrong with a call and what to do, for a command that continues.
pub(crate) fn diagnosis(error: &Error) -> (String, &str) {
    let report = Report::of_call(error);
    (
        report.meaning.map_or_else(|| report.message.clone(), |meaning| format!("{}: {meaning}", report.message)),
        report.advice.unwrap_or_default(),
    )
}

/// Whether repeating the request could make the change twice.
fn is_unsafe(path: &str) -> bool {
    CATALOGUE.iter().any(|spec| spec.path() == path && spec.replay() == Replay::Unsafe)
}

/// The first line of the report; meaning and rid have lines of their own.
fn headline(error: &Error, cause: &Error, service: &ServiceError) -> String {
    let path = if cause.path().is_empty() { String::new() } else { format!("{}: ", cause.path()) };
    let token = if matches!(error.kind(), ErrorKind::Token(_)) { "no access token: " } else { "" };
    let line = format!("{path}{token}errcode {} {}", service.code, service.errmsg);
    let attempts = match cause.attempts() {
        0 | 1 => String::new(),
        attempts => format!(" (after {attempts} attempts)"),
    };
    format!("{}{attempts}", line.trim_end())
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for (label, text) in [
            ("meaning:", self.meaning),
            ("remedy: ", self.advice),
            ("again:  ", self.retry_at.as_deref()),
            ("rid:    ", self.rid),
            ("IP to add to the white-list (IP白名单):", self.blocked_ip),
        ] {
            if let Some(text) = text {
                write!(f, "\n  {label} {text}")?;
            }
        }
        let shown = if self.lists_all { usize::MAX } else { SHOWN };
        let shown = shown.min(self.failed_openids.len());
        let more = self.left.max(self.failed_openids.len() as u64) - shown as u64;
        self.failed_openids.iter().take(shown).try_for_each(|openid| write!(f, "\n  failed:  {openid}"))?;
        // Exports and syncs have no list of what is left.
        if more > 0 && (shown > 0 || self.file.is_some()) {
            match self.file {
                Some(file) => write!(f, "\n  and {more} more in {}", file.display())?,
                None => write!(f, "\n  and {more} more: --failed FILE writes them all")?,
            }
        }
        let hint = self.hint.filter(|_| self.hint != self.advice);
        hint.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
    }
}

/// The name of a remedy in JSON.
pub(crate) fn name_of(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::BackOff => "back_off",
        Remedy::RenewToken => "renew_token",
        Remedy::SlowDown => "slow_down",
        Remedy::WaitForTomorrow => "wait_for_tomorrow",
        Remedy::FixConfiguration => "fix_configuration",
        Remedy::FixRequest => "fix_request",
        Remedy::RetryFailed => "retry_failed",
        Remedy::RetryOneByOne => "retry_one_by_one",
        Remedy::Reauthorize => "reauthorize",
        _ => "give_up",
    }
}

//! The report of a failure on standard error: text, or JSON with `--json`.

use std::fmt;
use std::path::Path;

use serde::Serialize;
use wechat_user::endpoint::{CATALOGUE, Replay};
use wechat_user::{Error, ErrorKind, OpenId, Remedy};

use crate::exit::{Exit, innermost};
use crate::failure::{Failure, Partial, Progress};
use crate::messages::library;
use crate::messages::{Text, Texts, report as messages};
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

/// The report of a failure. With `--json` an object with these keys, in English; the first seven are always present.
#[derive(Debug, Default, Serialize)]
struct Report<'a> {
    code: Option<i64>,
    meaning: Option<Text>,
    remedy: Option<&'static str>,
    advice: Option<Text>,
    path: Option<&'a str>,
    rid: Option<&'a str>,
    message: Text,
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
    hint: Option<Text>,
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
        report.hint = progress.map(|progress| progress.advice.clone()).filter(|_| can_continue);
        (report.done, report.total) = counts.unzip();
        match failure {
            Failure::Call(_) | Failure::Interrupted if is_interrupted => {
                report.message = match counts {
                    Some((done, total)) => messages::interrupted_after(done, total),
                    None => messages::interrupted(),
                };
                report.advice = report.hint.clone();
            }
            Failure::Call(_) | Failure::Interrupted | Failure::ClosedPipe => {}
            Failure::Partial(partial) => {
                report.leave(partial);
                report.hint = report.hint.filter(|_| partial.file.is_some() || partial.can_resume);
            }
            Failure::Leftovers { partial, cause } => {
                let file = partial.file.as_deref().unwrap_or(Path::new(""));
                report.leave(partial);
                report.message = messages::rest_not_written(&report.message, file, cause);
                (report.hint, report.lists_all) = (None, true);
            }
            Failure::Demo(message)
            | Failure::Usage(message)
            | Failure::Unknown(message)
            | Failure::NoResponse(message)
            | Failure::Doctor { message, .. } => report.message.clone_from(message),
            Failure::Declined => report.message = messages::declined(),
            Failure::Database(error) => report.message = error.text(),
            Failure::Serve(error) => report.message = messages::simulator_failed(error),
            Failure::Store(error) => report.message = error.text(),
            Failure::Output(error) => {
                report.message = match counts {
                    Some((done, total)) => messages::done_but_not_written(done, total, error),
                    None => messages::not_written(error),
                };
            }
        }
        report
    }

    /// All openids that are left, not only those of the last call.
    fn leave(&mut self, partial: &'a Partial) {
        self.message = match &partial.error {
            Some(_) => messages::because(partial.text(), &self.message),
            None => partial.text(),
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
            advice: Some(library::remedy(remedy)),
            path: Some(cause.path()).filter(|path| !path.is_empty()),
            message: error.text(),
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
            report.message = library::headline(error, cause, service);
            if let Some(entry) = service.code.entry() {
                report.meaning = Some(library::meaning_of(entry));
                report.advice = Some(library::advice_of(entry, service.place));
            }
        } else if matches!(cause.kind(), ErrorKind::Transport(_)) && !cause.may_have_been_done() {
            report.advice = Some(messages::check_the_network());
        } else if error.may_have_been_done() && is_unsafe(error.path()) {
            report.advice = Some(messages::check_before_again());
        }
        report
    }
}

/// What went wrong with a call and what to do, for a command that continues.
pub(crate) fn diagnosis(error: &Error) -> (Text, Text) {
    let Report { message, meaning, advice, .. } = Report::of_call(error);
    let message = match meaning {
        Some(meaning) => messages::because(message, meaning),
        None => message,
    };
    (message, advice.unwrap_or_default())
}

/// Whether repeating the request could make the change twice.
fn is_unsafe(path: &str) -> bool {
    CATALOGUE.iter().any(|spec| spec.path() == path && spec.replay() == Replay::Unsafe)
}

/// The lines of the text, in the language of the user.
impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", messages::error(&self.message))?;
        let lines = [
            self.meaning.as_ref().map(messages::meaning),
            self.advice.as_ref().map(messages::remedy),
            self.retry_at.as_deref().map(messages::again),
            self.rid.map(messages::rid),
            self.blocked_ip.map(messages::blocked_ip),
        ];
        lines.iter().flatten().try_for_each(|line| write!(f, "\n  {line}"))?;
        let shown = if self.lists_all { usize::MAX } else { SHOWN };
        let shown = shown.min(self.failed_openids.len());
        let more = self.left.max(self.failed_openids.len() as u64) - shown as u64;
        for openid in self.failed_openids.iter().take(shown) {
            write!(f, "\n  {}", messages::failed(openid))?;
        }
        // Exports and syncs have no list of what is left.
        if more > 0 && (shown > 0 || self.file.is_some()) {
            let rest = self.file.map_or_else(|| messages::more(more), |file| messages::more_in(more, file));
            write!(f, "\n  {rest}")?;
        }
        let hint = self.hint.as_ref().filter(|_| self.hint != self.advice);
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

#[cfg(test)]
mod tests {
    use std::io;

    use wechat_user::store::StoreError;

    use super::*;
    use crate::messages::{Language, demo, explain, mock};

    fn partial() -> Partial {
        let (left, file, note) = (Vec::new(), None, None);
        Partial { done: 1, total: 3, left, left_count: 2, file, can_resume: false, note, error: None }
    }

    /// One failure of each class. A new class does not compile without a line here.
    fn of_each_class() -> Vec<Failure> {
        let all = vec![
            Failure::Usage(explain::unknown_code(7_i64)),
            Failure::Call(Error::token_missing()),
            Failure::Store(StoreError::new("the record cannot be read")),
            Failure::Partial(partial()),
            Failure::Serve(io::Error::other("x")),
            Failure::Demo(demo::failed(1_usize, "x", "y")),
            Failure::Declined,
            Failure::Unknown(explain::unknown_code(7_i64)),
            Failure::Doctor { message: crate::messages::doctor::not_in_order("dns"), exit: Exit::Usage },
            Failure::NoResponse(mock::status(404_u16)),
            Failure::Interrupted,
            Failure::Output(io::Error::other("x")),
            Failure::Leftovers { partial: partial(), cause: io::Error::other("x") },
        ];
        for failure in &all {
            match failure {
                Failure::Usage(_) | Failure::Call(_) | Failure::Store(_) | Failure::Partial(_) | Failure::Serve(_) => {}
                // That of a database can only be made by a database; the tests of the command have it.
                Failure::Database(_) => {}
                Failure::Demo(_) | Failure::Declined | Failure::Unknown(_) | Failure::Doctor { .. } => {}
                Failure::NoResponse(_) | Failure::Interrupted | Failure::Output(_) | Failure::Leftovers { .. } => {}
                // The reader is gone: nothing is printed.
                Failure::ClosedPipe => {}
            }
        }
        all
    }

    #[test]
    fn a_failure_of_each_class_has_a_chinese_message() {
        for failure in of_each_class() {
            let message = Report::of(&failure, None).message;
            let [english, chinese] =
                [Language::English, Language::Chinese].map(|language| message.in_language(language));
            assert!(!english.is_empty() && english != chinese, "{failure:?}: {english}");
            assert!(chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{failure:?}: {chinese}");
        }
    }
}

//! Why a command ended early, and how that is told on standard error.

use std::fmt;
use std::io;

use serde::Serialize;
use wechat_user::endpoint::{CATALOGUE, Replay};
use wechat_user::{Error, ErrorKind, OpenId, Remedy, ServiceError};

use crate::exit::{Exit, innermost};
use crate::moment::moment;
use crate::stderr;

/// How many openids a message in words names.
const SHOWN: usize = 10;

/// What ended a command before its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for what cannot be.
    Usage(String),
    /// A call failed.
    Call(Error),
    /// Something was done, and then something failed.
    Partial(Partial),
    /// A simulator could not be started.
    Serve(io::Error),
    /// A step of the demonstration did not do what it must.
    Demo(String),
    /// Asked on a terminal, somebody did not say yes.
    Declined,
    /// A question that has no answer.
    Unknown(String),
    /// The account, or the way to it, is not in order; what exactly, was printed.
    Doctor { message: String, exit: Exit },
    /// A server got a push, and gave no answer that the service could use.
    Unanswered(String),
    /// Somebody interrupted.
    Interrupted,
    /// Nobody reads the results any more.
    ClosedPipe,
    /// The results could not be written.
    Output(io::Error),
}

/// How far a command came.
#[derive(Debug)]
pub(crate) struct Partial {
    /// What was done and what was not, in one line.
    pub(crate) message: String,
    pub(crate) done: usize,
    pub(crate) total: usize,
    /// Those that failed, where they are known one by one.
    pub(crate) failed: Vec<OpenId>,
    /// What ended it.
    pub(crate) error: Option<Error>,
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Declined => Exit::Usage,
            Self::Call(error) => Exit::of(error),
            Self::Partial(_) => Exit::Partial,
            Self::Unknown(_) | Self::Serve(_) | Self::Demo(_) | Self::Output(_) => Exit::Refused,
            Self::Doctor { exit, .. } => *exit,
            Self::Unanswered(_) => Exit::Transport,
            Self::Interrupted => Exit::Interrupted,
            Self::ClosedPipe => Exit::Ok,
        }
    }

    /// Tells it on standard error, with `hint` where the command can be taken up again.
    pub(crate) fn tell(&self, json: bool, hint: Option<&str>) {
        if matches!(self, Self::ClosedPipe) {
            return;
        }
        let told = self.told(hint.filter(|_| !matches!(self, Self::Partial(_))));
        match serde_json::to_string(&told) {
            Ok(text) if json => stderr::say(text),
            _ => stderr::say(told),
        }
    }

    fn told<'a>(&'a self, hint: Option<&'a str>) -> Told<'a> {
        let error = match self {
            Self::Call(error) => Some(error),
            Self::Partial(partial) => partial.error.as_ref(),
            _ => None,
        };
        let mut told = error.map_or_else(Told::default, Told::of);
        told.hint = hint;
        match self {
            Self::Call(_) if self.exit() != Exit::Interrupted => {}
            Self::Partial(partial) => {
                (told.done, told.total) = (Some(partial.done), Some(partial.total));
                told.message = match error {
                    Some(_) => format!("{}: {}", partial.message, told.message),
                    None => partial.message.clone(),
                };
                // All of them, not only those of the last call.
                told.failed_openids = partial.failed.iter().collect();
            }
            Self::Usage(message) | Self::Demo(message) | Self::Unknown(message) | Self::Doctor { message, .. } => {
                told.message.clone_from(message);
            }
            Self::Declined => "nothing was done: the answer was not yes".clone_into(&mut told.message),
            Self::Serve(error) => told.message = format!("the simulator could not be started: {error}"),
            Self::Unanswered(message) => told.message.clone_from(message),
            Self::Output(error) => told.message = format!("the result could not be written: {error}"),
            Self::Call(_) | Self::Interrupted | Self::ClosedPipe => "interrupted".clone_into(&mut told.message),
        }
        told
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<wechat_user::BadInput> for Failure {
    fn from(input: wechat_user::BadInput) -> Self {
        Self::Call(input.into())
    }
}

/// Of a write to standard output: the only I/O that commands do themselves.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Output(error) }
    }
}

/// A failure in words. With `--json` an object with these keys; the first seven are always there.
#[derive(Debug, Default, Serialize)]
struct Told<'a> {
    code: Option<i64>,
    meaning: Option<&'static str>,
    remedy: Option<&'static str>,
    advice: Option<&'static str>,
    path: Option<&'a str>,
    rid: Option<&'a str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_ip: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed_openids: Vec<&'a OpenId>,
    /// From when on it is worth trying again, as RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn of(error: &'a Error) -> Self {
        let cause = innermost(error);
        let remedy = error.remedy();
        let mut told = Self {
            remedy: Some(name_of(remedy)),
            advice: Some(remedy.advice_en()),
            path: Some(cause.path()).filter(|path| !path.is_empty()),
            message: error.to_string(),
            // A pause of seconds is no news; a quota is.
            retry_at: error.retry_at().filter(|_| error.is_quota()).map(|at| moment(at.as_unix_secs())),
            attempts: Some(cause.attempts()).filter(|attempts| *attempts > 1),
            ..Self::default()
        };
        if let Some(service) = error.service() {
            told.code = Some(service.code.get());
            told.rid = service.rid.as_deref();
            told.blocked_ip = service.blocked_ip.as_deref();
            told.failed_openids.extend(&service.failed_openids);
            told.message = headline(error, cause, service);
            if let Some(entry) = service.code.entry() {
                told.meaning = Some(entry.en);
                told.advice = Some(entry.advice_en(service.place));
            }
        } else if error.may_have_been_done() && is_unsafe(error.path()) {
            told.advice = Some("It may have been done all the same: look before you try again.");
        }
        told
    }
}

/// What went wrong with a call, and what to do about it, for those that go on.
pub(crate) fn diagnosis(error: &Error) -> (String, &'static str) {
    let told = Told::of(error);
    (
        told.meaning.map_or_else(|| told.message.clone(), |meaning| format!("{}: {meaning}", told.message)),
        told.advice.unwrap_or_default(),
    )
}

/// Whether the same request, sent twice, would do its work twice.
fn is_unsafe(path: &str) -> bool {
    CATALOGUE.iter().any(|spec| spec.path() == path && spec.replay() == Replay::Unsafe)
}

/// Meaning and rid have lines of their own.
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

impl fmt::Display for Told<'_> {
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
        let more = self.failed_openids.len().saturating_sub(SHOWN);
        self.failed_openids.iter().take(SHOWN).try_for_each(|openid| write!(f, "\n  failed:  {openid}"))?;
        if more > 0 {
            write!(f, "\n  and {more} more: --failed FILE writes them all")?;
        }
        self.hint.iter().try_for_each(|hint| write!(f, "\n  {hint}"))
    }
}

/// The remedy as programs read it.
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

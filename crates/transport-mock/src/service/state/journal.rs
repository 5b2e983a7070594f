//! The journal: all calls in order of arrival, without secrets.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use http::Method;
use wechat_user_core::Timestamp;

use super::bodies::{Bodies, BodyStore, Receipt};
use super::tokens::TokenRef;

/// How many calls are kept by default. The counters include those that were dropped.
const KEPT: usize = 100_000;

/// How many unknown paths are counted; a client could invent any number of them.
const UNKNOWN_PATHS: usize = 1_000;

/// One call and how it ended. Contains no token, no secret and no openid.
///
/// `Display` writes one line, such as `12 1767225600000 POST /cgi-bin/groups/create stable#1 0`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// From 1 on.
    pub number: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// The HTTP method, such as GET or POST.
    pub verb: Method,
    /// The path, without the query; an unknown one has at most 256 characters.
    pub path: Cow<'static, str>,
    /// The address that it came from.
    pub client_ip: IpAddr,
    /// Whether the simulator has no endpoint with this path.
    pub unknown: bool,
    /// The token that it carried, valid or not, if this account issued it.
    pub token: Option<TokenRef>,
    /// The faults that were applied to it.
    pub faults: Vec<&'static str>,
    /// How it ended.
    pub ending: Ending,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// A response of the service with this `errcode`; 0 is success.
    Errcode(i64),
    /// A response of the gateway with this HTTP status.
    Status(u16),
    /// The connection was refused; the service did nothing.
    Refused,
    /// The connection broke before the request arrived; the service did nothing.
    RequestLost,
    /// The connection broke before the response; the service processed the call.
    ResponseLost,
    /// The connection broke in the middle of the response; the service processed the call.
    ResponseCut,
    /// No response until the client gave up; the service did nothing.
    Stalled,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errcode(code) => write!(f, "{code}"),
            Self::Status(status) => write!(f, "HTTP {status}"),
            Self::Refused => f.write_str("refused"),
            Self::RequestLost => f.write_str("request lost"),
            Self::ResponseLost => f.write_str("response lost"),
            Self::ResponseCut => f.write_str("response cut"),
            Self::Stalled => f.write_str("stalled"),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.number, self.at.as_unix_millis(), self.verb, self.path)?;
        match self.token {
            Some(token) => write!(f, " {token}")?,
            None => f.write_str(" -")?,
        }
        write!(f, " {}", self.ending)?;
        if self.unknown {
            f.write_str(" (no such endpoint)")?;
        }
        if !self.faults.is_empty() {
            write!(f, " [{}]", self.faults.join(", "))?;
        }
        Ok(())
    }
}

#[derive(Debug)]
pub(crate) struct Journal {
    entries: VecDeque<Recorded>,
    total: u64,
    by_path: BTreeMap<Cow<'static, str>, u64>,
    unknown_paths: usize,
    kept: usize,
    /// Where bodies are kept, if they are.
    store: Option<BodyStore>,
    /// How often it started again.
    restarts: u64,
}

#[derive(Debug)]
struct Recorded {
    entry: Entry,
    bodies: Option<Receipt>,
}

impl Journal {
    /// An empty journal.
    pub(crate) const fn new() -> Self {
        Self {
            entries: VecDeque::new(),
            total: 0,
            by_path: BTreeMap::new(),
            unknown_paths: 0,
            kept: KEPT,
            store: None,
            restarts: 0,
        }
    }

    /// Keeps this many calls; older ones are dropped.
    pub(crate) fn keep(&mut self, calls: usize) {
        self.kept = calls.max(1);
        let dropped = self.entries.len().saturating_sub(self.kept);
        self.entries.drain(..dropped);
    }

    /// Keeps bodies in this store from now on, or none.
    pub(crate) fn keep_bodies(&mut self, store: Option<BodyStore>) {
        self.store = store;
    }

    pub(crate) const fn store(&self) -> Option<&BodyStore> {
        self.store.as_ref()
    }

    /// Starts again after this many calls.
    pub(crate) fn restart(&mut self, calls: u64) {
        let (store, restarts) = (self.store.take(), self.restarts + 1);
        *self = Self { total: calls, kept: self.kept, store, restarts, ..Self::new() };
    }

    /// The number of the next call.
    pub(crate) fn next_number(&self) -> u64 {
        self.total + 1
    }

    pub(crate) fn record(&mut self, entry: Entry, bodies: Option<Bodies>) {
        self.total += 1;
        match self.by_path.get_mut(&entry.path) {
            Some(count) => *count += 1,
            None if entry.unknown && self.unknown_paths >= UNKNOWN_PATHS => {}
            None => {
                self.unknown_paths += usize::from(entry.unknown);
                self.by_path.insert(entry.path.clone(), 1);
            }
        }
        if self.entries.len() >= self.kept {
            self.entries.pop_front();
        }
        let bodies = bodies.zip(self.store.as_ref()).map(|(bodies, store)| store.add(bodies));
        self.entries.push_back(Recorded { entry, bodies });
    }

    /// Changes the ending of the last call.
    pub(crate) fn amend(&mut self, fault: &'static str, ending: Ending) {
        if let Some(Recorded { entry, .. }) = self.entries.back_mut() {
            entry.faults.push(fault);
            entry.ending = ending;
        }
    }

    /// The call with this number, if it is still kept.
    pub(crate) fn entry(&self, number: u64) -> Option<&Entry> {
        self.recorded(number).map(|recorded| &recorded.entry)
    }

    /// The bodies of the call with this number, if they are still kept.
    pub(crate) fn bodies(&self, number: u64) -> Option<Arc<Bodies>> {
        self.recorded(number)?.bodies.as_ref()?.bodies()
    }

    fn recorded(&self, number: u64) -> Option<&Recorded> {
        let first = self.entries.front()?.entry.number;
        self.entries.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().map(|recorded| &recorded.entry)
    }

    /// The calls that are kept after the one with this number.
    pub(crate) fn entries_after(&self, number: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        let first = self.entries.front().map_or(0, |recorded| recorded.entry.number);
        let skipped = number.saturating_add(1).saturating_sub(first).min(self.entries.len() as u64);
        self.entries.range(usize::try_from(skipped).unwrap_or(usize::MAX)..).map(|recorded| &recorded.entry)
    }

    pub(crate) const fn restarts(&self) -> u64 {
        self.restarts
    }

    pub(crate) const fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn of_path(&self, path: &str) -> u64 {
        self.by_path.get(path).copied().unwrap_or(0)
    }
}

//! Plays a recording back.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use serde_json::Value;
use similar::TextDiff;
use wechat_user_core::transport::{Request, Response, Transport, TransportError};

use super::line::Line;
use crate::mask::MASKED;
use crate::redact::Redactor;
use crate::service::FileError;

/// A [`Transport`] that plays a [`Recorder`](super::Recorder)'s recording to a program that sends the same requests in
/// the same order.
///
/// A request that differs panics, with the difference. Dropping a player that was not played to the end panics too.
/// Verb, path, query and body are compared; secrets need only be present.
pub struct Player {
    state: Mutex<State>,
}

struct State {
    lines: VecDeque<Line>,
    played: usize,
    failed: bool,
}

impl Player {
    /// A player of these lines.
    ///
    /// # Errors
    ///
    /// When a line was not written by a recorder; the error has its number.
    pub fn new(recording: &str) -> Result<Self, FileError> {
        let lines = recording.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let lines: VecDeque<Line> = lines
            .map(|(number, line)| {
                let bad = |why: &dyn fmt::Display| FileError(format!("line {} of the recording: {why}", number + 1));
                let line: Line = serde_json::from_str(line).map_err(|error| bad(&error))?;
                let playable = line.outcome.play().is_some() && line.body.get().is_some();
                if playable { Ok(line) } else { Err(bad(&"it cannot be played")) }
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { state: Mutex::new(State { lines, played: 0, failed: false }) })
    }

    /// How many exchanges are left.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.state().lines.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Player {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let mut state = self.state();
        let number = state.played + 1;
        let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
        let received = show(request.method().as_str(), request.uri().path(), query, request.body());
        let expected = state.lines.front().map_or("nothing more\n".to_owned(), Line::show);
        let line = state.lines.pop_front().filter(|_| expected == received);
        let Some(line) = line else {
            state.failed = true;
            drop(state);
            panic!(
                "request {number} is not the recorded one (- recorded, + received):\n{}",
                difference(&expected, &received)
            );
        };
        state.played = number;
        // Whether it can be played was checked when the recording was read.
        line.outcome.play().unwrap_or_else(|| Err(TransportError::unknown("it cannot be played")))
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let state = self.state();
        let (played, left, failed) = (state.played, state.lines.len(), state.failed);
        drop(state);
        if left > 0 && !failed && !thread::panicking() {
            panic!("the recording was played to exchange {played}, and {left} were left");
        }
    }
}

impl fmt::Debug for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Player").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}

impl Line {
    fn show(&self) -> String {
        show(&self.verb, &self.path, self.query.clone(), &self.body.get().unwrap_or_default())
    }
}

/// A request as lines for the comparison, with secrets masked.
fn show(verb: &str, path: &str, mut query: Vec<(String, String)>, body: &[u8]) -> String {
    let mut redactor = Redactor::new(MASKED);
    query.sort();
    // Secrets first: they may also occur in the path and in other parameters.
    for (name, value) in &query {
        redactor.parameter(name, value);
    }
    let mut text = format!("{verb} {}\n", redactor.text(path));
    for (name, value) in query {
        let value = redactor.parameter(&name, &value);
        text.push_str(&format!("?{name}={value}\n"));
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut json) => {
            redactor.value(&mut json);
            text.push_str(&format!("{json:#}\n"));
        }
        Err(_) if body.is_empty() => {}
        // A body that cannot be read may contain secrets under any name, so only its hash is printed.
        Err(_) => {
            text.push_str(&format!("a body that is not JSON, of {} bytes, hash {:016x}\n", body.len(), hash(body)));
        }
    }
    text
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn difference(expected: &str, received: &str) -> String {
    let difference = TextDiff::from_lines(expected, received);
    difference.iter_all_changes().map(|change| format!("{} {}", change.tag(), change.value())).collect()
}

//! Ordered expectations: a test expects these requests in this order, and each has its response.

mod compare;
mod expectation;
mod masking;

use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use http::StatusCode;
use wechat_user_core::transport::{Request, Response, Transport, TransportError};

pub use expectation::{Expectation, get, post};

/// A [`Transport`] that expects certain requests in a certain order.
///
/// Each request is compared on arrival; the first that differs panics with the difference and the place where the
/// expectation was written. Dropping the last clone panics if an expectation was not met, or if a mismatch was caught
/// before. No token or secret is printed.
///
/// ```
/// use transport_mock::{Script, get, post};
/// use wechat_user_core::transport::Transport;
/// use wechat_user_core::http::Request;
///
/// let script = Script::new()
///     .expect(post("/cgi-bin/groups/create").query("access_token", "TOKEN").json(r#"{"group":{"name":"test"}}"#))
///     .reply(r#"{"group":{"id":107,"name":"test"}}"#)
///     .expect(get("/cgi-bin/groups/get"))
///     .refuse_connection();
///
/// let create = Request::post("https://api.weixin.qq.com/cgi-bin/groups/create?access_token=TOKEN");
/// let response = script.send(create.body(r#"{ "group": { "name": "test" } }"#.into())?)?;
/// assert_eq!(response.body(), br#"{"group":{"id":107,"name":"test"}}"#);
///
/// let list = Request::get("https://api.weixin.qq.com/cgi-bin/groups/get?access_token=TOKEN");
/// assert!(script.send(list.body(Vec::new())?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Script {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    steps: VecDeque<Step>,
    met: usize,
    failure: Option<String>,
}

struct Step {
    expectation: Expectation,
    place: &'static Location<'static>,
    reply: Result<Response, TransportError>,
}

/// An expectation without a response yet.
#[must_use = "an expectation needs a response: reply(..), refuse_connection(), .."]
pub struct Expecting {
    script: Script,
    expectation: Expectation,
    place: &'static Location<'static>,
}

impl Script {
    /// Expects nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { shared: Arc::default() }
    }

    /// Expects this request next.
    #[track_caller]
    pub fn expect(self, expectation: Expectation) -> Expecting {
        Expecting { script: self, expectation, place: Location::caller() }
    }

    /// Checks now, instead of on drop, that all expected requests arrived.
    ///
    /// # Panics
    ///
    /// When a request is missing or differs.
    #[track_caller]
    pub fn assert_done(&self) {
        // The message is taken out first: a panic must not poison the lock, and must not be repeated on drop.
        let problem = self.shared.lock().take_problem();
        if let Some(problem) = problem {
            panic!("{problem}");
        }
    }
}

impl Expecting {
    /// Responds with this JSON: a text or a `serde_json::Value`.
    #[must_use]
    pub fn reply(self, json: impl fmt::Display) -> Script {
        self.reply_bytes(json.to_string())
    }

    /// Responds with these bytes, JSON or not.
    #[must_use]
    pub fn reply_bytes(self, body: impl Into<Vec<u8>>) -> Script {
        self.step(Ok(Response::new(body.into())))
    }

    /// Responds with this HTTP status and body, as a gateway does. An invalid status becomes 502.
    #[must_use]
    pub fn reply_status(self, status: u16, body: impl Into<Vec<u8>>) -> Script {
        let mut response = Response::new(body.into());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        self.step(Ok(response))
    }

    /// Refuses the connection: the request is not sent.
    #[must_use]
    pub fn refuse_connection(self) -> Script {
        self.fail(TransportError::not_sent("connection refused"))
    }

    /// Loses the response: the service may have processed the request.
    #[must_use]
    pub fn lose_response(self) -> Script {
        self.fail(TransportError::unknown("connection closed before the response"))
    }

    /// Fails with this error.
    #[must_use]
    pub fn fail(self, error: TransportError) -> Script {
        self.step(Err(error))
    }

    fn step(self, reply: Result<Response, TransportError>) -> Script {
        let Self { script, expectation, place } = self;
        script.shared.lock().steps.push_back(Step { expectation, place, reply });
        script
    }
}

impl Transport for Script {
    /// Compares the request with what is expected next.
    ///
    /// # Panics
    ///
    /// When it differs, and when nothing more is expected.
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let outcome = self.shared.lock().meet(&request);
        match outcome {
            Ok(reply) => reply,
            Err(failure) => panic!("{failure}"),
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn meet(&mut self, request: &Request) -> Result<Result<Response, TransportError>, String> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let total = self.met + self.steps.len();
        let problem = match self.steps.front() {
            None => Some(format!(
                "unexpected request: all {total} expectations of the script were met before it\n\n{}",
                compare::show(request)
            )),
            Some(step) => compare::difference(&step.expectation, request).map(|difference| {
                format!(
                    "the request differs from expectation {} of {total}, written at {} (- expected, + got)\n\n{difference}",
                    self.met + 1,
                    step.place
                )
            }),
        };
        if let Some(problem) = problem {
            self.failure = Some(problem.clone());
            return Err(problem);
        }
        self.met += 1;
        // The first step was checked above.
        self.steps.pop_front().map(|step| step.reply).ok_or_else(String::new)
    }

    fn take_problem(&mut self) -> Option<String> {
        let missing = std::mem::take(&mut self.steps);
        if let Some(failure) = self.failure.take() {
            return Some(failure);
        }
        if missing.is_empty() {
            return None;
        }
        let total = self.met + missing.len();
        let mut problem = format!("{} of {total} expected requests are missing:", missing.len());
        for (step, number) in missing.iter().zip(self.met + 1..) {
            problem.push_str(&format!("\n  {number}. {}, written at {}", step.expectation, step.place));
        }
        Some(problem)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A panic on top of a panic would abort the process, and the first one says what is wrong.
        if thread::panicking() {
            return;
        }
        if let Some(problem) = self.lock().take_problem() {
            panic!("{problem}");
        }
    }
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_struct("Script").field("met", &state.met).field("left", &state.steps.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Expecting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expecting").field(&self.expectation.to_string()).finish()
    }
}

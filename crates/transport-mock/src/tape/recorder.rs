//! Records the exchanges of a transport.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::header::CONTENT_TYPE;
use wechat_user_core::transport::{Request, Response, Transport, TransportError};

use super::line::{Bytes, Failure, Line, Outcome};
use super::redaction::Redaction;

/// A [`Transport`] that records the exchanges of another one, a line of JSON for each, for a [`Player`](super::Player).
///
/// Secrets are replaced before anything is written, by a [`Redactor`](crate::redact::Redactor): tokens, AppSecrets,
/// codes and tickets, also inside URLs and nested JSON. Personal data is not: openids only [on
/// request](Self::without_openids), nicknames and remarks never.
///
/// ```
/// use transport_mock::{FakeWeChat, Player, Recorder};
/// use wechat_user_core::transport::Transport;
/// use wechat_user_core::http::Request;
///
/// let wechat = FakeWeChat::new();
/// let url = format!("https://api.weixin.qq.com/cgi-bin/groups/get?access_token={}", wechat.stable_token().expose());
/// let mut tape = Vec::new();
/// let recorder = Recorder::new(wechat, &mut tape);
/// let response = recorder.send(Request::get(&url).body(Vec::new())?)?;
/// recorder.finish()?;
///
/// let player = Player::new(std::str::from_utf8(&tape)?)?;
/// let url = "https://api.weixin.qq.com/cgi-bin/groups/get?access_token=another";
/// assert_eq!(player.send(Request::get(url).body(Vec::new())?)?.body(), response.body());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Recorder<T, W> {
    transport: T,
    tape: Mutex<Tape<W>>,
}

struct Tape<W> {
    out: W,
    redaction: Redaction,
    failure: Option<io::Error>,
}

impl<T: Transport, W: Write + Send> Recorder<T, W> {
    /// Records what goes through this transport, to a file or a buffer.
    pub fn new(transport: T, out: W) -> Self {
        Self { transport, tape: Mutex::new(Tape { out, redaction: Redaction::new(), failure: None }) }
    }

    /// Replaces openids too. A program that is to be replayed must then take its openids from the recording.
    #[must_use]
    pub fn without_openids(self) -> Self {
        self.tape().redaction.hide_openids();
        self
    }

    /// Finishes the recording.
    ///
    /// # Errors
    ///
    /// When a line could not be written.
    pub fn finish(self) -> io::Result<()> {
        let tape = self.tape.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Tape { mut out, failure, .. } = tape;
        failure.map_or_else(|| out.flush(), Err)
    }

    fn tape(&self) -> MutexGuard<'_, Tape<W>> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Transport, W: Write + Send> Transport for Recorder<T, W> {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let verb = request.method().to_string();
        let (query, path, body) = {
            let redaction = &mut self.tape().redaction;
            let query = redaction.query(request.uri().query().unwrap_or_default());
            (query, redaction.path(request.uri().path()), Bytes::new(redaction.body(request.body())))
        };
        let outcome = self.transport.send(request);
        let mut tape = self.tape();
        let recorded = match &outcome {
            Ok(response) => Outcome::Response {
                status: response.status().as_u16(),
                content_type: response
                    .headers()
                    .get(CONTENT_TYPE)
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned),
                body: Bytes::new(tape.redaction.body(response.body())),
            },
            Err(error) => Outcome::Failed(Failure::of(error)),
        };
        tape.write(&Line { verb, path, query, body, outcome: recorded });
        outcome
    }
}

impl<W: Write> Tape<W> {
    /// Writes a line; after a failure, nothing more.
    fn write(&mut self, line: &Line) {
        if self.failure.is_some() {
            return;
        }
        let written =
            serde_json::to_string(line).map_err(io::Error::other).and_then(|line| writeln!(self.out, "{line}"));
        self.failure = written.err();
    }
}

impl<T, W> fmt::Debug for Recorder<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

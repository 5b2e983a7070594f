//! One run: a machine, a session, and a script that says what becomes of each exchange. Checks the contract at every
//! step.

use std::time::Duration;

use wechat_user_core::machine::{Outcome, Purpose, Step};
use wechat_user_core::transport::{Response, TransportError};
use wechat_user_core::{Call, Credentials, Error, Machine, Session, Timestamp, TokenMode, groups};

/// What becomes of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Good,
    /// 40001: for a token request, a wrong secret.
    DeadToken,
    /// -1
    Busy,
    /// 40013
    Fatal,
    /// A 502 page.
    Gateway,
    /// No server listens: certainly not sent.
    Refused,
    /// The answer is lost.
    Lost,
    /// HTTP 200, cut short.
    Garbage,
}

impl Fate {
    pub(crate) const ALL: [Self; 8] =
        [Self::Good, Self::DeadToken, Self::Busy, Self::Fatal, Self::Gateway, Self::Refused, Self::Lost, Self::Garbage];

    /// Whether the service may have done what the request asked for.
    fn may_be_done(self) -> bool {
        matches!(self, Self::Good | Self::Busy | Self::Gateway | Self::Lost | Self::Garbage)
    }

    /// The `errcode` of its response.
    pub(crate) fn code(self) -> Option<i64> {
        match self {
            Self::DeadToken => Some(40_001),
            Self::Busy => Some(-1),
            Self::Fatal => Some(40_013),
            Self::Good | Self::Gateway | Self::Refused | Self::Lost | Self::Garbage => None,
        }
    }

    fn outcome(self, good: &str) -> Outcome {
        let answer = |body: &str| Outcome::Response(Response::new(body.as_bytes().to_vec()));
        match self {
            Self::Good => answer(good),
            Self::DeadToken => answer(r#"{"errcode":40001,"errmsg":"invalid credential"}"#),
            Self::Busy => answer(r#"{"errcode":-1,"errmsg":"system error"}"#),
            Self::Fatal => answer(r#"{"errcode":40013,"errmsg":"invalid appid"}"#),
            Self::Gateway => {
                let mut response = Response::new(b"<html>502 Bad Gateway</html>".to_vec());
                *response.status_mut() = wechat_user_core::http::StatusCode::BAD_GATEWAY;
                Outcome::Response(response)
            }
            Self::Refused => Outcome::Failed(TransportError::not_sent("connection refused")),
            Self::Lost => Outcome::Failed(TransportError::unknown("connection reset")),
            Self::Garbage => answer("{\"group"),
        }
    }
}

/// Which call, and how the service hands out tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// A list (safe to send twice) or a create (not).
    pub safe: bool,
    /// Whether asking for another token gives another one. A stable token does not change while it is valid.
    pub token_changes: bool,
}

/// What was seen of a run.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub api: usize,
    pub tokens: usize,
    pub error: Option<Error>,
    /// How many outcomes of the script were used.
    pub used: usize,
    pub waited: Duration,
}

/// Runs one call to its end.
pub(crate) fn run(setting: Setting, script: &[Fate]) -> Seen {
    let mode = if setting.token_changes { TokenMode::Plain } else { TokenMode::Stable };
    let mut session = Session::new(Credentials::stable("wx1", "s").with_mode(mode)).unwrap();
    if setting.safe {
        drive(setting, &mut session, Call::new(&groups::GetGroups::new()), r#"{"groups":[]}"#, script)
    } else {
        drive(
            setting,
            &mut session,
            Call::new(&groups::CreateGroup::new("test").unwrap()),
            r#"{"group":{"id":100}}"#,
            script,
        )
    }
}

fn drive<M: Machine<Item = Result<T, Error>>, T>(
    setting: Setting,
    session: &mut Session,
    mut machine: M,
    good: &str,
    script: &[Fate],
) -> Seen {
    let mut now = Timestamp::from_unix_secs(1_795_293_000);
    let started = now;
    let (mut seen, mut items, mut arrived) = (Seen::default(), 0, false);
    for _ in 0..200 {
        match machine.poll(session, now) {
            Step::Send(outgoing) => {
                let fate = script.get(seen.used).copied().unwrap_or(Fate::Good);
                seen.used += 1;
                let left = outgoing.deadline().since(now);
                assert!(!left.is_zero(), "sent without any time left: {script:?}");
                let id = outgoing.id();
                let outcome = match outgoing.purpose() {
                    Purpose::Credential(_) => {
                        seen.tokens += 1;
                        let number = if setting.token_changes { seen.tokens } else { 0 };
                        fate.outcome(&format!(r#"{{"access_token":"token-{number}","expires_in":7200}}"#))
                    }
                    Purpose::Api => {
                        assert!(
                            !arrived || setting.safe,
                            "an unsafe request was sent after one that may have arrived: {script:?}"
                        );
                        arrived |= fate.may_be_done();
                        seen.api += 1;
                        fate.outcome(good)
                    }
                };
                // Every exchange takes a while.
                now = now + Duration::from_millis(20);
                assert!(!machine.handle(now, id, outcome).ignored);
                let again = machine.handle(now, id, Fate::Good.outcome(good));
                assert!(again.ignored, "an id is answered once: {script:?}");
            }
            Step::Wait { until, .. } => {
                let until = until.expect("nothing is in flight, so only time can end this wait");
                assert!(until > now, "a wait in the past: {script:?}");
                // Too early is harmless.
                let early = machine.poll(session, now);
                assert!(matches!(early, Step::Wait { until: again, .. } if again == Some(until)), "{script:?}");
                seen.waited += until.since(now);
                now = until;
            }
            Step::Yield(item) => {
                items += 1;
                seen.error = item.err();
            }
            Step::Done => {
                assert_eq!(items, 1, "{script:?}");
                assert!(matches!(machine.poll(session, now), Step::Done));
                assert!(now.since(started) <= Duration::from_secs(31), "longer than its deadline: {script:?}");
                return seen;
            }
        }
    }
    panic!("does not end: {script:?}");
}

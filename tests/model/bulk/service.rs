//! The service of the model: a script says what it does with each request, and it keeps what is true of the users.

use std::collections::BTreeSet;

use wechat_user_core::machine::Outcome;
use wechat_user_core::transport::{Response, TransportError};

/// What the service does with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    /// 45171: the first openid fails, the others are done.
    Partial,
    /// 40003: the first openid is malformed, now and later.
    OneBad,
    /// -1, and it may be done.
    Busy,
    /// 40001
    DeadToken,
    /// 45011
    Minute,
    /// 45009
    Day,
    /// Done, and the response is lost.
    Lost,
}

impl Fate {
    pub(super) const ALL: [Self; 8] =
        [Self::Done, Self::Partial, Self::OneBad, Self::Busy, Self::DeadToken, Self::Minute, Self::Day, Self::Lost];

    /// A failure that a call which is safe to repeat gets over.
    pub(super) fn passes(self) -> bool {
        matches!(self, Self::Done | Self::Busy | Self::DeadToken | Self::Minute | Self::Lost)
    }
}

pub(super) struct Service {
    script: Vec<Fate>,
    pub(super) used: usize,
    tokens: usize,
    malformed: BTreeSet<String>,
    pub(super) done: BTreeSet<String>,
    pub(super) may_be_done: BTreeSet<String>,
    /// The client has handled a 45009.
    pub(super) day_is_over: bool,
}

impl Service {
    pub(super) fn new(script: &[Fate]) -> Self {
        let (malformed, done, may_be_done) = Default::default();
        Self { script: script.to_vec(), used: 0, tokens: 0, malformed, done, may_be_done, day_is_over: false }
    }

    pub(super) fn token(&mut self) -> Outcome {
        self.tokens += 1;
        respond(format!(r#"{{"access_token":"token-{}","expires_in":7200}}"#, self.tokens))
    }

    pub(super) fn exchange(&mut self, openids: &[String]) -> Outcome {
        if openids.iter().any(|openid| self.malformed.contains(openid)) {
            return error(40_003);
        }
        let fate = self.script.get(self.used).copied().unwrap_or(Fate::Done);
        self.used += 1;
        match fate {
            Fate::Done => {
                self.carry_out(openids);
                respond(good(openids))
            }
            Fate::Partial => {
                self.carry_out(&openids[1..]);
                respond(format!(r#"{{"errcode":45171,"errmsg":"","fail_openid_list":["{}"]}}"#, openids[0]))
            }
            Fate::OneBad => {
                self.malformed.insert(openids[0].clone());
                error(40_003)
            }
            Fate::Busy => {
                self.may_be_done.extend(openids.iter().cloned());
                error(-1)
            }
            Fate::DeadToken => error(40_001),
            Fate::Minute => error(45_011),
            Fate::Day => error(45_009),
            Fate::Lost => {
                self.carry_out(openids);
                Outcome::Failed(TransportError::unknown("connection reset"))
            }
        }
    }

    fn carry_out(&mut self, openids: &[String]) {
        self.done.extend(openids.iter().cloned());
        self.may_be_done.extend(openids.iter().cloned());
    }
}

/// A response that every job of the model reads.
fn good(openids: &[String]) -> String {
    let users: Vec<String> = openids.iter().map(|openid| format!(r#"{{"subscribe":1,"openid":"{openid}"}}"#)).collect();
    let changed: Vec<String> =
        openids.iter().map(|openid| format!(r#"{{"ori_openid":"{openid}","new_openid":"n{openid}"}}"#)).collect();
    let (users, changed) = (users.join(","), changed.join(","));
    format!(r#"{{"errcode":0,"user_info_list":[{users}],"result_list":[{changed}]}}"#)
}

fn error(code: i64) -> Outcome {
    respond(format!(r#"{{"errcode":{code},"errmsg":""}}"#))
}

fn respond(body: String) -> Outcome {
    Outcome::Response(Response::new(body.into_bytes()))
}

pub(super) fn says_day_is_over(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Response(response) if response.body().starts_with(br#"{"errcode":45009"#))
}

/// The openids of a request: all texts of its body that begin like one.
pub(super) fn openids(body: &[u8]) -> Vec<String> {
    let body = std::str::from_utf8(body).unwrap();
    body.split('"').filter(|text| matches!(text.as_bytes(), [b'o', b'0'..=b'9'])).map(str::to_owned).collect()
}

//! The service of the models of runs over lists: a script says what it does with each request, and it keeps what is
//! true of the users.

use std::collections::BTreeSet;

use wechat_user_core::machine::Outcome;
use wechat_user_core::transport::{Response, TransportError};

/// What the service does with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    /// 45171: the first openid fails, the others are done. A read leaves it out, now and later.
    Partial,
    /// 40003: the first openid is malformed, now and later. For a page: the user of the cursor has left.
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
    pub(crate) const ALL: [Self; 8] =
        [Self::Done, Self::Partial, Self::OneBad, Self::Busy, Self::DeadToken, Self::Minute, Self::Day, Self::Lost];

    /// A failure that a call which is safe to repeat gets over.
    pub(crate) fn passes(self) -> bool {
        matches!(self, Self::Done | Self::Busy | Self::DeadToken | Self::Minute | Self::Lost)
    }
}

#[derive(Default)]
pub(crate) struct Service {
    script: Vec<Fate>,
    pub(crate) used: usize,
    tokens: usize,
    pub(crate) malformed: BTreeSet<String>,
    pub(crate) left_out: BTreeSet<String>,
    /// The list, and who is not on it any more.
    list: Vec<String>,
    pub(crate) left: BTreeSet<String>,
    pub(crate) done: BTreeSet<String>,
    pub(crate) may_be_done: BTreeSet<String>,
    /// The client has handled a 45009.
    pub(crate) day_is_over: bool,
}

impl Service {
    pub(crate) fn new(script: &[Fate]) -> Self {
        Self { script: script.to_vec(), ..Self::default() }
    }

    /// A service that lists these users.
    pub(crate) fn with_list(script: &[Fate], list: &[&str]) -> Self {
        Self { list: list.iter().map(|openid| (*openid).to_owned()).collect(), ..Self::new(script) }
    }

    /// The same users, and nothing more goes wrong.
    pub(crate) fn recover(&mut self) {
        self.script.clear();
        self.day_is_over = false;
    }

    pub(crate) fn token(&mut self) -> Outcome {
        self.tokens += 1;
        respond(format!(r#"{{"access_token":"token-{}","expires_in":7200}}"#, self.tokens))
    }

    pub(crate) fn exchange(&mut self, openids: &[String]) -> Outcome {
        if openids.iter().any(|openid| self.malformed.contains(openid)) {
            return error(40_003);
        }
        match self.next_fate() {
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
                failure(Fate::Busy)
            }
            Fate::Lost => {
                self.carry_out(openids);
                failure(Fate::Lost)
            }
            other => failure(other),
        }
    }

    /// A batch of profiles.
    pub(crate) fn profiles(&mut self, openids: &[String]) -> Outcome {
        if openids.iter().any(|openid| self.malformed.contains(openid)) {
            return error(40_003);
        }
        match self.next_fate() {
            Fate::Partial => {
                self.left_out.insert(openids[0].clone());
                self.known_profiles(openids)
            }
            Fate::Done => self.known_profiles(openids),
            Fate::OneBad => {
                self.malformed.insert(openids[0].clone());
                error(40_003)
            }
            other => failure(other),
        }
    }

    /// The page of two users after a cursor.
    pub(crate) fn page(&mut self, cursor: Option<&str>) -> Outcome {
        if cursor.is_some_and(|cursor| self.left.contains(cursor)) {
            return error(40_003);
        }
        match (self.next_fate(), cursor) {
            (Fate::OneBad, Some(cursor)) => {
                self.left.insert(cursor.to_owned());
                error(40_003)
            }
            (Fate::Done | Fate::Partial | Fate::OneBad, _) => {
                let start =
                    cursor.map_or(0, |cursor| 1 + self.list.iter().position(|openid| openid == cursor).unwrap());
                let rest = self.list[start..].iter().filter(|openid| !self.left.contains(*openid));
                let page: Vec<String> = rest.take(2).cloned().collect();
                let (total, count) = (self.list.len(), page.len());
                let Some(last) = page.last() else {
                    return respond(format!(r#"{{"total":{total},"count":0,"next_openid":""}}"#));
                };
                let openids = serde_json::to_string(&page).unwrap();
                respond(format!(
                    r#"{{"total":{total},"count":{count},"data":{{"openid":{openids}}},"next_openid":"{last}"}}"#
                ))
            }
            (other, _) => failure(other),
        }
    }

    fn next_fate(&mut self) -> Fate {
        let fate = self.script.get(self.used).copied().unwrap_or(Fate::Done);
        self.used += 1;
        fate
    }

    fn known_profiles(&mut self, openids: &[String]) -> Outcome {
        self.carry_out(openids);
        // Their order is not guaranteed.
        let known = openids.iter().rev().filter(|openid| !self.left_out.contains(*openid));
        respond(good(&known.cloned().collect::<Vec<_>>()))
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

/// What a request gets that the service does not carry out, or whose response is lost.
fn failure(fate: Fate) -> Outcome {
    match fate {
        Fate::Busy => error(-1),
        Fate::DeadToken => error(40_001),
        Fate::Minute => error(45_011),
        Fate::Day => error(45_009),
        Fate::Lost => Outcome::Failed(TransportError::unknown("connection reset")),
        Fate::Done | Fate::Partial | Fate::OneBad => panic!("{fate:?} is no failure of every request"),
    }
}

fn error(code: i64) -> Outcome {
    respond(format!(r#"{{"errcode":{code},"errmsg":""}}"#))
}

fn respond(body: String) -> Outcome {
    Outcome::Response(Response::new(body.into_bytes()))
}

pub(crate) fn says_day_is_over(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Response(response) if response.body().starts_with(br#"{"errcode":45009"#))
}

/// The openids of a request: all texts of its body that begin like one.
pub(crate) fn openids(body: &[u8]) -> Vec<String> {
    let body = std::str::from_utf8(body).unwrap();
    body.split('"').filter(|text| matches!(text.as_bytes(), [b'o', b'0'..=b'9'])).map(str::to_owned).collect()
}

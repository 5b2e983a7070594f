//! Two and three calls that share one session, and every order in which they can be answered, with every outcome of
//! every exchange. Answers are taken in one by one, or several before the calls are polled again; the calls are polled
//! in one order and in the other.
//!
//! A state is the way that led to it: the list of choices made since the start. From each, every choice that is open is
//! tried, to the end.

use std::collections::BTreeSet;
use std::time::Duration;

use wechat_user_core::groups::{GetGroups, GroupList};
use wechat_user_core::machine::{ExchangeId, Outcome, Purpose, Step};
use wechat_user_core::transport::{Response, TransportError};
use wechat_user_core::{Call, Credentials, ErrorKind, Machine, Session, Timestamp, TokenMode};

const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

/// What becomes of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Good,
    /// 40001 for a call, 40013 for a token request.
    Refused,
    Lost,
    /// No answer ever: only time ends it.
    Stalled,
}

const FATES: [Fate; 4] = [Fate::Good, Fate::Refused, Fate::Lost, Fate::Stalled];

struct Caller {
    /// None: dropped in the middle.
    call: Option<Call<GroupList>>,
    /// With which token; none for a token request.
    in_flight: Option<(ExchangeId, Option<String>)>,
    /// It has a response, or the session has changed, or its time has come: it must be polled.
    awake: bool,
    until: Option<Timestamp>,
    result: Option<Result<(), Box<wechat_user_core::Error>>>,
    api: usize,
}

/// What can happen next.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Answer(usize, Fate),
    /// The call is dropped, as a cancelled one is.
    Drop(usize),
    /// All callers that are awake are polled until all of them wait.
    Poll,
    /// All callers wait for time: it moves to the first time that one of them waits for.
    Tick,
}

#[derive(Clone, Copy, Debug)]
struct Setting {
    calls: usize,
    /// The most exchanges that go wrong.
    faults: usize,
    /// A stable token stays the same, a plain one changes.
    mode: TokenMode,
    last_first: bool,
}

struct World {
    session: Session,
    now: Timestamp,
    callers: Vec<Caller>,
    last_first: bool,
    faults_left: usize,
    issued: usize,
    /// Tokens that were refused, by however many calls; and what else is a reason to ask for another.
    refused: BTreeSet<String>,
    reasons: usize,
    tokens: usize,
}

impl World {
    fn new(setting: Setting) -> Self {
        let Setting { calls, faults, mode, last_first } = setting;
        let caller = |_| Caller {
            call: Some(Call::new(&GetGroups::new())),
            in_flight: None,
            awake: true,
            until: None,
            result: None,
            api: 0,
        };
        let session = Session::new(Credentials::stable("wx1", "a-secret").with_mode(mode)).unwrap();
        let callers = (0..calls).map(caller).collect();
        Self {
            session,
            now: START,
            callers,
            last_first,
            faults_left: faults,
            issued: 0,
            refused: BTreeSet::new(),
            reasons: 0,
            tokens: 0,
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        for (at, caller) in self.callers.iter().enumerate() {
            if caller.in_flight.is_some() {
                let fates = if self.faults_left > 0 { &FATES[..] } else { &FATES[..1] };
                choices.extend(fates.iter().map(|fate| Choice::Answer(at, *fate)));
            }
            if self.faults_left > 0 && caller.in_flight.is_some() {
                choices.push(Choice::Drop(at));
            }
        }
        if self.callers.iter().any(|caller| caller.awake) {
            choices.push(Choice::Poll);
        } else if choices.is_empty() && self.callers.iter().any(|caller| caller.result.is_none()) {
            choices.push(Choice::Tick);
        }
        choices
    }

    fn take(&mut self, choice: Choice) {
        match choice {
            Choice::Poll => {
                let order: Vec<usize> = (0..self.callers.len()).collect();
                while let Some(at) = {
                    let mut awake = order.iter().copied().filter(|at| self.callers[*at].awake);
                    if self.last_first { awake.next_back() } else { awake.next() }
                } {
                    self.poll(at);
                }
            }
            Choice::Answer(at, fate) => self.answer(at, fate),
            Choice::Drop(at) => {
                self.faults_left -= 1;
                self.reasons += 1;
                let dropped = &mut self.callers[at];
                (dropped.call, dropped.in_flight, dropped.awake) = (None, None, false);
                dropped.result = Some(Ok(()));
                // As a driver does.
                self.wake_all();
            }
            Choice::Tick => {
                let next =
                    self.callers.iter().filter(|caller| caller.result.is_none()).filter_map(|caller| caller.until);
                let next = next.min().expect("a caller waits for ever");
                assert!(next > self.now);
                self.now = next;
                for caller in &mut self.callers {
                    caller.awake = caller.result.is_none() && caller.until.is_some_and(|until| until <= next);
                }
            }
        }
    }

    fn poll(&mut self, at: usize) {
        let before = self.session.revision();
        let caller = &mut self.callers[at];
        let Some(call) = &mut caller.call else { return };
        match call.poll(&mut self.session, self.now) {
            Step::Send(outgoing) => {
                let is_token = matches!(outgoing.purpose(), Purpose::Credential(_));
                self.tokens += usize::from(is_token);
                caller.api += usize::from(!is_token);
                let query = outgoing.request().uri().query().unwrap_or_default();
                caller.in_flight = Some((outgoing.id(), (!is_token).then(|| query.to_owned())));
                let fetches = self.callers.iter().filter(|caller| matches!(caller.in_flight, Some((_, None)))).count();
                assert!(fetches <= 1, "two token requests at a time");
            }
            Step::Wait { until, .. } => {
                assert!(until.is_some_and(|until| until > self.now), "a wait that time does not end");
                caller.until = until;
                caller.awake = false;
            }
            Step::Yield(item) => {
                assert!(caller.result.is_none(), "a second item");
                caller.result = Some(item.map(drop).map_err(Box::new));
            }
            Step::Done => {
                assert!(caller.result.is_some(), "done without an item");
                caller.awake = false;
                // A call that ended waits for no answer.
                caller.in_flight = None;
            }
        }
        if self.session.revision() != before {
            self.wake_all();
        }
    }

    fn wake_all(&mut self) {
        self.callers.iter_mut().filter(|caller| caller.result.is_none()).for_each(|caller| caller.awake = true);
    }

    fn answer(&mut self, at: usize, fate: Fate) {
        let caller = &mut self.callers[at];
        let (Some((id, token)), Some(call)) = (caller.in_flight.take(), &mut caller.call) else { return };
        let is_token = token.is_none();
        match token {
            None => self.reasons += usize::from(fate != Fate::Good),
            Some(token) if fate == Fate::Refused => drop(self.refused.insert(token)),
            Some(_) => {}
        }
        self.faults_left -= usize::from(fate != Fate::Good);
        let answer = |body: String| Outcome::Response(Response::new(body.into_bytes()));
        let outcome = match fate {
            Fate::Good if is_token => {
                self.issued += 1;
                let number = if self.session.credentials().mode() == TokenMode::Stable { 0 } else { self.issued };
                answer(format!(r#"{{"access_token":"token-{number}","expires_in":7200}}"#))
            }
            Fate::Good => answer(r#"{"groups":[]}"#.into()),
            Fate::Refused if is_token => answer(r#"{"errcode":40013,"errmsg":"invalid appid"}"#.into()),
            Fate::Refused => answer(r#"{"errcode":40001,"errmsg":"invalid credential"}"#.into()),
            Fate::Lost => Outcome::Failed(TransportError::unknown("reset")),
            Fate::Stalled => return,
        };
        assert!(!call.handle(self.now, id, outcome).ignored);
        caller.awake = true;
    }

    /// At the end of a run that had this many faults.
    fn check(&self, faults: usize) {
        // The first, and one more for each reason at most: however many calls were refused one token, it is renewed
        // once.
        let most = 1 + self.refused.len() + self.reasons;
        assert!(self.tokens <= most, "{} token requests", self.tokens);
        for caller in &self.callers {
            // Its own first one, and for each fault one more.
            assert!(caller.api <= 1 + faults, "{} API requests of one call", caller.api);
        }
        let failed: Vec<&ErrorKind> =
            self.callers.iter().filter_map(|caller| caller.result.as_ref()?.as_ref().err()).map(|e| e.kind()).collect();
        if faults == 0 {
            assert!(failed.is_empty(), "{failed:?}");
        }
        assert!(self.now.since(START) <= Duration::from_secs(31), "longer than the deadline");
    }
}

/// Runs every way from here to the end; returns how many there are.
fn explore(setting: Setting) -> usize {
    let faults = setting.faults;
    // For each step of the way: which of how many choices was taken.
    let mut way: Vec<(usize, usize)> = Vec::new();
    let mut runs = 0;
    loop {
        let mut world = World::new(setting);
        let mut taken = Vec::new();
        let mut step = 0;
        loop {
            let choices = world.choices();
            if choices.is_empty() {
                break;
            }
            if step == way.len() {
                way.push((0, choices.len()));
            }
            let choice = choices[way[step].0];
            taken.push(choice);
            assert!(taken.len() < 300, "does not end: {taken:?}");
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.take(choice)));
            assert!(result.is_ok(), "after {taken:?}");
            step += 1;
        }
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.check(faults - world.faults_left)));
        assert!(result.is_ok(), "after {taken:?}");
        runs += 1;
        // The next way, in the order of its choices.
        loop {
            match way.pop() {
                None => return runs,
                Some((choice, of)) if choice + 1 < of => {
                    way.push((choice + 1, of));
                    break;
                }
                Some(_) => {}
            }
        }
    }
}

fn in_both_modes_and_orders(calls: usize, faults: usize) -> usize {
    let modes = [TokenMode::Plain, TokenMode::Stable];
    let settings = modes.into_iter().flat_map(|mode| [true, false].map(|last_first| (mode, last_first)));
    settings.map(|(mode, last_first)| explore(Setting { calls, faults, mode, last_first })).sum()
}

#[test]
fn two_calls_with_four_faults() {
    let runs = in_both_modes_and_orders(2, 4);
    assert!(runs > 20_000, "only {runs} ways");
}

#[test]
fn three_calls_with_two_faults() {
    let runs = in_both_modes_and_orders(3, 2);
    assert!(runs > 20_000, "only {runs} ways");
}

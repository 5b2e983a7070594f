//! Each rule of `Obtain` by name, step by step.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::errors::error::ErrorKind;
use crate::flow::call::CurrentToken;
use crate::flow::credentials::Credentials;
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::flow::ticket::CurrentTicket;
use crate::io::store::StoreError;
use crate::io::transport::{Response, TransportError};
use crate::values::secret::{AccessToken, CredentialValue};
use crate::values::ticket_kind::TicketKind;

const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);
const HOUR: Duration = Duration::from_secs(3_600);
const DOWN: StoreError = StoreError::new("it is down");

/// An `Obtain` and its time.
struct Run {
    obtain: Obtain,
    now: Timestamp,
}

impl Run {
    fn of(session: &mut Session, now: Timestamp) -> Self {
        let Step::Send(outgoing) = CurrentToken::new().poll(session, now) else { panic!("a want") };
        Self { obtain: Obtain::new(&outgoing, now, Owner::new(7 << 64 | 9)).unwrap(), now }
    }

    fn stable() -> Self {
        Self::of(&mut Session::new(Credentials::stable("wx1", "a-secret")).unwrap(), START)
    }

    fn plain() -> Self {
        Self::of(&mut Session::new(Credentials::plain("wx1", "a-secret")).unwrap(), START)
    }

    /// The process has this token, with this much of its life left.
    fn renewing(mode: TokenMode, left: u64) -> Self {
        let mut session = Session::new(Credentials::stable("wx1", "a-secret").with_mode(mode)).unwrap();
        let expires = START + Duration::from_secs(7_200);
        session.supply(AccessToken::from("mine"), START, Some(expires)).unwrap();
        let now = Timestamp::from_unix_millis(expires.as_unix_millis() - left * 1_000);
        Self::of(&mut session, now)
    }

    /// The service rejected this token.
    fn rejected(mode: TokenMode, token: &str) -> Self {
        let mut session = Session::new(Credentials::stable("wx1", "a-secret").with_mode(mode)).unwrap();
        session.supply(AccessToken::from(token), START, None).unwrap();
        session.reject(1, START);
        Self::of(&mut session, START)
    }

    fn passes(&mut self, millis: u64) -> &mut Self {
        self.now = self.now + Duration::from_millis(millis);
        self
    }

    #[track_caller]
    fn loads(&mut self, stored: Option<Stored>) -> &mut Self {
        assert!(matches!(self.obtain.poll(self.now), ObtainStep::Load), "{:?}", self.obtain);
        self.obtain.handle(self.now, Reply::Loaded(Ok(stored)));
        self
    }

    #[track_caller]
    fn locks(&mut self, result: Result<bool, StoreError>) -> &mut Self {
        let step = self.obtain.poll(self.now);
        assert!(matches!(step, ObtainStep::Lock { .. }), "{step:?}");
        self.obtain.handle(self.now, Reply::Locked(result));
        self
    }

    #[track_caller]
    fn sends(&mut self, body: &str) -> &mut Self {
        let ObtainStep::Send(_) = self.obtain.poll(self.now) else { panic!("{:?}", self.obtain) };
        let response = Response::new(body.as_bytes().to_vec());
        self.obtain.handle(self.now, Reply::Sent(Outcome::Response(response)));
        self
    }

    #[track_caller]
    fn replaces(&mut self, expected: Option<&str>, result: Result<Replaced, StoreError>) -> &mut Self {
        let ObtainStep::Replace { seen, .. } = self.obtain.poll(self.now) else { panic!("{:?}", self.obtain) };
        assert_eq!(seen.as_ref().map(CredentialValue::expose), expected);
        self.obtain.handle(self.now, Reply::Replaced(result));
        self
    }

    #[track_caller]
    fn unlocks(&mut self) -> &mut Self {
        let step = self.obtain.poll(self.now);
        assert!(matches!(step, ObtainStep::Unlock), "{step:?}");
        self.obtain.handle(self.now, Reply::Unlocked(Ok(())));
        self
    }

    #[track_caller]
    fn waits(&mut self) -> &mut Self {
        let ObtainStep::Wait(until) = self.obtain.poll(self.now) else { panic!("{:?}", self.obtain) };
        let millis = until.since(self.now).as_millis();
        assert!((50..=200).contains(&millis), "{millis} ms");
        self.now = until;
        self
    }

    #[track_caller]
    fn ends(&mut self) -> Outcome {
        match self.obtain.poll(self.now) {
            ObtainStep::Done(outcome) => outcome,
            step => panic!("{step:?}"),
        }
    }

    #[track_caller]
    fn grants(&mut self, value: &str) -> Grant {
        let Outcome::Granted(grant) = self.ends() else { panic!("no grant") };
        assert_eq!(grant.value.expose(), value);
        grant
    }

    fn notices(&mut self) -> Vec<Notice> {
        core::iter::from_fn(|| self.obtain.notice()).collect()
    }
}

fn stored(value: &str, left: Duration) -> Option<Stored> {
    Some(Stored::new(CredentialValue::from(value), left))
}

fn token(value: &str) -> String {
    format!(r#"{{"access_token":"{value}","expires_in":7200}}"#)
}

#[test]
fn a_fresh_stored_value_is_adopted_and_nothing_is_locked_or_sent() {
    let mut run = Run::plain();
    let grant = run.loads(stored("theirs", HOUR)).grants("theirs");
    assert_eq!((grant.adopted, grant.expires), (true, START + HOUR));
    assert_eq!(run.notices(), [Notice::Adopted]);
}

#[test]
fn without_a_stored_value_one_fetches_under_the_lock_and_stores() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None).sends(&token("new")).replaces(None, Ok(Replaced::Won)).unlocks();
    let grant = run.grants("new");
    assert_eq!((grant.adopted, grant.obtained), (false, Some(START)));
    assert_eq!(run.notices(), [Notice::Fetched]);
}

#[test]
fn the_second_look_under_the_lock_finds_what_another_process_fetched() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(stored("theirs", HOUR)).unlocks().grants("theirs");
}

#[test]
fn a_rejected_stored_value_is_fetched_again_and_replaced() {
    let mut run = Run::rejected(TokenMode::Plain, "old");
    run.loads(stored("old", HOUR)).locks(Ok(true)).loads(stored("old", HOUR)).sends(&token("new"));
    run.replaces(Some("old"), Ok(Replaced::Won)).unlocks().grants("new");
}

#[test]
fn a_stale_value_is_used_while_another_process_has_the_lock() {
    let mut run = Run::plain();
    run.loads(stored("theirs", Duration::from_secs(119))).locks(Ok(false)).grants("theirs");
}

#[test]
fn an_expired_or_impossible_stored_value_is_as_none() {
    for value in [stored("theirs", Duration::ZERO), stored("two words", HOUR), stored("", HOUR)] {
        Run::plain().loads(value.clone()).locks(Ok(true)).loads(value).sends(&token("new"));
    }
}

#[test]
fn without_an_age_the_margin_is_120_seconds_and_with_one_at_most_a_quarter_of_the_life() {
    let seconds = Duration::from_secs;
    Run::plain().loads(stored("theirs", seconds(121))).grants("theirs");
    Run::plain().loads(stored("theirs", seconds(120))).locks(Ok(true));
    // A life of 400 s in all: stale when 100 s are left.
    let aged = |left: u64| stored("theirs", seconds(left)).map(|stored| stored.aged(seconds(400 - left)));
    let grant = Run::plain().loads(aged(101)).grants("theirs");
    assert_eq!(grant.obtained, Some(Timestamp::from_unix_secs(START.as_unix_secs() - 299)));
    Run::plain().loads(aged(100)).locks(Ok(true));
}

#[test]
fn an_early_renewal_does_not_wait_for_another_process() {
    let mut run = Run::renewing(TokenMode::Plain, 60);
    let Outcome::Denied(error) = run.loads(None).locks(Ok(false)).ends() else { panic!() };
    assert!(matches!(error.kind(), ErrorKind::Source(_)), "{error}");
}

#[test]
fn plain_mode_never_fetches_without_the_lock_and_says_at_the_deadline_who_had_it() {
    let mut run = Run::plain();
    let deadline = START + Duration::from_secs(30);
    while run.now < deadline {
        run.loads(None).locks(Ok(false));
        if matches!(run.obtain.phase, Phase::Done(_)) {
            break;
        }
        run.waits();
    }
    assert!(deadline.since(run.now) <= Duration::from_millis(200), "{:?}", run.now);
    let Outcome::Denied(error) = run.ends() else { panic!() };
    assert!(error.to_string().contains("another process, which has the lock"), "{error}");
    assert_eq!(run.notices(), [Notice::Waited]);
}

#[test]
fn stable_mode_fetches_without_the_lock_while_there_is_time_for_it() {
    let mut run = Run::stable();
    let deadline = START + Duration::from_secs(30);
    while !matches!(run.obtain.phase, Phase::Send) {
        run.loads(None).locks(Ok(false));
        if !matches!(run.obtain.phase, Phase::Send) {
            run.waits();
        }
    }
    assert!(deadline.since(run.now) >= Duration::from_secs(6), "an exchange takes 5 s");
    run.sends(&token("new")).replaces(None, Ok(Replaced::Won)).grants("new");
}

#[test]
fn the_time_left_is_computed_when_the_request_is_sent_and_ends_before_the_lock() {
    for (slow, left) in [(0, 5_000), (4_000, 4_000), (6_900, 1_100)] {
        let mut run = Run::plain();
        run.loads(None).locks(Ok(true));
        run.passes(slow).loads(None);
        let ObtainStep::Send(request) = run.obtain.poll(run.now) else { panic!() };
        assert_eq!(request.extensions().get::<TimeLeft>(), Some(&TimeLeft(Duration::from_millis(left))));
    }
}

#[test]
fn a_lock_that_is_nearly_over_is_taken_again_before_sending() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).passes(7_500).loads(None).locks(Ok(true)).loads(None).sends(&token("new"));
}

#[test]
fn the_life_counts_from_the_moment_of_sending_and_the_store_gets_what_is_left() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None);
    run.obtain.poll(run.now);
    run.passes(3_000).sends(&token("new"));
    let ObtainStep::Replace { new, .. } = run.obtain.poll(run.now) else { panic!() };
    assert_eq!((new.left, new.age), (Duration::from_secs(7_197), Some(Duration::from_secs(3))));
}

#[test]
fn a_lost_race_adopts_what_the_other_process_stored() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None).sends(&token("new")).replaces(None, Ok(Replaced::Lost));
    assert!(run.loads(stored("theirs", HOUR)).unlocks().grants("theirs").adopted);
    assert_eq!(run.notices(), [Notice::Fetched, Notice::LostRace, Notice::Adopted]);
}

#[test]
fn an_unknown_replacement_is_looked_at_and_tried_again_under_the_same_lock() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None).sends(&token("new")).replaces(None, Ok(Replaced::Unknown));
    run.loads(None).replaces(None, Ok(Replaced::Unknown));
    assert!(!run.loads(stored("new", HOUR)).unlocks().grants("new").adopted);
}

#[test]
fn a_replacement_that_never_settles_ends_with_the_fetched_value() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None).sends(&token("new"));
    for _ in 0..3 {
        run.replaces(None, Ok(Replaced::Unknown)).loads(None);
    }
    run.unlocks().grants("new");
}

#[test]
fn another_response_than_a_credential_is_handed_on_untouched_after_the_lock_is_given_back() {
    for body in [r#"{"errcode":40164,"errmsg":"not in whitelist"}"#, &token("old"), &token("two words"), "<html>"] {
        let mut run = Run::rejected(TokenMode::Stable, "old");
        run.loads(None).locks(Ok(true)).loads(None).sends(body).unlocks();
        let Outcome::Response(response) = run.ends() else { panic!("{body}") };
        assert_eq!(response.body(), body.as_bytes());
    }
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None);
    run.obtain.poll(run.now);
    run.obtain.handle(run.now, Reply::Sent(Outcome::Failed(TransportError::unknown("reset"))));
    assert!(matches!(run.unlocks().ends(), Outcome::Failed(_)));
}

#[test]
fn a_renewal_that_fails_leaves_the_stored_value_in_use_until_it_expires() {
    let mut run = Run::plain();
    let stale = || stored("theirs", Duration::from_secs(60));
    run.loads(stale()).locks(Ok(true)).loads(stale()).sends("<html>").unlocks().grants("theirs");
    assert_eq!(run.notices(), [Notice::RenewalFailed, Notice::Adopted]);
}

#[test]
fn stable_mode_fetches_directly_when_the_store_is_down() {
    let mut run = Run::stable();
    run.obtain.poll(run.now);
    run.obtain.handle(run.now, Reply::Loaded(Err(DOWN)));
    run.sends(&token("new")).grants("new");
    assert_eq!(run.notices(), [Notice::StoreDown(DOWN), Notice::Fetched]);
    Run::stable().loads(None).locks(Err(DOWN)).sends(&token("new")).grants("new");
}

#[test]
fn a_stored_value_that_works_is_used_when_the_lock_cannot_be_had() {
    Run::stable().loads(stored("theirs", Duration::from_secs(60))).locks(Err(DOWN)).grants("theirs");
}

#[test]
fn plain_mode_keeps_its_value_when_the_store_is_down_and_fetches_only_without_one() {
    let down = |mut run: Run| {
        run.obtain.poll(run.now);
        run.obtain.handle(run.now, Reply::Loaded(Err(DOWN)));
        run
    };
    assert!(matches!(down(Run::renewing(TokenMode::Plain, 60)).ends(), Outcome::Denied(_)));
    down(Run::rejected(TokenMode::Plain, "old")).sends(&token("new")).grants("new");
    down(Run::plain()).sends(&token("new")).grants("new");
}

#[test]
fn plain_mode_fetches_at_most_once_in_30_seconds_while_the_store_is_down() {
    for (ago, sends) in [(29, false), (30, true)] {
        let mut run = Run::rejected(TokenMode::Plain, "old");
        let last = Timestamp::from_unix_secs(START.as_unix_secs() - ago);
        run.obtain = run.obtain.after_direct_fetch(Some(last));
        run.obtain.poll(run.now);
        run.obtain.handle(run.now, Reply::Loaded(Err(DOWN)));
        assert_eq!(matches!(run.obtain.poll(run.now), ObtainStep::Send(_)), sends, "{ago} s ago");
        assert_eq!(run.obtain.direct_fetch(), sends.then_some(START));
    }
}

#[test]
fn a_store_that_fails_after_the_fetch_costs_nothing() {
    let mut run = Run::plain();
    run.loads(None).locks(Ok(true)).loads(None).sends(&token("new")).replaces(None, Err(DOWN));
    run.obtain.poll(run.now);
    run.obtain.handle(run.now, Reply::Unlocked(Err(DOWN)));
    run.grants("new");
}

#[test]
fn polling_too_early_and_replies_to_other_steps_change_nothing() {
    let mut run = Run::plain();
    run.obtain.handle(run.now, Reply::Loaded(Ok(stored("early", HOUR))));
    run.obtain.poll(run.now);
    run.obtain.handle(run.now, Reply::Locked(Ok(true)));
    run.passes(10).loads(None).locks(Ok(false));
    let ObtainStep::Wait(until) = run.obtain.poll(run.now) else { panic!() };
    assert!(matches!(run.obtain.poll(run.now), ObtainStep::Wait(again) if again == until));
    run.now = until;
    run.loads(stored("theirs", HOUR)).grants("theirs");
    assert!(matches!(run.ends(), Outcome::Denied(_)), "after the end");
}

#[test]
fn a_ticket_is_stored_under_its_own_key_and_its_call_is_the_request() {
    let mut session = Session::new(Credentials::plain("wx1", "a-secret")).unwrap();
    session.supply(AccessToken::from("a-token"), START, None).unwrap();
    let Step::Send(outgoing) = CurrentTicket::new(TicketKind::WxCard).poll(&mut session, START) else { panic!() };
    let obtain = Obtain::new(&outgoing, START, Owner::new(1)).unwrap();
    assert_eq!((obtain.key().kind, obtain.key().mode), (CredentialKind::CardTicket, TokenMode::Plain));
    let mut run = Run { obtain, now: START };
    run.loads(None).locks(Ok(true)).loads(None).sends(r#"{"ticket":"a-ticket","expires_in":7200}"#);
    run.replaces(None, Ok(Replaced::Won)).unlocks().grants("a-ticket");
}

#[test]
fn a_sourced_token_cannot_be_obtained() {
    let mut session = Session::new(Credentials::sourced("wx1")).unwrap();
    let Step::Send(outgoing) = CurrentToken::new().poll(&mut session, START) else { panic!() };
    assert!(Obtain::new(&outgoing, START, Owner::new(1)).is_none());
}

#[test]
fn debug_holds_no_secret() {
    let mut run = Run::rejected(TokenMode::Plain, "hush-old");
    run.loads(stored("hush-stored", Duration::from_secs(1))).locks(Ok(true));
    run.loads(stored("hush-stored", Duration::from_secs(1))).sends(&token("hush-new"));
    let step = run.obtain.poll(run.now);
    let shown = format!("{:?} {step:?}", run.obtain);
    assert!(!shown.contains("hush") && !shown.contains("a-secret"), "{shown}");
}

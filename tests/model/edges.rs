//! Single courses of one or two calls that the exhaustive runs do not tell apart.

use std::time::Duration;

use wechat_user_core::groups::{GetGroups, GroupList};
use wechat_user_core::machine::{Fan, Grant, Outcome, Outgoing, Purpose, Step};
use wechat_user_core::retry::RetryPolicy;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::transport::{Response, TransportError};
use wechat_user_core::{AccessToken, Call, Credentials, ErrorKind, Machine, Session, Timestamp};

use crate::world::{Fate, Setting, run};

const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

fn session() -> Session {
    Session::new(Credentials::stable("wx1", "a-secret")).unwrap()
}

fn call() -> Call<GroupList> {
    Call::new(&GetGroups::new())
}

fn after(millis: u64) -> Timestamp {
    START + Duration::from_millis(millis)
}

fn answer(body: &str) -> Outcome {
    Outcome::Response(Response::new(body.as_bytes().to_vec()))
}

fn token(text: &str) -> Outcome {
    answer(&format!(r#"{{"access_token":"{text}","expires_in":7200}}"#))
}

const DEAD: &str = r#"{"errcode":40001,"errmsg":"invalid credential"}"#;

#[track_caller]
fn sends<M: Machine>(machine: &mut M, session: &mut Session, now: Timestamp) -> Outgoing {
    match machine.poll(session, now) {
        Step::Send(outgoing) => outgoing,
        Step::Wait { why, .. } => panic!("waits for {why}"),
        Step::Yield(_) => panic!("yields"),
        Step::Done => panic!("is done"),
    }
}

/// A call whose first token was rejected, so that it wants another at `now`.
fn with_a_rejected_token(session: &mut Session, now: Timestamp) -> (Call<GroupList>, Outgoing) {
    let mut call = call();
    let fetch = sends(&mut call, session, now);
    call.handle(now, fetch.id(), token("first"));
    let list = sends(&mut call, session, now);
    call.handle(now, list.id(), answer(DEAD));
    let fetch = sends(&mut call, session, now);
    (call, fetch)
}

fn wants(outgoing: &Outgoing) -> Option<&CredentialValue> {
    let Purpose::Credential(want) = outgoing.purpose() else { panic!("not a token request") };
    want.rejected.as_ref()
}

#[test]
fn a_renewed_token_leaves_the_call_all_its_attempts() {
    let setting = Setting { safe: true, token_changes: true };
    let seen = run(setting, &[Fate::Good, Fate::DeadToken, Fate::Good, Fate::Busy, Fate::Busy, Fate::Busy]);
    assert!(seen.error.is_none(), "the fourth attempt is good: {:?}", seen.error);
    assert_eq!((seen.tokens, seen.api), (2, 5));
}

#[test]
fn a_source_that_failed_once_gets_the_rejected_token_again() {
    let mut session = session();
    let (mut call, fetch) = with_a_rejected_token(&mut session, START);
    assert!(wants(&fetch).is_some());
    call.handle(START, fetch.id(), Outcome::Failed(TransportError::not_sent("the store is down")));
    let Step::Wait { until: Some(later), .. } = call.poll(&mut session, START) else { panic!("no back-off") };
    let fetch = sends(&mut call, &mut session, later);
    assert_eq!(wants(&fetch).map(CredentialValue::expose), Some("first"));
    call.handle(later, fetch.id(), Outcome::Granted(Grant::adopted(AccessToken::from("first"), Timestamp::FAR_FUTURE)));
    let Step::Yield(Err(error)) = call.poll(&mut session, later) else { panic!("the same token again") };
    assert!(
        matches!(error.kind(), ErrorKind::Token(inner) if matches!(inner.kind(), ErrorKind::TokenStuck)),
        "{error}"
    );
}

/// Two calls, of which the one that fetches has one second, and the one that waits has thirty and tries nothing twice.
fn the_hasty_and_the_patient(session: &mut Session) -> (Call<GroupList>, Outgoing, Call<GroupList>) {
    let (mut hasty, mut patient) = (call().with_timeout(Duration::from_secs(1)), call());
    let fetch = sends(&mut hasty, session, START);
    assert!(matches!(patient.poll(session, START), Step::Wait { .. }));
    (hasty, fetch, patient)
}

fn fetches_after_a_pause(call: &mut Call<GroupList>, session: &mut Session, now: Timestamp) {
    let Step::Wait { until: Some(later), .. } = call.poll(session, now) else { panic!("no pause") };
    assert!(later.since(now) <= Duration::from_secs(1), "{later:?}");
    assert!(matches!(sends(call, session, later).purpose(), Purpose::Credential(_)));
}

#[test]
fn the_deadline_of_the_call_that_fetches_is_no_failure_of_those_that_wait() {
    let mut session = session().with_retry(RetryPolicy::never());
    let (mut hasty, _fetch, mut patient) = the_hasty_and_the_patient(&mut session);
    let Step::Yield(Err(error)) = hasty.poll(&mut session, after(1_000)) else { panic!("its time is up") };
    assert!(matches!(error.kind(), ErrorKind::Deadline { .. }), "{error}");
    fetches_after_a_pause(&mut patient, &mut session, after(1_000));

    // The same, reported by a transport that obeys its deadline.
    let mut session = self::session().with_retry(RetryPolicy::never());
    let (mut hasty, fetch, mut patient) = the_hasty_and_the_patient(&mut session);
    hasty.handle(after(1_001), fetch.id(), Outcome::Failed(TransportError::unknown("time is up")));
    assert!(matches!(hasty.poll(&mut session, after(1_001)), Step::Yield(Err(_))));
    fetches_after_a_pause(&mut patient, &mut session, after(1_001));
}

#[test]
fn a_forced_refresh_keeps_the_lease_for_as_long_as_it_takes() {
    let mut session = session().with_forced_refresh(true);
    let (mut call, fetch) = with_a_rejected_token(&mut session, START);
    call.handle(after(9_000), fetch.id(), token("first"));
    let forced = sends(&mut call, &mut session, after(9_000));
    let mut other = self::call();
    assert!(matches!(other.poll(&mut session, after(16_000)), Step::Wait { .. }), "one fetch at a time");
    call.handle(after(18_000), forced.id(), token("second"));
    let list = sends(&mut call, &mut session, after(18_000));
    assert!(list.request().uri().query().is_some_and(|query| query.contains("second")));
}

#[test]
fn a_clock_that_was_set_back_does_not_prolong_a_cooling() {
    let mut session = session();
    let mut first = call();
    let fetch = sends(&mut first, &mut session, START);
    first.handle(START, fetch.id(), answer(r#"{"errcode":40013,"errmsg":"invalid appid"}"#));
    assert!(matches!(first.poll(&mut session, START), Step::Yield(Err(_))));
    assert!(matches!(call().poll(&mut session, after(1)), Step::Yield(Err(_))), "shared for a while");
    let an_hour_ago = Timestamp::from_unix_millis(START.as_unix_millis() - 3_600_000);
    sends(&mut call(), &mut session, an_hour_ago);
}

#[test]
fn a_fan_that_is_done_stays_done_although_its_iterator_goes_on() {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (more, calls) = std::sync::mpsc::channel::<Call<GroupList>>();
    let mut fan = Fan::new(2, calls.try_iter());
    assert!(matches!(fan.poll(&mut session, START), Step::Done));
    more.send(call()).unwrap();
    assert!(matches!(fan.poll(&mut session, START), Step::Done));
}

//! No credential is trusted unchecked: what cannot be a token or a ticket is a failed fetch, and is not kept.

use wechat_user_core::groups::{GetGroups, GroupList};
use wechat_user_core::jssdk::TicketKind;
use wechat_user_core::machine::{CurrentTicket, Grant, Outcome, Outgoing, Purpose, Step};
use wechat_user_core::transport::{Response, TransportError};
use wechat_user_core::{AccessToken, Call, Credentials, ErrorKind, InputError, Machine, Session, Timestamp};

const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

fn session() -> Session {
    Session::new(Credentials::stable("wx1", "a-secret")).unwrap()
}

fn call() -> Call<GroupList> {
    Call::new(&GetGroups::new())
}

fn response(json: &serde_json::Value) -> Outcome {
    Outcome::Response(Response::new(json.to_string().into_bytes()))
}

fn token(text: &str) -> Outcome {
    response(&serde_json::json!({ "access_token": text, "expires_in": 7_200 }))
}

#[track_caller]
fn sends<M: Machine>(machine: &mut M, session: &mut Session, now: Timestamp) -> Outgoing {
    let Step::Send(outgoing) = machine.poll(session, now) else { panic!("nothing is sent") };
    outgoing
}

#[test]
fn an_empty_or_impossible_token_is_a_failed_fetch_and_is_not_kept() {
    for bad in ["", " ", "a b", "a\nb", "a\u{0}"] {
        let (mut session, mut first) = (session(), call());
        let fetch = sends(&mut first, &mut session, START);
        first.handle(START, fetch.id(), token(bad));
        let Step::Yield(Err(error)) = first.poll(&mut session, START) else { panic!("{bad:?} was taken") };
        let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
        assert!(matches!(inner.kind(), ErrorKind::Body { garbage: false, .. }), "{inner:?}");
        assert!(session.token().is_none());
        let later = START + std::time::Duration::from_secs(10);
        let fetch = sends(&mut call(), &mut session, later);
        assert!(matches!(fetch.purpose(), Purpose::Credential(_)), "asked again after ten seconds");
    }
}

#[test]
fn a_source_that_hands_over_an_impossible_token_is_an_error() {
    let (mut session, mut first) = (session(), call());
    let fetch = sends(&mut first, &mut session, START);
    let grant = Grant::adopted(AccessToken::from(""), Timestamp::FAR_FUTURE);
    first.handle(START, fetch.id(), Outcome::Granted(grant));
    let Step::Yield(Err(error)) = first.poll(&mut session, START) else { panic!("it was taken") };
    let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
    assert!(matches!(inner.kind(), ErrorKind::Input(InputError::Credential { .. })), "{inner:?}");
}

#[test]
fn a_supplied_token_is_checked_too() {
    let mut session = Session::new(Credentials::supplied("wx1")).unwrap();
    for bad in ["", "a\r\n"] {
        let refused = session.supply(AccessToken::from(bad), START, None);
        assert!(matches!(refused, Err(InputError::Credential { .. })), "{bad:?}");
    }
    assert!(session.token().is_none());
}

#[test]
fn credentials_that_a_new_session_refuses_are_refused_later_too() {
    let mut session = session();
    assert_eq!(session.set_credentials(Credentials::stable("", "s")), Err(InputError::EmptyAppId));
    assert_eq!(session.credentials().app_id().as_str(), "wx1");
}

#[test]
fn an_empty_ticket_is_a_failed_fetch() {
    let (mut session, mut current) = (session(), CurrentTicket::new(TicketKind::Jsapi));
    let fetch = sends(&mut current, &mut session, START);
    current.handle(START, fetch.id(), token("good"));
    let ticket = sends(&mut current, &mut session, START);
    assert!(matches!(ticket.purpose(), Purpose::Credential(_)));
    current.handle(
        START,
        ticket.id(),
        response(&serde_json::json!({ "errcode": 0, "ticket": "", "expires_in": 7_200 })),
    );
    let Step::Yield(Err(error)) = current.poll(&mut session, START) else { panic!("it was taken") };
    assert!(matches!(error.kind(), ErrorKind::Body { .. }), "{error:?}");
}

#[test]
fn a_missing_token_on_a_call_that_carried_one_rejects_that_token() {
    let (mut session, mut list) = (session(), call());
    let fetch = sends(&mut list, &mut session, START);
    list.handle(START, fetch.id(), token("first"));
    let sent = sends(&mut list, &mut session, START);
    list.handle(START, sent.id(), response(&serde_json::json!({ "errcode": 41001, "errmsg": "access_token missing" })));
    let again = sends(&mut list, &mut session, START);
    let Purpose::Credential(want) = again.purpose() else { panic!("no new token is wanted") };
    assert_eq!(want.rejected.as_ref().map(|value| value.expose()), Some("first"));
}

#[test]
fn the_time_out_of_one_caller_on_a_ticket_does_not_fail_the_others() {
    let mut session = session();
    let mut hasty = CurrentTicket::new(TicketKind::Jsapi);
    let fetch = sends(&mut hasty, &mut session, START);
    hasty.handle(START, fetch.id(), token("good"));
    let ticket = sends(&mut hasty, &mut session, START);
    let half = START + std::time::Duration::from_secs(15);
    let mut patient = CurrentTicket::new(TicketKind::Jsapi);
    assert!(matches!(patient.poll(&mut session, half), Step::Wait { .. }));
    // The first caller's thirty seconds are over; the second has fifteen left.
    let end = START + std::time::Duration::from_secs(30);
    hasty.handle(end, ticket.id(), Outcome::Failed(TransportError::unknown("time is up")));
    assert!(matches!(hasty.poll(&mut session, end), Step::Yield(Err(_))));
    let Step::Wait { until: Some(until), .. } = patient.poll(&mut session, end) else { panic!("it failed too") };
    assert!(matches!(sends(&mut patient, &mut session, until).purpose(), Purpose::Credential(_)));
}

#[test]
fn a_clock_that_was_set_back_has_the_ticket_fetched_again() {
    let mut session = session();
    let mut first = CurrentTicket::new(TicketKind::Jsapi);
    let fetch = sends(&mut first, &mut session, START);
    first.handle(START, fetch.id(), token("good"));
    let ticket = sends(&mut first, &mut session, START);
    first.handle(
        START,
        ticket.id(),
        response(&serde_json::json!({ "errcode": 0, "ticket": "t1", "expires_in": 7_200 })),
    );
    assert!(matches!(first.poll(&mut session, START), Step::Yield(Ok(_))));
    let an_hour_ago = Timestamp::from_unix_millis(START.as_unix_millis() - 3_600_000);
    let mut again = CurrentTicket::new(TicketKind::Jsapi);
    assert!(matches!(again.poll(&mut session, an_hour_ago), Step::Send(_)), "its expiry says nothing any more");
}

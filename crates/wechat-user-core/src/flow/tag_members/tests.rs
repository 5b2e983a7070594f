use super::*;
use crate::flow::credentials::Credentials;
use crate::io::transport::{Response, TransportError};
use alloc::string::{String, ToString};
use alloc::vec;

const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);
const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;
const NO_TAG: &str =
    r#"{"errcode":45159,"errmsg":"invalid tag id hint: [UHgfP.ore-u] rid: 5fae46e2-13a07f4a-0e90d102"}"#;
const CROWD: &str = r#"{"errcode":45169,"errmsg":"openid much req"}"#;
const O1_AND_O9_FAIL: &str = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o9"]}"#;
const O9_FAILS: &str = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o9"]}"#;

/// Answers one request after the other, and jumps over the waits.
struct Run {
    result: Result<(), Error>,
    /// Who was in each request.
    sent: Vec<String>,
    waits: Vec<Duration>,
}

fn run(mut machine: TagMembers, answers: &[&str]) -> Run {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (mut now, mut answers) = (START, answers.iter());
    let (mut sent, mut waits, mut result) = (vec![], vec![], None);
    loop {
        match machine.poll(&mut session, now) {
            Step::Send(outgoing) => {
                sent.push(String::from_utf8(outgoing.request().body().clone()).unwrap());
                let outcome = match answers.next() {
                    Some(answer) => Outcome::Response(Response::new(answer.as_bytes().to_vec())),
                    None => Outcome::Failed(TransportError::unknown("no response is left")),
                };
                machine.handle(now, outgoing.id(), outcome);
            }
            Step::Wait { until, .. } => {
                let until = until.expect("a wait that time ends");
                assert!(until > now, "a wait is in the future");
                waits.push(until.since(now));
                now = until;
            }
            Step::Yield(item) => assert!(result.replace(item).is_none(), "one item"),
            Step::Done => break,
        }
    }
    assert!(matches!(machine.poll(&mut session, now), Step::Done));
    Run { result: result.expect("an item"), sent, waits }
}

fn openids() -> Vec<OpenId> {
    ["o1", "o2", "o9"].map(|openid| OpenId::new(openid).unwrap()).to_vec()
}

fn add() -> TagMembers {
    TagMembers::add(TagId::new(134), Batch::new(&openids()).unwrap())
}

fn body(openids: &str) -> String {
    alloc::format!(r#"{{"openid_list":[{openids}],"tagid":134}}"#)
}

const ALL: &str = r#""o1","o2","o9""#;

#[test]
fn what_works_at_once_is_one_request() {
    let run = run(add(), &[OK]);
    assert!(run.result.is_ok() && run.waits.is_empty());
    assert_eq!(run.sent, [body(ALL)]);
}

#[test]
fn after_45171_only_the_failed_ones_are_sent_again() {
    let run = run(add(), &[O1_AND_O9_FAIL, O9_FAILS, OK]);
    assert!(run.result.is_ok());
    assert_eq!(run.sent, [body(ALL), body(r#""o1","o9""#), body(r#""o9""#)]);
    assert_eq!(run.waits.len(), 2);
}

#[test]
fn who_fails_for_ever_is_named_and_the_others_are_done() {
    let run = run(add(), &[O1_AND_O9_FAIL, O9_FAILS, O9_FAILS, O9_FAILS, OK]);
    let error = run.result.unwrap_err();
    let ErrorKind::Partial { failed, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(*failed, [OpenId::new("o9").unwrap()]);
    assert_eq!(error.failed_openids(), failed);
    assert_eq!((error.code().map(|code| code.get()), error.attempts()), (Some(45_171), 4));
    assert_eq!(error.remedy(), Remedy::RetryFailed);
    assert_eq!(run.sent.len(), 4, "as often as the policy says");
    assert!(error.to_string().contains("1 of the openids failed, the others are done: errcode 45171"), "{error}");
}

#[test]
fn an_error_after_a_part_was_done_says_so_too() {
    let run = run(add(), &[O1_AND_O9_FAIL, r#"{"errcode":49003,"errmsg":"not match openid with appid"}"#]);
    let error = run.result.unwrap_err();
    assert_eq!(error.failed_openids().len(), 2);
    assert_eq!((error.code().map(|code| code.get()), run.sent.len()), (Some(49_003), 2));
}

#[test]
fn when_all_fail_nothing_is_partial() {
    let all = r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","o2","o9"]}"#;
    let error = run(add(), &[all; 9]).result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Service(_)), "{error:?}");
    assert_eq!((error.failed_openids(), error.attempts()), (&*openids(), 4));
}

#[test]
fn a_list_that_names_none_of_ours_removes_no_openid() {
    for answer in [
        r#"{"errcode":45171,"errmsg":"some openid fail"}"#,
        r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["somebody"]}"#,
    ] {
        let run = run(add(), &[answer, OK]);
        assert!(run.result.is_ok());
        assert_eq!(run.sent, [body(ALL), body(ALL)], "{answer}");
    }
}

#[test]
fn a_crowd_and_a_tag_that_is_not_there_yet_pass() {
    for answers in [[NO_TAG, CROWD, OK], [CROWD, NO_TAG, OK]] {
        let run = run(add(), &answers);
        assert!(run.result.is_ok());
        assert_eq!((run.sent.len(), run.waits.len()), (3, 2));
        let waits: Vec<u128> = run.waits.iter().map(Duration::as_millis).collect();
        assert!((250..=500).contains(&waits[0]) && (500..=1_000).contains(&waits[1]), "{waits:?}");
    }
}

#[test]
fn a_tag_that_does_not_exist_is_an_error_in_the_end() {
    let run = run(TagMembers::remove(TagId::new(134), Batch::new(&openids()).unwrap()), &[NO_TAG; 9]);
    let error = run.result.unwrap_err();
    assert_eq!((error.code().map(|code| code.get()), error.attempts()), (Some(45_159), 4));
    assert_eq!((error.path(), run.sent.len()), ("/cgi-bin/tags/members/batchuntagging", 4));
}

#[test]
fn another_refusal_is_final() {
    let run = run(add(), &[r#"{"errcode":45059,"errmsg":"can not tagging one user too much"}"#]);
    assert_eq!(run.result.unwrap_err().code().map(|code| code.get()), Some(45_059));
    assert_eq!(run.sent.len(), 1);
}

#[test]
fn the_time_for_a_call_bounds_all_tries_together() {
    let run = run(add().with_timeout(Duration::from_millis(1_200)), &[NO_TAG; 9]);
    assert_eq!(run.result.unwrap_err().code().map(|code| code.get()), Some(45_159));
    assert!(run.waits.iter().sum::<Duration>() < Duration::from_millis(1_200));
    assert!(run.sent.len() < 4, "{:?}", run.waits);
}

#[test]
fn a_response_for_which_no_machine_waits_is_ignored() {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let mut machine = add();
    let Step::Send(outgoing) = machine.poll(&mut session, START) else { panic!("it sends first") };
    let answer = || Outcome::Response(Response::new(NO_TAG.as_bytes().to_vec()));
    assert!(!machine.handle(START, outgoing.id(), answer()).ignored);
    assert!(matches!(machine.poll(&mut session, START), Step::Wait { .. }));
    assert!(machine.handle(START, outgoing.id(), answer()).ignored);
}

fn answer(machine: &mut TagMembers, id: ExchangeId, body: &str) {
    machine.handle(START, id, Outcome::Response(Response::new(body.as_bytes().to_vec())));
}

#[test]
fn changes_of_the_same_people_take_turns() {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (mut first, mut second) = (add(), TagMembers::remove(TagId::new(2), Batch::new(&openids()).unwrap()));
    let other = [OpenId::new("o3").unwrap()];
    let mut other = TagMembers::add(TagId::new(134), Batch::new(&other).unwrap());

    let Step::Send(outgoing) = first.poll(&mut session, START) else { panic!("it sends first") };
    let Step::Wait { until: Some(until), .. } = second.poll(&mut session, START) else { panic!("it waits") };
    assert!(until > START);
    assert!(matches!(other.poll(&mut session, START), Step::Send(_)), "these are other users");

    answer(&mut first, outgoing.id(), NO_TAG);
    let Step::Wait { until: Some(later), .. } = first.poll(&mut session, START) else { panic!("it backs off") };
    assert!(matches!(second.poll(&mut session, START), Step::Wait { .. }), "a pause between two tries ends no turn");
    let Step::Send(outgoing) = first.poll(&mut session, later) else { panic!("it tries again") };
    answer(&mut first, outgoing.id(), OK);
    let before = session.revision();
    assert!(matches!(first.poll(&mut session, later), Step::Yield(Ok(()))));
    assert!(session.revision() > before, "the calls that wait are woken");
    assert!(matches!(second.poll(&mut session, later), Step::Send(_)));
}

#[test]
fn no_machine_waits_for_one_that_was_dropped() {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (mut first, mut second) = (add(), add());
    assert!(matches!(first.poll(&mut session, START), Step::Send(_)));
    assert!(matches!(second.poll(&mut session, START), Step::Wait { .. }));
    drop(first);
    assert!(matches!(second.poll(&mut session, START), Step::Send(_)));
}

#[test]
fn a_turn_that_does_not_come_in_time_is_an_error_of_what_was_never_sent() {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (mut first, mut second) = (add(), add());
    assert!(matches!(first.poll(&mut session, START), Step::Send(_)));
    let Step::Wait { until: Some(until), .. } = second.poll(&mut session, START) else { panic!("it waits") };
    let Step::Yield(Err(error)) = second.poll(&mut session, until) else { panic!("its time is over") };
    assert!(!error.may_have_been_done() && error.path() == "/cgi-bin/tags/members/batchtagging", "{error}");
    assert!(matches!(second.poll(&mut session, until), Step::Done));
}

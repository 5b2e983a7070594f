//! An export of six users on pages of two in two lanes, against every script of what the service does with its
//! requests, and another one that goes on where it ended.

use wechat_user_core::export::{BulkEnd, Checkpoint, Export, Listing};
use wechat_user_core::machine::{ExchangeId, Outcome, Purpose, Step};
use wechat_user_core::{AppId, Credentials, Machine, OpenId, Session, Timestamp};

use crate::scripts::{Order, depth, for_every_script};
use crate::service::{self, Fate, Service};

const LIST: [&str; 6] = ["o0", "o1", "o2", "o3", "o4", "o5"];

/// Requests in flight.
const WIDTH: usize = 2;

fn app_id() -> AppId {
    AppId::new("wx1")
}

struct Run {
    /// All users that were handed out, in order, and whether with a profile.
    users: Vec<(String, bool)>,
    end: BulkEnd,
    checkpoint: Checkpoint,
}

fn run(mut export: Export, service: &mut Service, order: Order, script: &[Fate]) -> Run {
    let mut session = Session::new(Credentials::plain("wx1", "s")).unwrap();
    let mut in_flight: Vec<(ExchangeId, Outcome)> = Vec::new();
    let mut users = Vec::new();
    let before = export.checkpoint().count();
    let mut now = Timestamp::from_unix_secs(1_795_293_000);
    for _ in 0..1_000 {
        match export.poll(&mut session, now) {
            Step::Send(outgoing) => {
                let outcome = if matches!(outgoing.purpose(), Purpose::Credential(_)) {
                    service.token()
                } else {
                    assert!(!service.day_is_over, "sent after the quota of the day was handled: {script:?}");
                    let query = outgoing.request().uri().query().unwrap_or_default();
                    let cursor = query.split('&').find_map(|pair| pair.strip_prefix("next_openid="));
                    match &service::openids(outgoing.request().body())[..] {
                        [] => service.page(cursor),
                        openids => service.profiles(openids),
                    }
                };
                in_flight.push((outgoing.id(), outcome));
                assert!(in_flight.len() <= WIDTH, "{script:?}");
            }
            Step::Wait { .. } if !in_flight.is_empty() => {
                for (id, outcome) in in_flight.drain(order.arrive(in_flight.len())) {
                    service.day_is_over |= service::says_day_is_over(&outcome);
                    assert!(!export.handle(now, id, outcome).ignored);
                }
            }
            Step::Wait { until, why } => {
                let until = until.unwrap_or_else(|| panic!("waits for {why} for ever: {script:?}"));
                assert!(until > now, "a wait in the past: {script:?}");
                now = until;
            }
            Step::Yield(item) => {
                assert!(!item.is_empty() && item.failed.iter().all(|(openid, _)| item.users.get(openid).is_none()));
                let known = item.users.iter().map(|user| (user.openid().to_owned(), true));
                let unknown = item.missing.iter().chain(item.failed.iter().map(|(openid, _)| openid));
                let mut these: Vec<_> = known.chain(unknown.map(|openid| (openid.to_string(), false))).collect();
                // Of one item, the profiles come first; the list of this model is sorted.
                these.sort();
                for (openid, error) in &item.failed {
                    let malformed = service.malformed.contains(openid.as_str());
                    assert!(malformed || error.code().map(|code| code.get()) != Some(40_003), "{script:?}");
                }
                assert!(item.missing.iter().all(|openid| service.left_out.contains(openid.as_str())), "{script:?}");
                users.extend(these);
                assert_eq!(item.checkpoint.count(), before + users.len() as u64, "{script:?}");
                let last = item.checkpoint.last().map(OpenId::as_str);
                assert_eq!(last, users.last().map(|(openid, _)| openid.as_str()), "{script:?}");
                assert_eq!(&item.checkpoint, export.checkpoint());
            }
            Step::Done => {
                assert!(in_flight.is_empty(), "{script:?}");
                assert!(matches!(export.poll(&mut session, now), Step::Done));
                let end = export.ended().cloned().expect("it has ended");
                return Run { users, end, checkpoint: export.checkpoint().clone() };
            }
        }
    }
    panic!("does not end: {script:?}");
}

fn check(order: Order, script: &[Fate]) -> usize {
    let mut service = Service::with_list(script, &LIST);
    let first = run(Export::new(app_id(), Listing::Followers, WIDTH), &mut service, order, script);
    let script = &script[..service.used.min(script.len())];
    let used = service.used;
    assert_eq!(first.checkpoint.is_finished(), matches!(first.end, BulkEnd::Complete), "{script:?}");
    if service.day_is_over {
        let code = first.end.error().and_then(|error| error.code()).map(|code| code.get());
        assert!(code == Some(45_009) && first.end.retry_at().is_some(), "{script:?} {:?}", first.end);
    }
    if script.iter().all(|fate| fate.passes()) && script.len() <= 2 {
        let known = first.users.iter().all(|(_, known)| *known);
        assert!(first.checkpoint.is_finished() && known, "a failure that passes costs a user: {script:?}");
    }

    // Another day. The checkpoint was written down.
    service.recover();
    let kept: Checkpoint = first.checkpoint.to_string().parse().unwrap();
    assert_eq!(kept, first.checkpoint);
    let export = Export::resume(&app_id(), Listing::Followers, kept, WIDTH).unwrap();
    let rest = run(export, &mut service, order, script);
    let users: Vec<&str> = first.users.iter().chain(&rest.users).map(|(openid, _)| openid.as_str()).collect();
    assert!(users.is_sorted_by(|one, other| one < other), "a user twice, or out of order: {script:?} {users:?}");
    let lost = LIST.iter().find(|openid| !users.contains(openid) && !service.left.contains(**openid));
    if matches!(rest.end, BulkEnd::Complete) {
        assert_eq!(lost, None, "{script:?}");
    } else {
        // Every user from whom the walk could go on has left.
        assert!(matches!(&rest.end, BulkEnd::Call(_)) && service.left.len() >= 2, "{script:?} {:?}", rest.end);
    }
    used
}

/// `MODEL_EXPORT_DEPTH` asks for more.
const DEPTH: usize = 4;

#[test]
fn every_script_of_an_export_hands_out_every_user_once_and_is_resumed() {
    let depth = depth("MODEL_EXPORT_DEPTH", DEPTH);
    let runs: usize = std::thread::scope(|scope| {
        let threads = Order::ALL
            .map(|order| scope.spawn(move || for_every_script(&Fate::ALL, depth, |script| check(order, script))));
        threads.into_iter().map(|thread| thread.join().expect("a script that keeps the rules")).sum()
    });
    // Should this shrink, the model has stopped looking.
    assert!(runs > 7_000 || depth != DEPTH, "only {runs} scripts");
}

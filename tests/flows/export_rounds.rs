//! How many rounds of latency an export takes: in each round, all requests that are wanted are sent, and all responses
//! arrive.

use transport_mock::FakeWeChat;
use wechat_user::clock::Clock;
use wechat_user::export::{BulkEnd, Export, Listing};
use wechat_user::machine::Step;
use wechat_user::transport::Transport;
use wechat_user::{Credentials, Machine, Session};

/// The number of requests in each round.
fn rounds(followers: u64, jobs: usize) -> Vec<usize> {
    let wechat = FakeWeChat::new().with_followers(followers);
    let mut session = Session::new(Credentials::stable(wechat.app_id(), wechat.app_secret())).unwrap();
    let mut export = Export::new(wechat.app_id(), Listing::Followers, jobs);
    let now = wechat.clock().now();
    let (mut rounds, mut sent, mut users) = (Vec::new(), Vec::new(), 0);
    loop {
        match export.poll(&mut session, now) {
            Step::Send(outgoing) => {
                let id = outgoing.id();
                sent.push((id, wechat.send(outgoing.into_request())));
            }
            Step::Yield(item) => users += item.users.len() as u64,
            Step::Wait { until, .. } => {
                assert!(!sent.is_empty() && until.is_none_or(|until| until > now), "waits for no response");
                rounds.push(sent.len());
                for (id, response) in sent.drain(..) {
                    export.handle(now, id, response.into());
                }
            }
            Step::Done => break,
        }
    }
    assert!(matches!(export.ended(), Some(BulkEnd::Complete)));
    assert_eq!(users, followers);
    rounds
}

#[test]
fn ten_thousand_followers_with_8_jobs_take_token_page_and_the_batches_of_8() {
    let rounds = rounds(10_000, 8);
    assert!(rounds.len() <= 1 + 1 + 100_usize.div_ceil(8) + 1, "{rounds:?}");
    assert_eq!(rounds.iter().sum::<usize>(), 1 + 2 + 100);
}

#[test]
fn only_the_first_of_several_pages_is_waited_for_alone() {
    let rounds = rounds(45_000, 8);
    // The token, the first page, and then as many as may be.
    let last = rounds.len() - 1;
    assert_eq!(rounds[..2], [1, 1]);
    assert!(rounds[2..last].iter().all(|sent| *sent == 8), "{rounds:?}");
    assert_eq!(rounds.iter().sum::<usize>(), 1 + 6 + 450);
}

#[test]
fn one_job_takes_a_round_for_each_request() {
    let rounds = rounds(1_000, 1);
    assert!(rounds.iter().all(|sent| *sent == 1), "{rounds:?}");
    assert_eq!(rounds.len(), 1 + 2 + 10);
}

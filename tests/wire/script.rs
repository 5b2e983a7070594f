//! A machine, and the outcomes of its requests in order.

use std::time::Duration;

use wechat_user_core::machine::{Outcome, Step};
use wechat_user_core::transport::Response;
use wechat_user_core::{Credentials, Machine, Session, Timestamp};

/// The first second of a minute.
pub(crate) const START: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

pub(crate) fn response(body: &str) -> Outcome {
    Outcome::Response(Response::new(body.as_bytes().to_vec()))
}

/// Gives each request the next outcome, and skips the waits. Returns the items, the number of requests, and the time
/// waited.
pub(crate) fn run<M: Machine>(
    mut machine: M,
    outcomes: impl IntoIterator<Item = Outcome>,
) -> (Vec<M::Item>, usize, Duration) {
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let (mut now, mut outcomes) = (START, outcomes.into_iter());
    let (mut items, mut sent) = (Vec::new(), 0);
    loop {
        match machine.poll(&mut session, now) {
            Step::Send(outgoing) => {
                sent += 1;
                machine.handle(now, outgoing.id(), outcomes.next().expect("an outcome for every request"));
            }
            Step::Wait { until, .. } => now = until.expect("a wait that ends by itself"),
            Step::Yield(item) => items.push(item),
            Step::Done => return (items, sent, now.since(START)),
        }
    }
}

//! The parallel driver: one coordinator that polls and decodes, and threads that only send.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wechat_user_core::Machine;
use wechat_user_core::machine::{ExchangeId, Outcome, Outgoing, Step};
use wechat_user_core::transport::TransportError;

use crate::drive::{InFlight, settle};
use crate::ended::Ended;
use crate::shared::{AnnounceOnDrop, Handle};
use crate::signal::Listening;

struct Done {
    id: ExchangeId,
    outcome: Outcome,
    took: Duration,
}

/// Drives a machine that is fed before each poll: outside of the session's lock, so that the source may use the
/// client.
pub(crate) fn drive_fed<M: Machine>(
    handle: &Handle,
    workers: usize,
    machine: M,
    feed: impl FnMut(&mut M),
    each: impl FnMut(M::Item) -> ControlFlow<()>,
) -> Ended {
    // Also when `each` panics.
    let _announce = AnnounceOnDrop(handle.clone());
    let workers = workers.max(1);
    let (jobs, to_do) = channel();
    let (answers, answered) = channel();
    let to_do = Mutex::new(to_do);
    thread::scope(|scope| {
        for _ in 0..workers {
            let answers = answers.clone();
            scope.spawn(|| work(handle, &to_do, answers));
        }
        drop(answers);
        let ended = coordinate(handle, workers, machine, feed, each, &jobs, &answered);
        // The workers end when there is nothing more to do; the scope waits for the requests that are still in
        // flight.
        drop(jobs);
        ended
    })
}

fn work(client: &Handle, to_do: &Mutex<Receiver<Outgoing>>, answers: Sender<Done>) {
    loop {
        let job = to_do.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(outgoing) = job else { return };
        let id = outgoing.id();
        let sent = catch_unwind(AssertUnwindSafe(|| client.execute(outgoing)));
        let (outcome, took) = sent
            .unwrap_or_else(|_| (Outcome::Failed(TransportError::unknown("the transport panicked")), Duration::ZERO));
        if answers.send(Done { id, outcome, took }).is_err() {
            return;
        }
        client.announce();
    }
}

fn coordinate<M: Machine>(
    client: &Handle,
    workers: usize,
    mut machine: M,
    mut feed: impl FnMut(&mut M),
    mut each: impl FnMut(M::Item) -> ControlFlow<()>,
    jobs: &Sender<Outgoing>,
    answered: &Receiver<Done>,
) -> Ended {
    let mut in_flight = InFlight::new(client.announcer());
    let mut busy = 0;
    let take = |done: Done, machine: &mut M, in_flight: &mut InFlight<'_>| {
        settle(client, machine, done.id, done.outcome, done.took);
        in_flight.answered += 1;
    };
    loop {
        let seen = client.announcer().epoch();
        while let Ok(done) = answered.try_recv() {
            busy -= 1;
            take(done, &mut machine, &mut in_flight);
        }
        // Without a free worker, a request would only wait in the queue. When the run is cancelled, the requests in
        // flight are awaited, and their results are reported.
        if busy == workers || (busy > 0 && client.is_cancelled()) {
            let Ok(done) = answered.recv() else { return Ended::Cancelled };
            busy -= 1;
            take(done, &mut machine, &mut in_flight);
        }
        in_flight.aside(|| feed(&mut machine));
        match in_flight.poll(client, &mut machine).0 {
            Step::Send(_) | Step::Wait { .. } if client.is_cancelled() => {
                if busy == 0 {
                    return Ended::Cancelled;
                }
            }
            Step::Send(outgoing) => {
                busy += 1;
                if jobs.send(outgoing).is_err() {
                    return Ended::Cancelled;
                }
            }
            Step::Wait { until, .. } => client.clock().wait(&Listening { announcer: client.announcer(), seen }, until),
            Step::Yield(item) => {
                if in_flight.aside(|| each(item)).is_break() {
                    return Ended::Stopped;
                }
            }
            Step::Done => return Ended::Done,
        }
    }
}

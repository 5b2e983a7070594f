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

use crate::client::Client;
use crate::drive::{InFlight, settle};
use crate::ended::Ended;
use crate::shared::{AnnounceOnDrop, Handle};
use crate::signal::Listening;

struct Done {
    id: ExchangeId,
    outcome: Outcome,
    took: Duration,
}

impl Client {
    /// Drives a machine with up to `workers` requests in flight, on as many threads, which live as long as the call.
    /// `each` gets the items on the calling thread, and ends the run with [`ControlFlow::Break`]; so does the client's
    /// [`Cancel`](crate::Cancel).
    ///
    /// A transport that panics counts as one that gave no response.
    ///
    /// `each` may use the client. The iterator of a [`Fan`](crate::machine::Fan) may not.
    ///
    /// # Panics
    ///
    /// When `each` or an observer does, or when the machine uses the client that polls it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// # use transport_mock::FakeWeChat;
    /// use wechat_user::machine::Fan;
    /// use wechat_user::users::GetUsers;
    /// use wechat_user::{Batch, Call, Client, Ended};
    ///
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new().with_followers(1_000);
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let openids: Vec<_> = client.followers().collect::<Result<_, _>>()?;
    /// let calls = openids.chunks(100).filter_map(|chunk| Some(Call::new(&GetUsers::new(Batch::new(chunk).ok()?))));
    /// let mut profiles = 0;
    /// let ended = client.drive_parallel(8, Fan::new(8, calls), |(_batch, result)| match result {
    ///     Ok(users) => {
    ///         profiles += users.len();
    ///         ControlFlow::Continue(())
    ///     }
    ///     Err(_) => ControlFlow::Break(()),
    /// });
    /// assert_eq!((ended, profiles), (Ended::Done, 1_000));
    /// # Ok(())
    /// # }
    /// ```
    pub fn drive_parallel<M: Machine>(
        &self,
        workers: usize,
        machine: M,
        each: impl FnMut(M::Item) -> ControlFlow<()>,
    ) -> Ended {
        // Also when `each` panics.
        let handle = self.handle();
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
            let ended = coordinate(handle, workers, machine, each, &jobs, &answered);
            // The workers end when there is nothing more to do; the scope waits for the requests that are still in
            // flight.
            drop(jobs);
            ended
        })
    }
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

//! The blocking driver: one machine, one thread, one request at a time.

use std::iter::FusedIterator;
use std::time::Duration;

use wechat_user_core::endpoint::Paged;
use wechat_user_core::machine::{ExchangeId, Outcome, Pages, Step, Stop};
use wechat_user_core::{Call, Endpoint, Error, Machine, OpenId};

use crate::ended::Ended;
use crate::shared::{AnnounceOnDrop, Handle};
use crate::signal::{Announcer, Listening};

/// A machine that is being driven: an iterator over its items. Dropping it cancels the machine.
///
/// On a client with a [`Cancel`](crate::Cancel), the iterator ends when that is cancelled; [`ended`](Self::ended)
/// distinguishes this end from a complete run.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Drive<M: Machine> {
    // Fields are dropped in the order of their declaration: the machine, with its lease, before the announcement.
    machine: M,
    client: AnnounceOnDrop,
    ended: Option<Ended>,
}

pub(crate) enum Next<I> {
    Item(I),
    Ended(Ended),
}

impl<M: Machine> Drive<M> {
    pub(crate) const fn new(client: Handle, machine: M) -> Self {
        Self { machine, client: AnnounceOnDrop(client), ended: None }
    }

    /// The machine.
    pub const fn machine(&self) -> &M {
        &self.machine
    }

    /// The machine, to feed it.
    pub(crate) const fn machine_mut(&mut self) -> &mut M {
        &mut self.machine
    }

    /// How the run ended; `None` while it goes on. A run that was cancelled stays so: later calls of `next` yield
    /// nothing.
    pub const fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// The next item. The session is locked while the machine is polled, and never during I/O or decoding.
    pub(crate) fn advance(&mut self) -> Next<M::Item> {
        if let Some(ended) = self.ended {
            return Next::Ended(ended);
        }
        let next = self.run();
        if let Next::Ended(ended) = next {
            self.ended = Some(ended);
        }
        next
    }

    fn run(&mut self) -> Next<M::Item> {
        let client = &self.client.0;
        let machine = &mut self.machine;
        let mut in_flight = InFlight::new(client.announcer());
        loop {
            let (step, seen) = in_flight.poll(client, machine);
            match step {
                // Not before the poll: a response that has arrived is reported, cancelled or not.
                Step::Send(_) | Step::Wait { .. } if client.is_cancelled() => return Next::Ended(Ended::Cancelled),
                Step::Send(outgoing) => {
                    let id = outgoing.id();
                    let (outcome, duration) = client.execute(outgoing);
                    settle(client, machine, id, outcome, duration);
                    in_flight.answered += 1;
                }
                Step::Wait { until, .. } => {
                    client.clock().wait(&Listening { announcer: client.announcer(), seen }, until);
                }
                Step::Yield(item) => return Next::Item(item),
                Step::Done => return Next::Ended(Ended::Done),
            }
        }
    }
}

impl<M: Machine> Iterator for Drive<M> {
    type Item = M::Item;

    fn next(&mut self) -> Option<M::Item> {
        match self.advance() {
            Next::Item(item) => Some(item),
            Next::Ended(_) => None,
        }
    }
}

impl<M: Machine> FusedIterator for Drive<M> {}

impl<E: Paged> Drive<Pages<E>> {
    /// Where to go on after the pages that were yielded; `None` is the head of the list.
    pub const fn cursor(&self) -> Option<&OpenId> {
        self.machine.cursor()
    }

    /// Why the walk ended, once it has.
    pub const fn stopped(&self) -> Option<Stop> {
        self.machine.stopped()
    }
}

impl<M: Machine + std::fmt::Debug> std::fmt::Debug for Drive<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Drive").field(&self.machine).finish()
    }
}

impl Handle {
    /// The one item of a machine that yields a result.
    pub(crate) fn first<T, M: Machine<Item = Result<T, Error>>>(&self, machine: M, path: &str) -> Result<T, Error> {
        match Drive::new(self.clone(), machine).advance() {
            Next::Item(item) => item,
            Next::Ended(_) => Err(Error::cancelled(path.to_owned())),
        }
    }

    /// One call: token, retries and all.
    pub(crate) fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.first(Call::new(endpoint), endpoint.path())
    }
}

/// Gives the outcome to the machine and the report to the observer.
pub(crate) fn settle<M: Machine>(client: &Handle, machine: &mut M, id: ExchangeId, outcome: Outcome, took: Duration) {
    let report = machine.handle(client.now(), id, outcome);
    client.observe(report, took);
}

/// Counts the exchanges of one driver that are not settled. An exchange is settled by the poll after its response,
/// because only that poll grants the token that others wait for; until then a test clock must not move.
pub(crate) struct InFlight<'a> {
    announcer: &'a Announcer,
    unsettled: usize,
    pub(crate) answered: usize,
}

impl<'a> InFlight<'a> {
    pub(crate) const fn new(announcer: &'a Announcer) -> Self {
        Self { announcer, unsettled: 0, answered: 0 }
    }

    /// Polls under the lock; returns the step, and the epoch from before it, so that no announcement is missed.
    pub(crate) fn poll<M: Machine>(&mut self, client: &Handle, machine: &mut M) -> (Step<M::Item>, u64) {
        let seen = self.announcer.epoch();
        let (step, changed) = client.poll(machine, client.now(), || {
            self.unsettled += 1;
            self.announcer.sent();
        });
        if changed || self.answered > 0 {
            // In this order: a driver that sees nothing in flight must find the announcement made.
            self.announcer.announce();
            self.settle_answered();
        }
        (step, seen)
    }

    /// Runs a closure of the caller's, which may make calls of its own.
    pub(crate) fn aside<T>(&self, run: impl FnOnce() -> T) -> T {
        let _aside = self.announcer.aside(self.unsettled);
        run()
    }

    fn settle_answered(&mut self) {
        self.announcer.settled(self.answered);
        self.unsettled -= self.answered;
        self.answered = 0;
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        // Also when a transport panics: no driver may wait for an exchange that is gone.
        self.announcer.announce();
        self.announcer.settled(self.unsettled);
    }
}

#[cfg(test)]
mod tests;

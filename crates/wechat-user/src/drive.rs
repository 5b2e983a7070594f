//! The blocking driver: one machine, one thread, one request at a time.

use std::time::Duration;

use wechat_user_core::endpoint::Paged;
use wechat_user_core::machine::{ExchangeId, Outcome, Pages, Step, Stop};
use wechat_user_core::{Machine, OpenId};

use crate::client::Client;
use crate::signal::{Announcer, Listening};

/// A machine under way: an iterator over its items. Dropping it cancels the machine.
///
/// On a client with a [`Cancel`](crate::Cancel), the iterator ends when that is cancelled.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Drive<M: Machine> {
    // In this order: fields go in the order of their declaration.
    machine: M,
    client: Parting,
}

/// Says when it goes that something changed. A machine may hold the lease on the token; once it is gone, and not before, somebody who waits can take it.
pub(crate) struct Parting(pub(crate) Client);

impl Drop for Parting {
    fn drop(&mut self) {
        self.0.announce();
    }
}

pub(crate) enum Next<I> {
    Item(I),
    Done,
    Cancelled,
}

impl<M: Machine> Drive<M> {
    pub(crate) const fn new(client: Client, machine: M) -> Self {
        Self { machine, client: Parting(client) }
    }

    /// The machine.
    pub const fn machine(&self) -> &M {
        &self.machine
    }

    /// The session is locked while the machine is polled, and never across I/O or decoding.
    pub(crate) fn advance(&mut self) -> Next<M::Item> {
        let client = self.client.0.clone();
        let mut in_flight = InFlight::new(client.announcer());
        loop {
            let (step, seen) = in_flight.poll(&client, &mut self.machine);
            match step {
                // Not before: an answer that has arrived is told, cancelled or not.
                Step::Send(_) | Step::Wait { .. } if client.is_cancelled() => return Next::Cancelled,
                Step::Send(outgoing) => {
                    let id = outgoing.id();
                    let (outcome, duration) = client.execute(outgoing);
                    settle(&client, &mut self.machine, id, outcome, duration);
                    in_flight.answered += 1;
                }
                Step::Wait { until, .. } => {
                    client.clock().wait(&Listening { announcer: client.announcer(), seen }, until);
                }
                Step::Yield(item) => return Next::Item(item),
                Step::Done => return Next::Done,
            }
        }
    }
}

impl<M: Machine> Iterator for Drive<M> {
    type Item = M::Item;

    fn next(&mut self) -> Option<M::Item> {
        match self.advance() {
            Next::Item(item) => Some(item),
            Next::Done | Next::Cancelled => None,
        }
    }
}

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

/// Gives the outcome to the machine and the report to the observer.
pub(crate) fn settle<M: Machine>(client: &Client, machine: &mut M, id: ExchangeId, outcome: Outcome, took: Duration) {
    let report = machine.handle(client.now(), id, outcome);
    client.observe(report, took);
}

/// Counts the exchanges of one driver that are not settled. An exchange is settled by the poll after its answer, because only that grants the token
/// that others wait for; until then a test clock must not move.
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
    pub(crate) fn poll<M: Machine>(&mut self, client: &Client, machine: &mut M) -> (Step<M::Item>, u64) {
        let seen = self.announcer.epoch();
        let now = client.now();
        let mut session = client.lock();
        let before = session.revision();
        let step = client.poll(machine, &mut session, now);
        let changed = session.revision() != before;
        if matches!(step, Step::Send(_)) {
            self.unsettled += 1;
            self.announcer.sent();
        }
        drop(session);
        if changed || self.answered > 0 {
            // In this order: whoever sees nothing in flight must find the announcement made.
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
        // Also when a transport panics: nobody may wait for an exchange that is no more.
        self.announcer.announce();
        self.announcer.settled(self.unsettled);
    }
}

#[cfg(test)]
mod tests;

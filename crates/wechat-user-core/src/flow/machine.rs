//! The contract between a flow and its driver, on the trait [`Machine`].

use alloc::boxed::Box;

use crate::flow::exchange::{ExchangeId, Outcome, Outgoing, Report};
use crate::flow::session::Session;
use crate::values::time::Timestamp;

/// A flow as data: a call with its token and retries, a walk over pages, many calls side by side.
///
/// A machine asks for one of two things: an HTTP exchange, or to be polled again later. It never blocks, sleeps, locks
/// or looks at a clock.
///
/// # The loop
///
/// 1. [`poll`](Self::poll) until it returns something other than [`Step::Send`] or [`Step::Yield`].
/// 2. [`Step::Send`]: execute the request, now or in parallel with others, and give the [`Outcome`] to
///    [`handle`](Self::handle) with the same id.
/// 3. [`Step::Wait`]: poll again after a response was handled, after the session changed, or at `until`, whichever
///    comes first.
/// 4. [`Step::Yield`]: an item for the caller; poll again.
/// 5. [`Step::Done`]: the machine has ended.
///
/// # What always holds
///
/// * Polling too early is harmless: the machine returns the same step again.
/// * Every id gets at most one outcome; one for which the machine no longer waits is ignored.
/// * A wait is always in the future.
/// * Dropping a machine cancels it and frees its lease on a token, so that no other machine waits for it.
/// * After [`Step::Done`] every poll returns [`Step::Done`].
/// * The effect of a response on the session (a token granted, a token rejected) takes place at the next poll:
///   `handle` has no session, so that it decodes without a lock. So poll once more after every response.
pub trait Machine {
    /// What it yields to the caller.
    type Item;

    /// What is to be done next.
    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item>;

    /// Takes the outcome of the exchange `id`. Decodes here: no session, so no lock.
    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report;
}

impl<M: Machine + ?Sized> Machine for &mut M {
    type Item = M::Item;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        (**self).poll(session, now)
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        (**self).handle(now, id, outcome)
    }
}

impl<M: Machine + ?Sized> Machine for Box<M> {
    type Item = M::Item;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        (**self).poll(session, now)
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        (**self).handle(now, id, outcome)
    }
}

impl Session {
    /// Polls a machine, and says whether the poll changed something that other machines of this session may wait for: a
    /// driver that shares the session then wakes the others.
    pub fn poll<M: Machine + ?Sized>(&mut self, machine: &mut M, now: Timestamp) -> (Step<M::Item>, bool) {
        let before = self.revision();
        let step = machine.poll(self, now);
        (step, self.revision() != before)
    }
}

/// What a machine wants.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new kind of step must break every driver loudly")]
#[expect(clippy::large_enum_variant, reason = "a step is handed over once; a box would cost an allocation a request")]
pub enum Step<I> {
    /// Execute this request and [`handle`](Machine::handle) its outcome.
    Send(Outgoing),
    /// Poll again after a response, after a change of the session, or at `until`. `None`: only the first two end the
    /// wait.
    Wait {
        /// The time at which the machine can go on without a response or a change.
        until: Option<Timestamp>,
        /// What it waits for, for the debugging of a program that hangs.
        why: &'static str,
    },
    /// An item for the caller.
    Yield(I),
    /// Nothing more comes.
    Done,
}

//! Many machines side by side.

use core::iter::Fuse;

use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::lanes::{Lanes, Polled};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::time::Timestamp;

/// Keeps up to `width` machines of an iterator going at once, and yields their items as they come, each with the place
/// of its machine in the iterator.
///
/// A driver that sends one request at a time runs it too, only not side by side.
pub struct Fan<I: Iterator> {
    /// Not asked again once it has ended.
    machines: Fuse<I>,
    started: usize,
    lanes: Lanes<usize, I::Item>,
}

impl<I> Fan<I>
where
    I: Iterator,
    I::Item: Machine,
{
    /// At most `width` (at least 1) at once.
    ///
    /// The iterator is asked for the next machine in the middle of a poll, that is while a driver of several threads
    /// has the session locked. So it must not itself use the client that drives the fan: an iterator over that client's
    /// followers, say. Collect first what takes calls to find out.
    pub fn new(width: usize, machines: impl IntoIterator<IntoIter = I>) -> Self {
        Self { machines: machines.into_iter().fuse(), started: 0, lanes: Lanes::new(width) }
    }

    fn fill(&mut self) {
        while self.lanes.has_room() {
            let Some(machine) = self.machines.next() else { return };
            self.lanes.push(self.started, machine);
            self.started += 1;
        }
    }
}

impl<I> Machine for Fan<I>
where
    I: Iterator,
    I::Item: Machine,
{
    type Item = (usize, <I::Item as Machine>::Item);

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        loop {
            self.fill();
            match self.lanes.poll(session, now) {
                Polled::Send(outgoing) => return Step::Send(outgoing),
                Polled::Yield { at, item } => return Step::Yield((*self.lanes.tag(at), item)),
                Polled::Over { at } => drop(self.lanes.remove(at)),
                Polled::Wait { until, why } => return Step::Wait { until, why },
                Polled::Empty => return Step::Done,
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        self.lanes.handle(now, id, outcome)
    }
}

impl<I: Iterator> core::fmt::Debug for Fan<I> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("Fan");
        shown.field("width", &self.lanes.width()).field("started", &self.started).finish_non_exhaustive()
    }
}

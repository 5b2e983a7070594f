//! Many machines side by side.

use alloc::vec::Vec;
use core::iter::Fuse;

use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::time::Timestamp;

/// Keeps up to `width` machines of an iterator going at once, and yields their items as they come, each with the place
/// of its machine in the iterator.
///
/// A driver that sends one request at a time runs it too, only not side by side.
pub struct Fan<I: Iterator> {
    /// Asked no more once it said that there are no more.
    machines: Fuse<I>,
    width: usize,
    started: usize,
    children: Vec<Child<I::Item>>,
}

struct Child<M> {
    index: usize,
    machine: M,
    /// What it waits for; only one at a time, because a flow sends one request at a time.
    waiting: Vec<ExchangeId>,
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
        Self { machines: machines.into_iter().fuse(), width: width.max(1), started: 0, children: Vec::new() }
    }

    fn fill(&mut self) {
        while self.children.len() < self.width {
            let Some(machine) = self.machines.next() else { return };
            self.children.push(Child { index: self.started, machine, waiting: Vec::new() });
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
            let mut wake: Option<Timestamp> = None;
            let mut reason = "";
            let mut finished = None;
            for (at, child) in self.children.iter_mut().enumerate() {
                match child.machine.poll(session, now) {
                    Step::Send(outgoing) => {
                        child.waiting.push(outgoing.id());
                        return Step::Send(outgoing);
                    }
                    Step::Yield(item) => return Step::Yield((child.index, item)),
                    Step::Wait { until, why } => {
                        wake = match (wake, until) {
                            (Some(one), Some(other)) => Some(one.min(other)),
                            (one, other) => one.or(other),
                        };
                        reason = why;
                    }
                    Step::Done => {
                        finished = Some(at);
                        break;
                    }
                }
            }
            match finished {
                // The order of the others stays: the longest running is polled first.
                Some(at) => drop(self.children.remove(at)),
                None if self.children.is_empty() => return Step::Done,
                None => return Step::Wait { until: wake, why: reason },
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let child = self.children.iter_mut().find(|child| child.waiting.contains(&id));
        child.map_or_else(Report::ignored, |child| {
            child.waiting.retain(|waiting| *waiting != id);
            child.machine.handle(now, id, outcome)
        })
    }
}

impl<I: Iterator> core::fmt::Debug for Fan<I> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Fan").field("width", &self.width).field("started", &self.started).finish_non_exhaustive()
    }
}

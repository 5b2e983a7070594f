//! Several machines in parallel, each with a tag: what `Fan` and `Bulk` have in common.

use alloc::vec::Vec;

use crate::flow::exchange::{ExchangeId, Outcome, Outgoing, Report};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::time::Timestamp;

/// Up to `width` machines. A driver that sends one request at a time runs them one after another.
pub(crate) struct Lanes<T, M> {
    width: usize,
    stopped: bool,
    lanes: Vec<Lane<T, M>>,
}

struct Lane<T, M> {
    tag: T,
    machine: M,
    /// The exchanges whose outcomes are still to come. A call has one at a time.
    waiting: Vec<ExchangeId>,
}

/// What the lanes want. `at` is the place of a lane, valid until the next removal.
#[expect(
    clippy::large_enum_variant,
    reason = "a request is handed over once; a box would cost an allocation a request"
)]
pub(crate) enum Polled<I> {
    Send(Outgoing),
    Yield {
        at: usize,
        item: I,
    },
    /// The machine of this lane is done, or it is stopped and has no exchange in flight. Remove it.
    Over {
        at: usize,
    },
    Wait {
        until: Option<Timestamp>,
        why: &'static str,
    },
    Empty,
}

impl<T, M> Lanes<T, M> {
    /// At most `width` machines, and at least one.
    pub(crate) fn new(width: usize) -> Self {
        Self { width: width.max(1), stopped: false, lanes: Vec::new() }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn has_room(&self) -> bool {
        !self.stopped && self.lanes.len() < self.width
    }

    pub(crate) fn push(&mut self, tag: T, machine: M) {
        self.lanes.push(Lane { tag, machine, waiting: Vec::new() });
    }

    /// From now on nothing is sent. Exchanges in flight are waited for; machines without one are over.
    pub(crate) fn stop(&mut self) {
        self.stopped = true;
    }

    /// The driver has nothing in flight.
    pub(crate) fn forget_exchanges(&mut self) {
        for lane in &mut self.lanes {
            lane.waiting.clear();
        }
    }

    pub(crate) fn tag(&self, at: usize) -> &T {
        &self.lanes[at].tag
    }

    /// Removes a lane. The order of the others stays, so the longest running is polled first.
    pub(crate) fn remove(&mut self, at: usize) -> (T, M) {
        let Lane { tag, machine, .. } = self.lanes.remove(at);
        (tag, machine)
    }
}

impl<T, M: Machine> Lanes<T, M> {
    pub(crate) fn poll(&mut self, session: &mut Session, now: Timestamp) -> Polled<M::Item> {
        if self.lanes.is_empty() {
            return Polled::Empty;
        }
        let mut wake: Option<Timestamp> = None;
        let mut reason = "";
        for (at, lane) in self.lanes.iter_mut().enumerate() {
            match lane.machine.poll(session, now) {
                Step::Send(_) if self.stopped => return Polled::Over { at },
                Step::Send(outgoing) => {
                    lane.waiting.push(outgoing.id());
                    return Polled::Send(outgoing);
                }
                Step::Yield(item) => return Polled::Yield { at, item },
                Step::Wait { .. } if self.stopped && lane.waiting.is_empty() => return Polled::Over { at },
                Step::Wait { until, why } => {
                    wake = match (wake, until) {
                        (Some(one), Some(other)) => Some(one.min(other)),
                        (one, other) => one.or(other),
                    };
                    reason = why;
                }
                Step::Done => return Polled::Over { at },
            }
        }
        Polled::Wait { until: wake, why: reason }
    }

    pub(crate) fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let lane = self.lanes.iter_mut().find(|lane| lane.waiting.contains(&id));
        lane.map_or_else(Report::ignored, |lane| {
            lane.waiting.retain(|waiting| *waiting != id);
            lane.machine.handle(now, id, outcome)
        })
    }
}

//! The mirror against the simulator.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod changes;
mod interruptions;
mod leavers;
mod page;
mod personal;
mod refusals;
mod selections;
mod short_walks;
mod states;
mod support;

//! How a run ended.

/// How a run over the items of a machine ended: only [`Done`](Self::Done) means that the work is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller must decide what each of them means for its work")]
#[must_use = "a run that was stopped or cancelled is not complete"]
pub enum Ended {
    /// The machine has nothing more to do.
    Done,
    /// The closure that takes the items returned [`Break`](std::ops::ControlFlow::Break).
    Stopped,
    /// The client's [`Cancel`](crate::Cancel) was cancelled.
    Cancelled,
}

//! What is done with each item of a bulk run.

use crate::errors::error::Error;
use crate::flow::machine::Machine;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::spec::Spec;

/// A kind of work over a list of users: which call, with how many items, and what its response means for each of
/// them.
///
/// The jobs of this module are for the calls of the service. A program may write its own.
pub trait Job {
    /// What is fed: an openid, or an openid with an argument.
    type Item;
    /// What a processed item gives: `()` for a change, a profile for a read.
    type Value;
    /// The response of the call.
    type Response;
    /// The machine that makes the call.
    type Call: Machine<Item = Result<Self::Response, Error>>;

    /// The facts of the endpoint: its path, and whether its call may be repeated.
    const SPEC: &'static Spec;
    /// The most items in one call.
    const LIMIT: usize;
    /// Whether the call changes the users of its items. Then two calls with the same openid are never in flight at
    /// once.
    const CHANGES: bool;

    /// The user that the item concerns.
    fn openid(item: &Self::Item) -> &OpenId;

    /// The call for 1 to [`LIMIT`](Self::LIMIT) items.
    ///
    /// # Errors
    ///
    /// An argument that the call refuses.
    fn call(&self, items: &[Self::Item]) -> Result<Self::Call, InputError>;

    /// What the response holds for this item; `None` when it does not mention it.
    fn value(response: &Self::Response, item: &Self::Item) -> Option<Self::Value>;

    /// What an item gives that a partial failure (45171) does not name as failed; `None` for calls without such
    /// failures.
    fn unnamed() -> Option<Self::Value> {
        None
    }

    /// For a call that tries again by itself: the openids that are not processed yet. `None` means all.
    fn left(call: &Self::Call) -> Option<&[OpenId]> {
        let _ = call;
        None
    }
}

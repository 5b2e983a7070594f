//! What a command does to the account, described once: `--dry-run` prints the requests of an action, and the execution
//! sends them.

use wechat_user::{Client, Endpoint, Error};

use crate::failure::Failure;
use crate::plan::Plan;

/// One or more calls that a command makes for one result.
pub(crate) trait Action {
    /// What the calls return.
    type Response;

    /// Adds the requests to the plan.
    fn plan(&self, plan: &mut Plan) -> Result<(), Failure>;

    /// Makes the calls.
    fn run(&self, client: &Client) -> Result<Self::Response, Error>;
}

/// An endpoint is an action of one call.
impl<E: Endpoint> Action for E {
    type Response = E::Response;

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(self)
    }

    fn run(&self, client: &Client) -> Result<Self::Response, Error> {
        client.call(self)
    }
}

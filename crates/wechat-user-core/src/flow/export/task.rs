//! The two kinds of requests of an export.

use crate::endpoints::users::{OpenIdPage, UserList};
use crate::errors::error::Error;
use crate::flow::call::Call;
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::export::part::Part;
use crate::flow::export::walk::Walk;
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;

/// What a request is for.
pub(super) enum What {
    /// A page, with the cursor that it is asked for with.
    Page(Option<OpenId>),
    Batch(Part),
}

/// A request.
#[expect(clippy::large_enum_variant, reason = "nearly all of them are batches")]
pub(super) enum Task {
    Page(Walk),
    Batch(Call<UserList>),
}

pub(super) enum Response {
    Page(OpenIdPage),
    Batch(UserList),
}

impl Machine for Task {
    type Item = Result<Response, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        match self {
            Self::Page(walk) => map(walk.poll(session, now), Response::Page),
            Self::Batch(call) => map(call.poll(session, now), Response::Batch),
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        match self {
            Self::Page(walk) => walk.handle(now, id, outcome),
            Self::Batch(call) => call.handle(now, id, outcome),
        }
    }
}

fn map<T>(step: Step<Result<T, Error>>, wrap: impl FnOnce(T) -> Response) -> Step<Result<Response, Error>> {
    match step {
        Step::Send(outgoing) => Step::Send(outgoing),
        Step::Wait { until, why } => Step::Wait { until, why },
        Step::Yield(result) => Step::Yield(result.map(wrap)),
        Step::Done => Step::Done,
    }
}

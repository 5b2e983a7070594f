//! `wechat-user users batch`

use clap::Args;
use wechat_user::bulk::{BulkRun, Fetch, ItemResult};
use wechat_user::users::{GetUsers, Lang, User};
use wechat_user::{Client, OpenId};

use super::Places;
use crate::bulk::{Add, BulkFlags, InOrder, Mark, Note, Operation, Print, Resume, Row, Run};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
use crate::openids::OpenIdList;
use crate::output::Output;
use crate::plan::Plan;
use crate::user_row::Profile;

/// How many profiles one call reads.
const BATCH: usize = 100;

#[derive(Args, Debug)]
pub(crate) struct Batch {
    #[command(flatten)]
    list: OpenIdList,
    #[command(flatten)]
    flags: BulkFlags,
    #[command(flatten)]
    places: Places,
}

impl Batch {
    pub(super) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let (operation, resume) = (Get(self.places.lang()), Resume::default());
        let run = Run { operation: &operation, flags: &self.flags, resume: &resume, change: None };
        let list = |add: &mut Add<'_>| self.list.read(|openid| add(openid.as_str()));
        let result =
            run.run(&mut context, list, |start| Ok(Box::new(InOrder::new(BATCH, Profiles { output: start.output }))));
        // An array that was begun is ended, so that it can be read.
        let is_readable = !matches!(result, Err(Failure::Output(_) | Failure::ClosedPipe));
        if is_readable && (result.is_ok() || context.output.has_part()) {
            context.output.end::<Profile<'_>>()?;
        }
        result.map(drop)
    }
}

struct Get(Lang);

impl Operation for Get {
    type Item = OpenId;
    type Value = User;
    type Job = Fetch;

    fn name(&self) -> String {
        "users batch".to_owned()
    }

    fn question(&self, count: u64) -> Text {
        questions::print_profiles(count)
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&GetUsers::new(wechat_user::Batch::new(openids)?).with_lang(self.0))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Fetch, S> {
        client.users().get_all_in(openids, self.0)
    }
}

/// Prints the profiles of each call as they come. The service promises no order, so they are sorted as given.
struct Profiles<'a, 'out> {
    output: &'a mut Output<'out>,
}

impl Print<User> for Profiles<'_, '_> {
    fn print(&mut self, rows: &[Row<User>]) -> Result<(), Failure> {
        let found = rows.iter().filter_map(|row| match &row.result {
            ItemResult::Done(user) => Some(Profile::from(user)),
            _ => None,
        });
        Ok(self.output.part(&found.collect::<Vec<_>>())?)
    }

    fn mark<'a>(&self, row: &'a Row<User>) -> (Mark, Note<'a>) {
        match &row.result {
            ItemResult::Done(_) => (Mark::Done, Note::default()),
            ItemResult::Failed(error) => (Mark::Failed, Note { error: Some(error), ..Note::default() }),
            ItemResult::Missing | ItemResult::NotTried => (Mark::Missing, Note::default()),
        }
    }
}

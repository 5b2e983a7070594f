//! `wechat-user migrate openids`

use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::bulk::{BulkRun, Convert, ItemResult};
use wechat_user::migration::{ChangeOpenIds, ChangedOpenId, FromAccount};
use wechat_user::{Batch, Client, OpenId};

use super::converted::{Converted, mark};
use super::out::Out;
use crate::bulk::{Add, BulkFlags, InOrder, Mark, Note, Operation, Print, Resume, Row, Run, Start};
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, output as messages, questions};
use crate::openids::{STDIN, openid, read};
use crate::output::Output;
use crate::plan::Plan;
use crate::text::trimmed;

/// How many openids one call converts.
const BATCH: usize = 100;

#[derive(Args, Debug)]
pub(crate) struct OpenIds {
    /// The account that was migrated: its AppID (wx...), or its original id (原始ID, gh_...)
    #[arg(long, value_name = "APPID", value_parser = trimmed)]
    from: String,
    /// A file with the openids of that account, one a line; `-` or no file: standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The same as a flag
    #[arg(long = "in", value_name = "FILE", conflicts_with = "file")]
    input: Option<PathBuf>,
    /// An openid instead of a file; may be given several times
    #[arg(long = "openid", value_name = "OPENID", value_parser = openid, conflicts_with_all = ["file", "input"])]
    openids: Vec<OpenId>,
    /// Write the rows to this file, in the order given and one for each openid: as JSON lines if its name ends in
    /// .ndjson or .jsonl or with --json, otherwise tab-separated
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    flags: BulkFlags,
    /// Keep the progress in this file and in FILE.list: the same command goes on where it ended, whatever ended it
    #[arg(long, value_name = "FILE", requires = "out")]
    checkpoint: Option<PathBuf>,
    /// Begin again, although there is a checkpoint
    #[arg(long, requires = "checkpoint")]
    restart: bool,
    #[command(flatten)]
    change: Change,
}

impl OpenIds {
    pub(super) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let list = |add: &mut Add<'_>| match self.openids.as_slice() {
            [] => {
                let file = self.file.as_deref().or(self.input.as_deref()).unwrap_or(Path::new(STDIN));
                read(file, |openid| add(openid.as_str()))
            }
            given => Ok(given.iter().try_for_each(|openid| add(openid.as_str()))?),
        };
        if self.out.is_some() && context.output.has_fields() {
            return Err(Failure::Usage(messages::file_has_all_columns()));
        }
        let operation = ConvertFrom(FromAccount::new(self.from));
        let resume = Resume { checkpoint: self.checkpoint, restart: self.restart };
        let run = Run { operation: &operation, flags: &self.flags, resume: &resume, change: Some(self.change) };
        let is_json = context.output.format().is_json();
        let ran = run.run(&mut context, list, |Start { output, spool, is_old }| {
            Ok(match &self.out {
                Some(out) => Box::new(InOrder::new(BATCH, Out::open(out, is_json, spool, is_old)?).without_gaps()),
                None => Box::new(InOrder::new(BATCH, Rows { output })),
            })
        })?;
        match &self.out {
            Some(_) if ran => context.output.done()?,
            None if ran => context.output.end::<Converted<'_>>()?,
            _ => {}
        }
        Ok(())
    }
}

struct ConvertFrom(FromAccount);

impl Operation for ConvertFrom {
    type Item = OpenId;
    type Value = ChangedOpenId;
    type Job = Convert;

    fn name(&self) -> String {
        format!("migrate openids --from {}", self.0)
    }

    fn question(&self, count: u64) -> Text {
        questions::convert(count, self.0.to_string())
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&ChangeOpenIds::new(&self.0, Batch::new(openids)?))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Convert, S> {
        client.migration().convert_all(self.0.clone(), openids)
    }
}

/// Prints the result for each openid, in the order given.
struct Rows<'a, 'out> {
    output: &'a mut Output<'out>,
}

impl Print<ChangedOpenId> for Rows<'_, '_> {
    fn print(&mut self, rows: &[Row<ChangedOpenId>]) -> Result<(), Failure> {
        // Without a response there is nothing to print; the report has the error.
        let answered = rows.iter().filter(|row| !matches!(row.result, ItemResult::Failed(_)));
        Ok(self.output.part(&answered.map(Converted::of).collect::<Vec<_>>())?)
    }

    fn mark<'a>(&self, row: &'a Row<ChangedOpenId>) -> (Mark, Note<'a>) {
        mark(row)
    }
}

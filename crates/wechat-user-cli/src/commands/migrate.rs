//! `wechat-user migrate`

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use wechat_user::migration::{ChangeOpenIds, ChangedOpenIds, FromAccount};
use wechat_user::{Batch, OpenId};

use crate::batches::Batches;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::leftovers::Leftovers;
use crate::openids::openid;
use crate::openids::{self, STDIN};
use crate::output::{Format, Output, Record};
use crate::text::trimmed;

/// How many openids one call converts.
const BATCH: usize = 100;

#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Convert the openids of a migrated account's followers into those of this account (转换openid), with one call for
    /// every 100.
    ///
    /// Columns: ori_openid, new_openid, err_msg; with --json, one object a line. An openid that cannot be converted has
    /// no new_openid, and makes the exit code 6.
    #[command(name = "openids")]
    OpenIds(OpenIds),
}

#[derive(Args, Debug)]
pub(crate) struct OpenIds {
    /// The account that was migrated: its AppID (wx...), or its original id (原始ID, gh_...)
    #[arg(long, value_name = "APPID", value_parser = trimmed)]
    from: String,
    /// A file with the openids of that account, one a line; `-` or no file: standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// An openid instead of a file; may be given several times
    #[arg(long = "openid", value_name = "OPENID", value_parser = openid, conflicts_with = "file")]
    openids: Vec<OpenId>,
    #[command(flatten)]
    leftovers: Leftovers,
    #[command(flatten)]
    change: Change,
}

impl Migrate {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let Self::OpenIds(openids) = self;
        openids.run(context)
    }
}

impl OpenIds {
    fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let openids = match self.openids.as_slice() {
            [] => openids::read_source(self.file.as_deref().unwrap_or(Path::new(STDIN)))?,
            given => openids::unique(given),
        };
        let from = FromAccount::new(self.from);
        let question = format!("Convert {} openids of {from}", openids.len());
        let batches = Batches { openids: &openids, size: BATCH, leftovers: &self.leftovers };
        let action = |batch| Ok(ChangeOpenIds::new(&from, Batch::new(batch)?));
        batches.change(self.change, &mut context, question, action, print)?;
        Ok(())
    }
}

/// Prints the result for each openid, in the order given. Returns those without a new openid.
fn print(output: &mut Output<'_>, asked: &[OpenId], changed: ChangedOpenIds) -> Result<Vec<OpenId>, Failure> {
    let results: Vec<_> = asked.iter().map(|openid| Converted::of(openid, &changed)).collect();
    match output.format() {
        Format::Json => results.iter().try_for_each(|result| output.json(result))?,
        Format::Table | Format::Tsv => output.list(&results)?,
    }
    output.flush()?;
    let failed = results.iter().filter(|result| result.new_openid.is_none());
    Ok(failed.map(|result| result.ori_openid.clone()).collect())
}

#[derive(Serialize)]
struct Converted<'a> {
    ori_openid: &'a OpenId,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_openid: Option<&'a OpenId>,
    err_msg: &'a str,
}

impl<'a> Converted<'a> {
    fn of(ori_openid: &'a OpenId, changed: &'a ChangedOpenIds) -> Self {
        match changed.get(ori_openid) {
            Some(found) => Self { ori_openid, new_openid: found.new_openid.as_ref(), err_msg: &found.err_msg },
            None => Self { ori_openid, new_openid: None, err_msg: "the response does not name this openid" },
        }
    }
}

impl Record for Converted<'_> {
    const COLUMNS: &'static [&'static str] = &["ori_openid", "new_openid", "err_msg"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let new = self.new_openid.map(OpenId::as_str).unwrap_or_default();
        vec![self.ori_openid.as_str().into(), new.into(), self.err_msg.into()]
    }
}

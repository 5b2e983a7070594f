//! `wechat-user followers changes`

use clap::Args;
use follower_mirror::{Change, ChangeKind, RunId, Since};
use serde::Serialize;
use serde_json::{Value, json};

use super::Database;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Record};
use crate::text::trim;
use crate::time::{moment, rfc3339};

/// How many are printed at once.
const PART: usize = 1_000;

#[derive(Args, Debug)]
pub(crate) struct Changes {
    #[command(flatten)]
    database: Database,
    /// After this run (0 for all), or from this time on: 12, 2026-11-27, 2026-11-27T16:00:00+08:00
    #[arg(long, value_name = "RUN|DATE", value_parser = since)]
    since: Since,
}

/// For clap: digits are a run, everything else is a time.
fn since(text: &str) -> Result<Since, String> {
    match trim(text).parse() {
        Ok(run) => Ok(Since::Run(RunId::new(run))),
        Err(_) => moment(trim(text)).map(Since::Time).map_err(|problem| format!("no number of a run, and {problem}")),
    }
}

impl Changes {
    pub(super) fn print(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let mirror = self.database.read()?;
        let mut changes = mirror.changes_since(self.since)?;
        loop {
            let part: Vec<Changed> =
                changes.by_ref().take(PART).map(|change| change.map(Changed)).collect::<Result<_, _>>()?;
            if part.is_empty() {
                return Ok(context.output.end::<Changed>()?);
            }
            context.output.part(&part)?;
        }
    }
}

pub(super) struct Changed(Change);

impl Serialize for Changed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Change { run, at, openid, kind, .. } = &self.0;
        let (before, after) = match kind {
            ChangeKind::Tags { before, after, .. } => (json!(before), json!(after)),
            ChangeKind::Remark { before, after, .. } => (json!(before), json!(after)),
            _ => (Value::Null, Value::Null),
        };
        let time = rfc3339(at.as_unix_secs());
        let kind = kind.as_str();
        Object { run: run.get(), time, openid: openid.as_str(), kind, before, after }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Object<'a> {
    run: i64,
    time: String,
    openid: &'a str,
    kind: &'static str,
    before: Value,
    after: Value,
}

impl Record for Changed {
    const COLUMNS: &'static [&'static str] = &["run", "time", "openid", "kind", "before", "after"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Change { run, at, openid, kind, .. } = &self.0;
        let (before, after) = kind.texts();
        let [before, after] = [before, after].map(|text| Cell::from(text.unwrap_or_default()));
        let time = Cell::Time(at.as_unix_secs());
        vec![run.get().into(), time, Cell::whole(openid.as_str()), kind.as_str().into(), before, after]
    }
}

//! `wechat-user followers export` into a database: a sync with the rules of an export.

use std::path::Path;

use follower_mirror::{Mirror, RunOutcome};

use super::syncing::Syncing;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{files, runs as messages};

/// Whether the name is that of a database.
pub(super) fn is_database(file: &Path) -> bool {
    file.extension().is_some_and(|end| ["sqlite", "sqlite3", "db"].iter().any(|known| end.eq_ignore_ascii_case(known)))
}

/// Writes all followers into the database. `flags` are those that do not apply to one, and whether they are given.
pub(super) fn export(
    file: &Path,
    flags: &[(&str, bool)],
    syncing: &Syncing,
    context: Context<'_, '_>,
) -> Result<(), Failure> {
    if let Some((flag, _)) = flags.iter().find(|(_, is_given)| *is_given) {
        return Err(Failure::Usage(files::not_for_a_database(flag)));
    }
    let mut mirror = Mirror::open(file, &context.connection.account()?)?;
    let last = mirror.last_run()?.map(|run| run.outcome);
    if matches!(last, Some(RunOutcome::Complete | RunOutcome::NotSwept)) && !syncing.restart {
        context.note(&messages::was_exported());
    } else {
        syncing.run(&mut mirror, &context)?;
    }
    Ok(context.output.done()?)
}

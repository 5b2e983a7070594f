//! `wechat-user followers`

mod changes;
mod checkpointed;
mod database;
mod export;
mod forget;
mod map;
mod rows;
mod select;
mod sync;
mod syncing;
mod work;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use follower_mirror::Mirror;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{OpenIdRow, Prints};
use crate::user_row::Profile;
use changes::{Changed, Changes};
use forget::Forgotten;
use map::Pair;
use select::Select;
use sync::{Sync, Synced};

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Profile<'_>>("followers export"),
    Prints::new::<Synced>("followers sync"),
    Prints::new::<Changed>("followers changes"),
    Prints::new::<OpenIdRow<'_>>("followers select"),
    Prints::new::<Pair>("followers map"),
    Prints::new::<Forgotten>("followers forget"),
    Prints::with::<Forgotten>("followers forget", "dry_run"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Followers {
    /// Export the profiles of all followers, of those with a tag, or of a list of openids, in the order of the list,
    /// with one call for every 10,000 openids and one for every 100 profiles.
    ///
    /// The format is that of the file's name: .ndjson or .jsonl (an object a line), .csv, or .sqlite, .sqlite3 or .db
    /// (a database with all followers, as `followers sync` writes it). A file with another name has the format of
    /// --format, csv or ndjson.
    ///
    /// The file and its checkpoint are synced to the disk once a second; a database has its own checkpoint. Whatever
    /// ends the command, the same command goes on; after the end it does nothing. If profiles are missing or refused,
    /// the exit code is 6.
    Export(export::Export),
    /// Bring a database to the state of the account: followers with their profiles, tags, groups, the blacklist.
    ///
    /// The last six columns count changes. The file is created if there is none. After an interruption of any kind, the
    /// same command continues. The first run records no changes.
    ///
    /// Users who are not on the list any more are taken out, if the list was whole: the outcome is then "complete", and
    /// "not swept" otherwise. Of users who leave, only openid and date stay.
    Sync(Sync),
    /// Print what changed in a database since a run or a time, oldest first.
    ///
    /// The kinds: came, left, remark, tags, blocked, unblocked.
    Changes(Changes),
    /// Print the openids of the followers in a database that meet all conditions, one a line.
    ///
    /// They can be the input of another command: `tags add ID -`.
    Select(Select),
    /// Delete everything about users from a database, for users who ask for it. `forgotten` counts those about
    /// whom there was something.
    ///
    /// What is deleted is overwritten in the file. The service still has these users: the next sync lists those who
    /// follow, as the service knows them then.
    Forget(forget::Forget),
    /// Print openid and unionid of the followers in a database that have one.
    Map(Database),
}

/// The database of a mirror.
#[derive(Args, Debug)]
pub(crate) struct Database {
    /// The database: a SQLite file
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
}

impl Database {
    /// Opens it for reading.
    fn read(&self) -> Result<Mirror, Failure> {
        Ok(Mirror::read(&self.db)?)
    }
}

impl Followers {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Export(export) => export.run(context),
            Self::Sync(sync) => sync.run(context),
            Self::Changes(changes) => changes.print(context),
            Self::Select(select) => select.print(context),
            Self::Forget(forget) => forget.run(context),
            Self::Map(database) => map::print(&database.read()?, context),
        }
    }
}

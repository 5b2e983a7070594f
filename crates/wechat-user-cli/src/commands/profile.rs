//! `wechat-user profile`

mod add;
mod list;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::profiles;
use crate::output::Prints;
use crate::settings::{Config, Edit, Place};

pub(super) const RESULTS: &[Prints] = &[Prints::new::<list::Shown<'_>>("profile list")];

#[derive(Debug, Subcommand)]
pub(crate) enum Profile {
    /// Print the profiles. `default` is empty for all but one. `secret` says where the secret is, never the secret
    /// itself.
    List,
    Add(add::Add),
    /// Remove a profile. Other profiles and comments stay. If it was the default, there is none any more.
    Remove {
        /// Its name.
        name: String,
    },
    /// Make a profile the default: commands use it without --profile, if nothing else names an account.
    Use {
        /// Its name.
        name: String,
    },
}

impl Profile {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::List => list::print(context),
            Self::Add(add) => add.run(context),
            Self::Remove { name } => {
                let mut edit = begin(&name, "profile remove")?;
                edit.remove(&name);
                edit.write()?;
                Ok(context.output.done()?)
            }
            Self::Use { name } => {
                let mut edit = begin(&name, "profile use")?;
                edit.choose(&name);
                edit.write()?;
                Ok(context.output.done()?)
            }
        }
    }
}

/// Where the settings file is, or will be.
fn place() -> Result<Place, Failure> {
    Place::find()?.ok_or_else(|| Failure::Usage(profiles::no_place()))
}

/// Begins to change a profile that exists.
fn begin(name: &str, command: &str) -> Result<Edit, Failure> {
    let place = place()?;
    // No folder is created for a profile that does not exist.
    Config::read(&place)?.profile(name, command)?;
    let edit = Edit::begin(place)?;
    edit.config().profile(name, command)?;
    Ok(edit)
}

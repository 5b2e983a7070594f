//! The settings of the connection: from flags, from the environment, or from a profile of the settings file.
//!
//! AppID, secret, base URL and token mode belong together: those of two accounts are never mixed. So they come from one
//! source, which [`Chosen`] finds. Flags then replace single settings of it.

mod choice;
mod edit;
mod file;
mod flags;
mod lines;
mod place;
mod profile;
mod secret_command;
mod secret_source;
mod source;
mod store;
mod written;

pub(crate) use choice::Chosen;
pub(crate) use edit::Edit;
pub(crate) use file::Config;
pub(crate) use flags::Flags;
pub(crate) use place::Place;
pub(crate) use profile::Profile;
pub(crate) use secret_source::{SecretSource, describe_variable};
pub(crate) use source::{Found, Source};
pub(crate) use store::{Kind, Role, StoreSettings};

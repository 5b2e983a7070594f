//! `wechat-user gateway`

mod serve;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use wechat_gateway::{Config, ConfigError, WorkerKey};

use self::serve::Serve;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Texts, files, gateway as messages};
use crate::output::{Cell, Prints, Record};

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Made>("gateway key new")];

#[derive(Debug, Subcommand)]
pub(crate) enum Gateway {
    /// Serve the gateway for programs in any language until a signal ends it.
    ///
    /// Prints `listening on http://ADDRESS:PORT` when it is ready (with TLS `https://`), and nothing else on standard
    /// output. Programs behind it use WeChat's own protocol with a worker's key in place of the AppSecret. The
    /// configuration file is described in docs/gateway.md.
    ///
    /// SIGINT and SIGTERM end it: requests in progress get their responses, and a second signal ends it at once. SIGHUP
    /// reads the file again; one that is refused changes nothing.
    Serve(Serve),
    /// Check a configuration file and the secrets that it names. Sends nothing.
    ///
    /// Prints what the gateway would serve.
    Check(Check),
    /// The keys of workers.
    #[command(subcommand)]
    Key(Key),
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The configuration, in TOML.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a key for a worker.
    ///
    /// Prints the key, which is kept nowhere, and its SHA-256 for the configuration.
    New(New),
}

#[derive(Args, Debug)]
pub(crate) struct New {
    /// The worker's name in the configuration and in the audit file: letters, digits, `_`, `-` and dots.
    #[arg(value_name = "NAME")]
    name: String,
}

/// A key that was just made.
#[derive(Serialize)]
struct Made {
    name: String,
    key: String,
    sha256: String,
}

impl Record for Made {
    const COLUMNS: &'static [&'static str] = &["name", "key", "sha256"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![(&self.name).into(), (&self.key).into(), (&self.sha256).into()]
    }
}

impl Gateway {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(context),
            Self::Check(check) => {
                let config = load(&check.config)?;
                Ok(context.output.line(&config.to_string())?)
            }
            Self::Key(Key::New(new)) => new.run(context),
        }
    }
}

impl New {
    fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if !(1..=64).contains(&self.name.len()) || !self.name.chars().all(is_name) {
            return Err(Failure::Usage(messages::bad_name()));
        }
        let key = WorkerKey::generate().map_err(Failure::Serve)?;
        let made = Made { name: self.name, key: key.expose().to_owned(), sha256: key.sha256() };
        Ok(context.output.one(&made)?)
    }
}

fn load(file: &Path) -> Result<Config, Failure> {
    Config::load(file).map_err(|error| refuse(file, &error))
}

fn refuse(file: &Path, error: &ConfigError) -> Failure {
    // A file that cannot be read is named by the error itself.
    let is_unread = error.place() == file.display().to_string();
    let problem = if is_unread { error.problem().text() } else { error.text() };
    Failure::Usage(files::of_flag("--config", file, problem))
}

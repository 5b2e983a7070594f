//! `wechat-user profile add`

use clap::Args;

use super::place;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, profiles as messages};
use crate::settings::{Edit, SecretSource};
use crate::text::trimmed;

/// Add a profile to the settings file. Its settings are the flags of this command: --app-id, and those of the
/// connection that differ from the default. The environment gives it nothing.
///
/// The AppSecret itself is never in the file. Give its place: --app-secret-file FILE, --secret-env NAME, or after `--`
/// the command that prints it, which has ten seconds and is run without a shell.
#[derive(Args, Debug)]
pub(crate) struct Add {
    /// The name of the profile.
    #[arg(value_parser = trimmed)]
    name: String,
    /// The variable of the environment that will hold the AppSecret
    #[arg(long, value_name = "NAME", value_parser = trimmed)]
    secret_env: Option<String>,
    /// The command that prints the AppSecret on standard output, and its arguments
    #[arg(last = true, value_name = "COMMAND")]
    secret_command: Vec<String>,
}

impl Add {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let refuse = |problem: Text| Err(Failure::Usage(problem));
        let flags = context.connection.chosen().flags();
        if flags.profile.is_some() {
            return refuse(messages::name_is_an_argument());
        }
        let Some(app_id) = flags.app_id.as_deref().filter(|app_id| !app_id.is_empty()) else {
            return refuse(messages::add_needs_app_id());
        };
        let mut secrets = [
            flags.app_secret_file.clone().map(SecretSource::File),
            self.secret_env.map(SecretSource::Variable),
            Some(SecretSource::Command(self.secret_command))
                .filter(|command| *command != SecretSource::Command(vec![])),
        ]
        .into_iter()
        .flatten();
        let secret = secrets.next();
        if secrets.next().is_some() {
            return refuse(messages::one_secret());
        }
        let mut settings = vec![("app_id", app_id.into())];
        settings.extend(flags.written()?);

        let mut edit = Edit::begin(place()?)?;
        if edit.config().profiles().iter().any(|profile| profile.name == self.name) {
            return refuse(messages::exists(format!("{:?}", self.name)));
        }
        edit.add(&self.name, &settings, secret.as_ref())?;
        if edit.write()?.default().is_none() {
            context.note(&messages::no_default());
        }
        Ok(context.output.done()?)
    }
}

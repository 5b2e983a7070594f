//! `wechat-user profile list`

use clap::ValueEnum;
use serde::Serialize;

use super::place;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Record};
use crate::settings::{Config, Profile, SecretSource};

pub(super) fn print(context: Context<'_, '_>) -> Result<(), Failure> {
    let config = Config::read(&place()?)?;
    let default = config.default().map(|(name, _)| name);
    let shown: Vec<_> = config.profiles().iter().map(|profile| Shown::of(profile, default)).collect();
    Ok(context.output.list(&shown)?)
}

#[derive(Serialize)]
pub(super) struct Shown<'a> {
    name: &'a str,
    default: bool,
    app_id: &'a str,
    base_url: Option<&'a str>,
    token_mode: Option<String>,
    secret: Option<String>,
}

impl<'a> Shown<'a> {
    fn of(profile: &'a Profile, default: Option<&str>) -> Self {
        let mode = profile.flags.token_mode.and_then(|mode| mode.to_possible_value());
        Self {
            name: &profile.name,
            default: default == Some(&profile.name),
            app_id: &profile.app_id,
            base_url: profile.flags.base_url.as_deref(),
            token_mode: mode.map(|mode| mode.get_name().to_owned()),
            secret: profile.secret.as_ref().map(described),
        }
    }
}

/// The arguments of a command are not shown: they may be secret.
fn described(secret: &SecretSource) -> String {
    let key = secret.key();
    match secret {
        SecretSource::Variable(name) => format!("{key} {name}"),
        SecretSource::File(file) => format!("{key} {}", file.display()),
        SecretSource::Command(_) => key.to_owned(),
    }
}

impl Record for Shown<'_> {
    const COLUMNS: &'static [&'static str] = &["name", "default", "app_id", "base_url", "token_mode", "secret"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            self.name.into(),
            if self.default { "default" } else { "" }.into(),
            Cell::whole(self.app_id),
            self.base_url.into(),
            self.token_mode.as_deref().into(),
            self.secret.as_deref().into(),
        ]
    }
}

//! `wechat-user whoami`

use clap::{Args, ValueEnum};
use serde::Serialize;
use wechat_user::TokenMode;

use crate::context::Context;
use crate::env::variable;
use crate::failure::Failure;
use crate::messages::{Language, Say, Text, Texts};
use crate::output::{Cell, Prints, Record};
use crate::settings::{Found, Kind, Place, Source, StoreSettings, describe_variable};

/// Print the settings of the connection, and where each one comes from.
///
/// Sends nothing, runs no command, and shows no secret: only where it is, and whether it is there. The source is a
/// flag, a variable, or a line of the settings file.
#[derive(Args, Debug)]
pub(crate) struct WhoAmI {}

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Setting>("whoami")];

#[derive(Serialize)]
pub(super) struct Setting {
    setting: &'static str,
    value: Option<Text>,
    source: Option<Text>,
    /// The language of the cells.
    #[serde(skip)]
    language: Language,
}

impl WhoAmI {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let mut settings = settings(&context)?;
        let language = context.output.language();
        settings.iter_mut().for_each(|setting| setting.language = language);
        Ok(context.output.list(&settings)?)
    }
}

fn settings(context: &Context<'_, '_>) -> Result<Vec<Setting>, Failure> {
    let (connection, chosen) = (&context.connection, context.connection.chosen());
    let (origin, store) = (connection.origin()?, connection.store()?);
    chosen.flags().check_proxy()?;
    let base_url = chosen.base_url().map(|url| url.source).unwrap_or(Source::BuiltIn);
    let mode = chosen.token_mode();
    let secret = match connection.token_mode() {
        TokenMode::None => None,
        _ => chosen.secret()?,
    };
    let mut settings = vec![
        given("profile", chosen.profile().map(|found| found.clone().map(|profile| profile.name))),
        given("app_id", chosen.app_id()),
        given("secret", secret.map(|secret| secret.map(|secret| secret.describe()))),
        row("base_url", Some(origin.as_str()), Some(base_url)),
        given("allow_http", chosen.allow_http().map(|allowed| allowed.map(|allowed| allowed.to_string()))),
        row("token_mode", name(mode.value), Some(mode.source)),
        given(
            "timeout",
            chosen
                .setting("timeout", |flags| flags.timeout)
                .map(|time| time.map(|time| humantime::format_duration(time).to_string())),
        ),
        chosen.setting("proxy", |flags| flags.proxy.clone()).map_or_else(proxy, |proxy| given("proxy", Some(proxy))),
        given("ca_cert", chosen.setting("ca_cert", |flags| Some(flags.ca_cert.as_ref()?.display().to_string()))),
    ];
    let StoreSettings { kind, layout, role } = store;
    let default = if origin.is_loopback() { Kind::Memory } else { Kind::File };
    let kind = kind.unwrap_or(Found { value: default, source: Source::BuiltIn });
    if kind.value == Kind::Redis {
        let (name, place) = ("WECHAT_REDIS_URL", describe_variable("WECHAT_REDIS_URL"));
        settings.push(row("redis_url", Some(place), Some(Source::Variable(name))));
    }
    settings.push(row("store", name(kind.value), Some(kind.source)));
    settings.push(given("redis_layout", layout));
    settings.push(given("redis_role", role.map(|role| role.map(|role| name(role).unwrap_or_default()))));
    let file = Place::find()?.map(|place| place.path().display().to_string());
    settings.push(row("settings_file", file, variable("WECHAT_CONFIG").map(|_| Source::Variable("WECHAT_CONFIG"))));
    Ok(settings)
}

/// A row of the table.
fn row(setting: &'static str, value: Option<impl Say>, source: Option<Source>) -> Setting {
    let (value, source) = (value.map(|value| value.text()), source.map(|source| source.text()));
    Setting { setting, value, source, language: Language::English }
}

/// A setting that may not be given.
fn given(setting: &'static str, found: Option<Found<impl Say>>) -> Setting {
    let (value, source) = found.map(|found| (found.value, found.source)).unzip();
    row(setting, value, source)
}

/// The proxy of the environment, which may have a password. Loopback and NO_PROXY are not considered.
fn proxy() -> Setting {
    let names = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
    let name = names.into_iter().find(|name| variable(name).is_some());
    row("proxy", name.map(describe_variable), name.map(Source::Variable))
}

fn name(value: impl ValueEnum) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

impl Record for Setting {
    const COLUMNS: &'static [&'static str] = &["setting", "value", "source"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let [value, source] =
            [&self.value, &self.source].map(|text| text.as_ref().map_or("", |text| text.in_language(self.language)));
        vec![self.setting.into(), value.into(), source.into()]
    }
}

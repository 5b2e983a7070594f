//! Which source the settings of the account come from, and what each of them is.

use clap::ValueEnum;

use super::file::Config;
use super::flags::{Flags, Mode};
use super::place::Place;
use super::profile::Profile;
use super::secret_source::SecretSource;
use super::source::{Found, Source};
use super::store::{Kind, StoreSettings};
use crate::env::{text, variable};
use crate::failure::Failure;
use crate::messages::{profiles, report};

const APP_ID: &str = "WECHAT_APPID";
const BASE_URL: &str = "WECHAT_BASE_URL";
const PROFILE: &str = "WECHAT_PROFILE";

/// The settings of one account. Flags replace single settings.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    flags: Flags,
    /// None: the settings come from the environment.
    profile: Option<Found<Profile>>,
}

impl Chosen {
    /// The settings from flags and environment alone.
    pub(crate) const fn without_profile(flags: Flags) -> Self {
        Self { flags, profile: None }
    }

    /// The settings from the first of these: `--profile`; flags and environment, if they name an AppID;
    /// `WECHAT_PROFILE`; the default of the settings file.
    pub(crate) fn of(flags: Flags) -> Result<Self, Failure> {
        let is_named = |app_id: &Option<String>| app_id.as_ref().is_some_and(|app_id| !app_id.is_empty());
        let app_id = text(APP_ID)?;
        let profile = if let Some(name) = &flags.profile {
            Some(Found { value: named(name, "--profile")?, source: Source::Flag("profile") })
        } else if is_named(&flags.app_id) || app_id.is_some() {
            None
        } else if let Some(name) = text(PROFILE)? {
            Some(Found { value: named(&name, PROFILE)?, source: Source::Variable(PROFILE) })
        } else {
            default()?
        };
        let chosen = Self { flags, profile };
        chosen.check(app_id.is_some())?;
        Ok(chosen)
    }

    /// Refuses settings of two accounts.
    fn check(&self, is_account_in_environment: bool) -> Result<(), Failure> {
        let Some(Found { value: profile, .. }) = &self.profile else { return Ok(()) };
        let (name, expected) = (&profile.name, &profile.app_id);
        if let Some(given) = self.flags.app_id.as_ref().filter(|given| *given != expected) {
            let [given, name, expected] = [given, name, expected].map(|text| format!("{text:?}"));
            return Err(Failure::Usage(profiles::other_app_id(given, name, expected)));
        }
        // With an AppID the environment is another account, and is left out as a whole.
        let is_beside = !is_account_in_environment && self.flags.base_url.is_none();
        if let Some(url) = text(BASE_URL)?.filter(|url| is_beside && Some(url) != profile.flags.base_url.as_ref()) {
            return Err(Failure::Usage(profiles::other_host(format!("{url:?}"), format!("{name:?}"))));
        }
        Ok(())
    }

    /// The profile, and what chose it.
    pub(crate) const fn profile(&self) -> Option<&Found<Profile>> {
        self.profile.as_ref()
    }

    pub(crate) const fn flags(&self) -> &Flags {
        &self.flags
    }

    /// The AppID, if one was given.
    pub(crate) fn app_id(&self) -> Option<Found<String>> {
        let profile = self.profile.as_ref().map(|Found { value, .. }| value);
        let of_profile = || profile.map(|profile| found(profile.app_id.clone(), profile.source("app_id")));
        let flag = self.flags.app_id.clone().map(|app_id| found(app_id, Source::Flag("app_id")));
        // The one of the profile is the same, and has a line.
        let given = of_profile().or(flag).or_else(|| self.variable(APP_ID));
        given.filter(|given| !given.value.is_empty())
    }

    /// The URL of the service, if one was given.
    pub(crate) fn base_url(&self) -> Option<Found<String>> {
        self.setting("base_url", |flags| flags.base_url.clone()).or_else(|| self.variable(BASE_URL))
    }

    pub(crate) fn token_mode(&self) -> Found<Mode> {
        self.setting("token_mode", |flags| flags.token_mode).unwrap_or_else(|| found(Mode::default(), Source::BuiltIn))
    }

    /// Whether `http://` is allowed to other hosts, if something allows it.
    pub(crate) fn allow_http(&self) -> Option<Found<bool>> {
        self.setting("allow_http", |flags| Some(flags.allow_http).filter(|is_allowed| *is_allowed))
    }

    /// A setting that no variable has: of the flag, or else of the profile.
    pub(crate) fn setting<T>(&self, key: &'static str, of: impl Fn(&Flags) -> Option<T>) -> Option<Found<T>> {
        let flag = of(&self.flags).map(|value| found(value, Source::Flag(key)));
        flag.or_else(|| {
            let profile = &self.profile.as_ref()?.value;
            of(&profile.flags).map(|value| found(value, profile.source(key)))
        })
    }

    /// Where the secret is. None: nothing names a place.
    pub(crate) fn secret(&self) -> Result<Option<Found<SecretSource>>, Failure> {
        if let Some(file) = &self.flags.app_secret_file {
            return Ok(Some(found(SecretSource::File(file.clone()), Source::Flag("app_secret_file"))));
        }
        if let Some(Found { value: profile, .. }) = &self.profile {
            let of = |secret: SecretSource| found(secret.clone(), profile.source(secret.key()));
            return Ok(profile.secret.clone().map(of));
        }
        let name = crate::secret::VARIABLE;
        match self.other_account().filter(|_| std::env::var_os(name).is_some()) {
            Some((flag, account)) => Err(Failure::Usage(profiles::secret_of_other_account(flag, account))),
            None => Ok(Some(found(SecretSource::Variable(name.to_owned()), Source::Variable(name)))),
        }
    }

    /// What was given for the store. Of a profile, no variable replaces or adds something: a layout of the environment
    /// could name the keys of another account.
    pub(crate) fn store(&self) -> Result<StoreSettings, Failure> {
        let flags = &self.flags.store;
        let kind = self.setting("store", |flags| flags.store.store);
        let kind = kind.map_or_else(|| self.one_of("WECHAT_STORE"), |kind| Ok(Some(kind)))?;
        let layout = self.setting("redis_layout", |flags| flags.store.redis_layout.clone());
        let role = self.setting("redis_role", |flags| flags.store.redis_role);
        if kind.as_ref().map(|kind| kind.value) == Some(Kind::Redis) {
            let layout = layout.or_else(|| self.variable("WECHAT_REDIS_LAYOUT"));
            let role = role.map_or_else(|| self.one_of("WECHAT_REDIS_ROLE"), |role| Ok(Some(role)))?;
            return Ok(StoreSettings { kind, layout, role });
        }
        // With another store on the command line, those of the profile have no use.
        let is_replaced = flags.store.is_some();
        let layout = layout.filter(|_| !is_replaced || flags.redis_layout.is_some());
        let role = role.filter(|_| !is_replaced || flags.redis_role.is_some());
        Ok(StoreSettings { kind, layout, role })
    }

    /// The value of a variable, if the settings come from the environment.
    fn variable(&self, name: &'static str) -> Option<Found<String>> {
        let value = variable(name).filter(|_| self.profile.is_none())?;
        Some(found(value, Source::Variable(name)))
    }

    /// The same for a variable with the values of a flag.
    fn one_of<T: ValueEnum>(&self, name: &'static str) -> Result<Option<Found<T>>, Failure> {
        let Some(given) = self.variable(name) else { return Ok(None) };
        let parsed = T::from_str(&given.value, true).map_err(|_| {
            let possible = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<_> = possible.map(|value| value.get_name().to_owned()).collect();
            Failure::Usage(report::one_of(name, names.join(", ")))
        })?;
        Ok(Some(given.map(|_| parsed)))
    }

    /// The two AppIDs, if that of the flag is not the one of the environment.
    fn other_account(&self) -> Option<(String, String)> {
        let (flag, variable) = (self.flags.app_id.clone()?, self.variable(APP_ID)?.value);
        (!flag.is_empty() && flag != variable).then(|| (format!("{flag:?}"), format!("{variable:?}")))
    }
}

const fn found<T>(value: T, source: Source) -> Found<T> {
    Found { value, source }
}

/// The profile with this name.
fn named(name: &str, given: &str) -> Result<Profile, Failure> {
    if name.is_empty() {
        return Err(Failure::Usage(profiles::empty_name(given)));
    }
    let place = Place::find()?.ok_or_else(|| Failure::Usage(profiles::no_place()))?;
    Config::read(&place)?.profile(name, given).cloned()
}

/// The default profile of the settings file.
fn default() -> Result<Option<Found<Profile>>, Failure> {
    let Some(place) = Place::find()? else { return Ok(None) };
    let config = Config::read(&place)?;
    let Some((name, line)) = config.default() else { return Ok(None) };
    let profile = config.profile(name, profiles::default_line(line))?.clone();
    Ok(Some(found(profile, Source::Default { line })))
}

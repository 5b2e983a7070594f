//! One profile of the settings file: an account, where its secret is, and settings under the names of the flags.

use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command, FromArgMatches};
use toml_edit::{Item, Value};

use super::flags::{Flags, has_password};
use super::lines::{Lines, looks_like_a_secret, shown};
use super::place::home;
use super::secret_source::SecretSource;
use super::source::Source;
use crate::failure::Failure;
use crate::messages::{Text, Texts, profiles as texts};
use crate::text::trim;

const APP_ID: &str = "app_id";
const SECRETS: [&str; 3] = ["secret_env", "secret_file", "secret_command"];
/// Flags that are no settings of a profile: it has keys of its own for them.
const NO_SETTINGS: [&str; 3] = ["app_id", "app_secret_file", "profile"];
/// A profile.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) app_id: String,
    pub(crate) secret: Option<SecretSource>,
    /// The other settings.
    pub(crate) flags: Flags,
    /// The line of each key.
    lines: Vec<(String, usize)>,
}

impl Profile {
    /// Reads the table of a profile. Relative paths count from `folder`, the one of the file.
    pub(super) fn parse(
        name: &str,
        line: usize,
        item: &Item,
        folder: Option<&Path>,
        lines: Lines<'_>,
    ) -> Result<Self, Failure> {
        check_name(name).map_err(|problem| lines.refuse(line, problem))?;
        let table = item.as_table_like().ok_or_else(|| lines.refuse(line, texts::a_table()))?;
        let known = Known::new();
        let (mut app_id, mut secret, mut arguments, mut places) = (None, None, Vec::new(), Vec::new());
        for (key, item) in table.iter() {
            let line = lines.number(table.key(key).and_then(|key| key.span()));
            let refuse = |problem: Text| lines.refuse(line, problem);
            check_key(key, &known).map_err(refuse)?;
            if key == APP_ID {
                let given = one_text(item, key).map_err(refuse)?;
                app_id = Some(trim(&given).to_owned()).filter(|app_id| !app_id.is_empty());
            } else if SECRETS.contains(&key) {
                let source = source(key, item, folder).map_err(refuse)?;
                if let Some(first) = secret.replace(source) {
                    return Err(refuse(texts::two_secrets(first.key())));
                }
            } else if let Some(argument) = known.argument(key, item, folder).map_err(refuse)? {
                arguments.push(argument);
            }
            places.push((key.to_owned(), line));
        }
        let app_id = app_id.ok_or_else(|| lines.refuse(line, texts::needs_app_id()))?;
        let flags = known.flags(&arguments).map_err(|_| lines.refuse(line, texts::exclude_each_other()))?;
        Ok(Self { name: name.to_owned(), app_id, secret, flags, lines: places })
    }

    /// The place of a setting.
    pub(crate) fn source(&self, key: &str) -> Source {
        let line = self.lines.iter().find(|(known, _)| known == key).map_or(0, |(_, line)| *line);
        Source::Profile { name: self.name.clone(), line }
    }
}

/// Names are arguments of commands, and are printed.
pub(super) fn check_name(name: &str) -> Result<(), Text> {
    if name.is_empty() || name.chars().count() > 64 {
        return Err(texts::name_length());
    }
    if name.starts_with('-') || name.chars().any(char::is_control) || trim(name) != name {
        return Err(texts::name_characters());
    }
    if looks_like_a_secret(name) {
        return Err(texts::name_like_a_secret());
    }
    Ok(())
}

fn check_key(key: &str, known: &Known) -> Result<(), Text> {
    if key == APP_ID || SECRETS.contains(&key) || known.has(key) {
        return Ok(());
    }
    let small = key.to_ascii_lowercase();
    if ["secret", "token", "password", "aes_key"].iter().any(|word| small.contains(word)) {
        return Err(texts::no_secret_here(shown(key)));
    }
    if small == "redis_url" {
        return Err(texts::redis_url());
    }
    let names: Vec<_> = [APP_ID].into_iter().chain(SECRETS).map(str::to_owned).chain(known.names()).collect();
    Err(texts::unknown(shown(key), names.join(", ")))
}

/// The secret of a profile. Reads nothing.
fn source(key: &str, item: &Item, folder: Option<&Path>) -> Result<SecretSource, Text> {
    if key == "secret_command" {
        let refuse = || texts::array_of_texts(key);
        let words = item.as_array().ok_or_else(refuse)?.iter().map(|word| word.as_str().map(str::to_owned));
        let mut words: Vec<_> = words.collect::<Option<_>>().ok_or_else(refuse)?;
        let program = words.first().filter(|program| !program.is_empty()).ok_or_else(refuse)?;
        // A name is looked for in PATH. A path must not depend on the working directory.
        if program.contains(std::path::MAIN_SEPARATOR) {
            words[0] = path(program, folder)?;
        }
        return match words.iter().any(|word| looks_like_a_secret(word)) {
            true => Err(texts::holds_a_secret(key)),
            false => Ok(SecretSource::Command(words)),
        };
    }
    let text = one_text(item, key)?;
    let text = trim(&text);
    if key == "secret_file" {
        return path(text, folder).map(|path| SecretSource::File(PathBuf::from(path)));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_variable = text.chars().all(is_name) && text.starts_with(|c: char| !c.is_ascii_digit());
    match is_variable {
        true => Ok(SecretSource::Variable(text.to_owned())),
        false => Err(texts::name_of_variable(key)),
    }
}

/// A text that is no secret.
fn one_text(item: &Item, key: &str) -> Result<String, Text> {
    let text = item.as_str().ok_or_else(|| texts::a_text(key))?;
    match looks_like_a_secret(trim(text)) {
        true => Err(texts::holds_a_secret(key)),
        false => Ok(text.to_owned()),
    }
}

/// A path from the folder of the file, or from the home folder.
fn path(text: &str, folder: Option<&Path>) -> Result<String, Text> {
    let path = match (text.strip_prefix("~/"), folder) {
        (Some(rest), _) => home().ok_or_else(texts::path_needs_home)?.join(rest),
        (None, Some(folder)) if !text.is_empty() => folder.join(text),
        _ => return Err(texts::path_is_empty()),
    };
    path.into_os_string().into_string().map_err(|_| texts::path_not_utf_8())
}

/// The flags that a profile may set.
struct Known(Command);

impl Known {
    fn new() -> Self {
        Self(Flags::augment_args(Command::new("profile").no_binary_name(true).disable_help_flag(true)))
    }

    /// The names of the settings.
    fn names(&self) -> impl Iterator<Item = String> {
        let names = self.0.get_arguments().filter_map(|argument| argument.get_long());
        names.map(|name| name.replace('-', "_")).filter(|name| !NO_SETTINGS.contains(&name.as_str()))
    }

    fn has(&self, key: &str) -> bool {
        self.names().any(|name| name == key)
    }

    /// The flag of a setting. None: it is not set.
    fn argument(&self, key: &str, item: &Item, folder: Option<&Path>) -> Result<Option<String>, Text> {
        let long = key.replace('_', "-");
        let flag = self.0.get_arguments().find(|argument| argument.get_long() == Some(long.as_str()));
        let is_switch = flag.is_some_and(|flag| !flag.get_action().takes_values());
        let argument = match item.as_value() {
            Some(Value::Boolean(is_set)) if is_switch => return Ok(is_set.value().then(|| format!("--{long}"))),
            _ if is_switch => return Err(texts::true_or_false(key)),
            Some(Value::Integer(number)) => format!("--{long}={}", number.value()),
            Some(Value::Float(number)) => format!("--{long}={}", number.value()),
            Some(Value::String(_)) => {
                let text = one_text(item, key)?;
                let text = if key == "ca_cert" { path(trim(&text), folder)? } else { text };
                if key == "proxy" && has_password(&text) {
                    return Err(texts::proxy_password());
                }
                format!("--{long}={text}")
            }
            _ => return Err(texts::a_text_or_a_number(key)),
        };
        match self.flags(std::slice::from_ref(&argument)) {
            Ok(_) => Ok(Some(argument)),
            Err(error) => Err(texts::of_key(key, reason(&error))),
        }
    }

    fn flags(&self, arguments: &[String]) -> Result<Flags, clap::Error> {
        Flags::from_arg_matches(&self.0.clone().try_get_matches_from(arguments)?)
    }
}

/// Why clap refuses a value, without the value.
fn reason(error: &clap::Error) -> Text {
    if let Some(ContextValue::Strings(names)) = error.get(ContextKind::ValidValue)
        && !names.is_empty()
    {
        return texts::value_one_of(names.join(", "));
    }
    let source = std::error::Error::source(error).filter(|_| error.kind() == ErrorKind::ValueValidation);
    source.map_or_else(texts::not_possible, |source| source.to_string().text())
}

//! The flags of a command line as the settings of a profile.

use std::path::Path;

use clap::ValueEnum;
use toml_edit::Value;

use super::flags::Flags;
use crate::failure::Failure;
use crate::messages::{Text, Texts, files, profiles};

impl Flags {
    /// The settings that were given as flags, apart from the account and its secret. Paths become absolute.
    pub(crate) fn written(&self) -> Result<Vec<(&'static str, Value)>, Failure> {
        self.check_proxy()?;
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let ca_cert = self.ca_cert.as_deref().map(|file| absolute(file, "--ca-cert")).transpose()?;
        let settings = [
            ("base_url", text(&self.base_url)),
            ("allow_http", self.allow_http.then(|| Value::from(true))),
            ("token_mode", self.token_mode.and_then(name)),
            ("timeout", self.timeout.map(|time| Value::from(humantime::format_duration(time).to_string()))),
            ("proxy", text(&self.proxy)),
            ("ca_cert", ca_cert.map(Value::from)),
            ("store", self.store.store.and_then(name)),
            ("redis_layout", text(&self.store.redis_layout)),
            ("redis_role", self.store.redis_role.and_then(name)),
        ];
        Ok(settings.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
    }
}

fn name<T: ValueEnum>(value: T) -> Option<Value> {
    value.to_possible_value().map(|value| Value::from(value.get_name()))
}

/// The absolute path of a file, for a place where no working directory is known. `flag` names it for reports.
pub(super) fn absolute(file: &Path, flag: &str) -> Result<String, Failure> {
    let refuse = |problem: Text| Failure::Usage(files::of_flag(flag, file, problem));
    let path = std::path::absolute(file).map_err(|error| refuse(error.text()))?;
    path.into_os_string().into_string().map_err(|_| refuse(profiles::path_not_utf_8()))
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;

    #[test]
    fn every_flag_of_the_connection_becomes_a_setting() {
        let command = Flags::augment_args(Command::new("x").no_binary_name(true));
        let keys =
            command.get_arguments().filter_map(|argument| argument.get_long()).map(|flag| flag.replace('-', "_"));
        let mut expected: Vec<_> =
            keys.filter(|key| !["app_id", "app_secret_file", "profile"].contains(&key.as_str())).collect();
        let arguments = "--base-url=https://e.com --allow-http --token-mode=plain --timeout=1.5 --proxy=http://h:1 \
                         --ca-cert=a.pem --store=redis --redis-layout=own --redis-role=follow";
        let matches = command.try_get_matches_from(arguments.split_whitespace()).unwrap();
        let written = Flags::from_arg_matches(&matches).unwrap().written().unwrap();
        let mut keys: Vec<_> = written.iter().map(|(key, _)| (*key).to_owned()).collect();
        expected.sort();
        keys.sort();
        assert_eq!(keys, expected);
        let text = |key| written.iter().find(|(known, _)| *known == key).and_then(|(_, value)| value.as_str());
        assert_eq!((text("timeout"), text("redis_role")), (Some("1s 500ms"), Some("follow")));
        assert!(Path::new(text("ca_cert").unwrap()).is_absolute());
    }
}

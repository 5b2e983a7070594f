//! Changes the settings file. Comments, the order and the line ends stay as they are.

use std::fs::{self, File};

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::file::Config;
use super::place::Place;
use super::secret_source::SecretSource;
use super::written::absolute;
use crate::failure::Failure;
use crate::messages::{files, profiles};
use crate::replace::replace_private;

/// The settings file while it is changed. Another process that changes it waits.
pub(crate) struct Edit {
    place: Place,
    config: Config,
    document: DocumentMut,
    has_windows_lines: bool,
    /// Held until the change is written.
    _lock: Option<File>,
}

impl Edit {
    /// Reads the file. Its folder is created.
    pub(crate) fn begin(place: Place) -> Result<Self, Failure> {
        let folder = place.path().parent().ok_or_else(|| place.refuse(files::no_file_name()))?;
        create_folder(folder).map_err(|error| place.refuse(error))?;
        let lock = lock(folder);
        let text = place.read()?.unwrap_or_default();
        let config = Config::parse(&place, &text)?;
        let has_windows_lines = text.contains("\r\n");
        let document = text.parse().map_err(|_| place.refuse(profiles::no_toml("?")))?;
        Ok(Self { place, config, document, has_windows_lines, _lock: lock })
    }

    /// The profiles before the change.
    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }

    /// Adds a profile with these settings.
    pub(crate) fn add(
        &mut self,
        name: &str,
        settings: &[(&str, Value)],
        secret: Option<&SecretSource>,
    ) -> Result<(), Failure> {
        let mut table = Table::new();
        for (key, value) in settings {
            table.insert(key, Item::Value(value.clone()));
        }
        if let Some(secret) = secret {
            let value = match secret {
                SecretSource::Variable(name) => Value::from(name),
                SecretSource::File(file) => Value::from(absolute(file, "--app-secret-file")?),
                SecretSource::Command(words) => Value::Array(Array::from_iter(words)),
            };
            table.insert(secret.key(), Item::Value(value));
        }
        // A comment at the end of the file stays before what comes after it now.
        let end = self.document.trailing().as_str().unwrap_or_default().to_owned();
        let is_first = self.document.as_table().is_empty() && end.is_empty();
        let mut implied = Table::new();
        implied.set_implicit(true);
        let item = self.document.entry("profiles").or_insert(Item::Table(implied));
        match item {
            Item::Table(tables) => {
                table.decor_mut().set_prefix(if is_first { String::new() } else { format!("{end}\n") });
                tables.insert(name, Item::Table(table));
                self.document.set_trailing("");
            }
            other => {
                let refuse = || self.place.refuse(profiles::profiles_are_a_table());
                let tables = other.as_inline_table_mut().ok_or_else(refuse)?;
                tables.insert(name, Value::InlineTable(table.into_inline_table()));
            }
        }
        Ok(())
    }

    /// Removes a profile, and the choice of it as the default. The comments before it stay.
    pub(crate) fn remove(&mut self, name: &str) {
        let Some(profiles) = self.document.get_mut("profiles").and_then(Item::as_table_like_mut) else { return };
        let removed = profiles.remove(name);
        if let Some(Item::Table(table)) = &removed {
            let position = table.position();
            self.keep_comments(table.decor().prefix().and_then(|prefix| prefix.as_str()), position);
        }
        if self.document.get("default").and_then(Item::as_str) == Some(name)
            && let Some((key, _)) = self.document.remove_entry("default")
        {
            self.keep_comments(key.leaf_decor().prefix().and_then(|prefix| prefix.as_str()), None);
        }
    }

    /// Makes a profile the default.
    pub(crate) fn choose(&mut self, name: &str) {
        let mut value = Value::from(name);
        match self.document.get_mut("default").and_then(Item::as_value_mut) {
            Some(old) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            None => {
                self.document.insert("default", Item::Value(value));
            }
        }
    }

    /// Writes the file with mode 0600. At any time it is the old one or the new one.
    pub(crate) fn write(self) -> Result<Config, Failure> {
        let mut text = self.document.to_string();
        if self.has_windows_lines {
            text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        // What would be refused later is not written.
        let config = Config::parse_new(&self.place, &text)?;
        replace_private(self.place.path(), &text).map_err(|error| self.place.refuse(error))?;
        Ok(config)
    }

    /// Puts the comments of what was removed before what follows it.
    fn keep_comments(&mut self, comments: Option<&str>, position: Option<isize>) {
        let Some(comments) = comments.filter(|comments| comments.contains('#')) else { return };
        let profiles = self.document.get_mut("profiles").and_then(Item::as_table_mut);
        let tables = profiles.into_iter().flat_map(|profiles| profiles.iter_mut());
        let next = tables
            .filter_map(|(_, item)| item.as_table_mut())
            .filter(|table| table.position() > position)
            .min_by_key(|table| table.position());
        match next {
            Some(table) => {
                let before = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
                let before = format!("{comments}{before}");
                table.decor_mut().set_prefix(before);
            }
            None => {
                let after = self.document.trailing().as_str().unwrap_or_default();
                self.document.set_trailing(format!("{comments}{after}"));
            }
        }
    }
}

/// Creates the folder for the user alone.
fn create_folder(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Waits for other processes that change a file of the folder. Without locks, as on some network drives, the last
/// change wins.
#[cfg(unix)]
fn lock(folder: &std::path::Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

/// Other systems open no folders.
#[cfg(not(unix))]
fn lock(_folder: &std::path::Path) -> Option<File> {
    None
}

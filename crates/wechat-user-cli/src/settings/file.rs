//! The settings file: `default = "NAME"` and `[profiles.NAME]`. It is checked as a whole.

use toml_edit::{Document, Item, TableLike};

use super::lines::{Lines, looks_like_a_secret, shown};
use super::place::Place;
use super::profile::Profile;
use crate::failure::Failure;
use crate::messages::{Say, Text, Texts, profiles};

/// How many names a report lists.
const SHOWN: usize = 20;

/// The profiles of the settings file.
#[derive(Debug)]
pub(crate) struct Config {
    /// The path, for reports.
    file: Text,
    /// The name of the default profile, with its line.
    default: Option<(String, usize)>,
    profiles: Vec<Profile>,
}

impl Config {
    /// Reads the file. Without a file there are no profiles.
    pub(crate) fn read(place: &Place) -> Result<Self, Failure> {
        Self::parse(place, &place.read()?.unwrap_or_default())
    }

    /// Checks a text.
    pub(super) fn parse(place: &Place, text: &str) -> Result<Self, Failure> {
        Self::parse_as(place, text, place.path().text())
    }

    /// Checks a text before it is written.
    pub(super) fn parse_new(place: &Place, text: &str) -> Result<Self, Failure> {
        Self::parse_as(place, text, profiles::as_it_would_be(place.path()))
    }

    fn parse_as(place: &Place, text: &str, file: Text) -> Result<Self, Failure> {
        let lines = Lines { file: &file, text };
        // The text of the error itself would quote the line, which could hold a secret.
        let document = Document::parse(text)
            .map_err(|error| lines.refuse(lines.number(error.span()), profiles::no_toml(error.message())))?;
        let (mut default, mut found) = (None, Vec::new());
        for (key, item) in document.as_table().iter() {
            let line = lines.number(document.as_table().key(key).and_then(|key| key.span()));
            match key {
                "default" => {
                    let name = item.as_str().filter(|name| !looks_like_a_secret(name));
                    let name = name.ok_or_else(|| lines.refuse(line, profiles::default_is_a_name()))?;
                    default = Some((name.to_owned(), line));
                }
                "profiles" => found = all(item, place, lines)?,
                _ => {
                    return Err(lines.refuse(line, profiles::unknown_part(shown(key))));
                }
            }
        }
        Ok(Self { file, default, profiles: found })
    }

    pub(crate) fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The name of the default profile, with the line that chooses it.
    pub(crate) fn default(&self) -> Option<(&str, usize)> {
        self.default.as_ref().map(|(name, line)| (name.as_str(), *line))
    }

    /// The profile with this name. `given` says for a report where the name is from.
    pub(crate) fn profile(&self, name: &str, given: impl Say) -> Result<&Profile, Failure> {
        self.profiles.iter().find(|profile| profile.name == name).ok_or_else(|| {
            let known: Vec<_> = self.profiles.iter().map(|profile| profile.name.as_str()).take(SHOWN).collect();
            let dots = if self.profiles.len() > SHOWN { ", ..." } else { "" };
            let known = match known.is_empty() {
                true => profiles::has_none(),
                false => profiles::has(format!("{}{dots}", known.join(", "))),
            };
            Failure::Usage(profiles::no_profile(given, format!("{name:?}"), &self.file, known))
        })
    }
}

fn all(item: &Item, place: &Place, lines: Lines<'_>) -> Result<Vec<Profile>, Failure> {
    let table = item
        .as_table_like()
        .ok_or_else(|| lines.refuse(lines.number(item.span()), profiles::profiles_are_a_table()))?;
    let folder = place.path().parent();
    table
        .iter()
        .map(|(name, item)| Profile::parse(name, line_of(table, name, item, lines), item, folder, lines))
        .collect()
}

/// The line of a profile's header, or of its first key if the header is only implied.
fn line_of(table: &dyn TableLike, name: &str, item: &Item, lines: Lines<'_>) -> usize {
    lines.number(table.key(name).and_then(|key| key.span()).or_else(|| item.span()))
}

//! The table of messages: everything that the command says to its user, in English and in Chinese.
//!
//! To add a message, give it a line in the file of its area: a name, its arguments, the English and the Chinese text.
//! It becomes a function that returns a [`Text`]. Both texts must use every argument: the compiler warns otherwise.
//! `Display` of a text is in the language of the user; JSON and tab-separated lines have it in English.

#[macro_use]
mod table;

pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod files;
pub(crate) mod gateway;
pub(crate) mod language;
pub(crate) mod library;
pub(crate) mod lists;
pub(crate) mod migration;
pub(crate) mod mock;
pub(crate) mod names;
pub(crate) mod output;
pub(crate) mod profiles;
pub(crate) mod progress;
pub(crate) mod questions;
pub(crate) mod report;
pub(crate) mod runs;
mod say;
pub(crate) mod settings;
mod text;
pub(crate) mod token;

pub(crate) use language::Language;
pub(crate) use say::{Say, Texts, list};
pub(crate) use text::{Text, is_message};

#[cfg(test)]
mod tests {
    use super::table::Template;
    use super::{
        demo, doctor, explain, files, gateway, lists, migration, mock, names, output, profiles, progress, questions,
        report, runs, settings, token,
    };

    const TABLES: &[&[Template]] = &[
        demo::TABLE,
        doctor::TABLE,
        explain::TABLE,
        files::TABLE,
        gateway::TABLE,
        lists::TABLE,
        migration::TABLE,
        mock::TABLE,
        names::TABLE,
        output::TABLE,
        profiles::TABLE,
        progress::TABLE,
        questions::TABLE,
        report::TABLE,
        runs::TABLE,
        settings::TABLE,
        token::TABLE,
    ];

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    /// The text without its placeholders.
    fn words(template: &str) -> String {
        template.split('{').map(|part| part.rsplit('}').next().unwrap_or_default()).collect()
    }

    #[test]
    fn every_message_has_a_chinese_text_of_its_own() {
        let mut names = std::collections::BTreeSet::new();
        for Template { area, name, english, chinese } in TABLES.iter().copied().flatten() {
            assert!(names.insert((area, name)), "{area}::{name} is there twice");
            let has_words = words(chinese).contains(char::is_alphabetic);
            assert!(is_chinese(&words(chinese)) || !has_words, "{area}::{name}: {chinese}");
            assert!(!has_words || english != chinese, "{area}::{name}: {english}");
            let is_full_width = |c: char| "，。：；！？（）“”".contains(c);
            assert!(!english.contains(is_full_width), "{area}::{name}: {english}");
        }
        assert!(names.len() > 50, "only {} messages were found", names.len());
    }
}

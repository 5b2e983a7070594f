//! The language of messages: `--ui-lang`, `WECHAT_UI_LANG`, the locale.

use std::sync::OnceLock;

use clap::ValueEnum;

/// The variable that names the language.
pub(crate) const VARIABLE: &str = "WECHAT_UI_LANG";

/// The variables of the locale, the first that is set counts.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// A language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    #[default]
    #[value(name = "en")]
    English,
    #[value(name = "zh")]
    Chinese,
}

/// Standard error belongs to the process, and so does its language.
static CURRENT: OnceLock<Language> = OnceLock::new();

/// The language of this process. English before [`set`] is called.
pub(crate) fn current() -> Language {
    CURRENT.get().copied().unwrap_or_default()
}

/// Sets the language of this process, once.
pub(crate) fn set(language: Language) {
    // A second call changes nothing.
    let _ = CURRENT.set(language);
}

/// The language of the locale, if neither flag nor variable names one.
pub(crate) fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = LOCALE.iter().find_map(|name| variable(name)).unwrap_or_default();
    let (name, encoding) = locale.split_once('.').unwrap_or((&locale, "UTF-8"));
    let is_utf_8 = encoding.split('@').next().is_some_and(|name| name.replace('-', "").eq_ignore_ascii_case("utf8"));
    let language = name.split(['_', '-', '@']).next().unwrap_or_default();
    // A terminal of another encoding could not show Chinese in UTF-8.
    if language.eq_ignore_ascii_case("zh") && is_utf_8 { Language::Chinese } else { Language::English }
}

/// The language that flag, variable or locale name. None if the value of the variable is no language of this program.
pub(crate) fn choose(flag: Option<Language>, variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    flag.or_else(|| match variable(VARIABLE) {
        Some(name) => Language::from_str(&name, true).ok(),
        None => Some(of_locale(variable)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(flag: Option<Language>, variables: &[(&str, &str)]) -> Option<Language> {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
        choose(flag, |name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_flag_counts_before_the_variable_and_the_variable_before_the_locale() {
        use Language::{Chinese, English};
        assert_eq!(chosen(Some(English), &[(VARIABLE, "zh")]), Some(English));
        assert_eq!(chosen(None, &[(VARIABLE, "en"), ("LANG", "zh_CN.UTF-8")]), Some(English));
        assert_eq!(chosen(None, &[(VARIABLE, "zh"), ("LC_ALL", "C")]), Some(Chinese));
        assert_eq!(chosen(None, &[]), Some(English));
    }

    #[test]
    fn a_chinese_locale_in_utf_8_is_chinese() {
        for (locale, expected) in [
            ("zh_CN.UTF-8", Language::Chinese),
            ("zh_TW.utf8", Language::Chinese),
            ("zh", Language::Chinese),
            ("zh-Hans", Language::Chinese),
            ("zh_CN.UTF-8@pinyin", Language::Chinese),
            ("zh_CN.GB18030", Language::English),
            ("en_US.UTF-8", Language::English),
            ("C.UTF-8", Language::English),
            ("zha_CN", Language::English),
        ] {
            assert_eq!(chosen(None, &[("LANG", locale)]), Some(expected), "{locale}");
        }
        assert_eq!(chosen(None, &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Some(Language::English));
        assert_eq!(chosen(None, &[("LC_MESSAGES", "zh_CN"), ("LANG", "C")]), Some(Language::Chinese));
    }

    #[test]
    fn another_language_is_refused() {
        assert_eq!(chosen(None, &[(VARIABLE, "fr"), ("LANG", "zh_CN")]), None);
    }
}

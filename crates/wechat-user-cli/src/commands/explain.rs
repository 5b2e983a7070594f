//! `wechat-user explain`

use clap::Args;
use serde::Serialize;
use wechat_user::ErrCode;
use wechat_user::errcode::{Entry, Place};

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Language, Text, explain as messages, language, library};
use crate::report::name_of;

/// Explain an error code (全局返回码), in English and Chinese: its meaning, and what to do about it in each place.
///
/// Needs no account and sends nothing. With --json, one object.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The errcode, such as 40164 or -1
    #[arg(allow_negative_numbers = true)]
    code: i64,
}

impl Explain {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let entry =
            ErrCode::new(self.code).entry().ok_or_else(|| Failure::Unknown(messages::unknown_code(self.code)))?;
        match context.output.format().is_json() {
            true => context.output.json(&Explained::of(entry))?,
            false => lines(entry, language::current()).iter().try_for_each(|line| context.output.text(line))?,
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Explained {
    code: i64,
    errmsg: &'static str,
    en: &'static str,
    zh: &'static str,
    not_done: bool,
    remedies: Vec<AtPlace>,
}

/// The remedy in one place.
#[derive(Serialize)]
struct AtPlace {
    place: &'static str,
    remedy: &'static str,
    advice_en: &'static str,
    advice_zh: &'static str,
}

impl Explained {
    fn of(entry: &Entry) -> Self {
        let remedies = Place::ALL.iter().map(|place| AtPlace {
            place: name_of_place(*place),
            remedy: name_of(entry.remedy(*place)),
            advice_en: entry.advice_en(*place),
            advice_zh: entry.advice_zh(*place),
        });
        Self {
            code: entry.code.get(),
            errmsg: entry.errmsg,
            en: entry.en,
            zh: entry.zh,
            not_done: entry.not_done,
            remedies: remedies.collect(),
        }
    }
}

/// The text: English with the Chinese next to it, or Chinese alone.
fn lines(entry: &Entry, language: Language) -> Vec<String> {
    let is_english = language == Language::English;
    let not_done = if entry.not_done { messages::is_not_done() } else { messages::may_be_done() };
    let mut lines = vec![format!("{} {}", entry.code, entry.errmsg).trim_end().to_owned()];
    let mut add = |text: &Text| lines.push(text.in_language(language).to_owned());
    add(&messages::meaning(library::meaning_of(entry)));
    if is_english {
        add(&messages::in_chinese(entry.zh));
    }
    add(&messages::not_done(not_done));
    for place in Place::ALL {
        let remedy = name_of(entry.remedy(*place));
        add(&match place {
            Place::TokenFetch => messages::token_fetch(remedy),
            Place::UserCall => messages::user_call(remedy),
            _ => messages::app_call(remedy),
        });
        add(&messages::advice(library::advice_of(entry, *place)));
        if is_english {
            add(&messages::advice(entry.advice_zh(*place)));
        }
    }
    lines
}

const fn name_of_place(place: Place) -> &'static str {
    match place {
        Place::TokenFetch => "token_fetch",
        Place::UserCall => "user_call",
        _ => "app_call",
    }
}

//! `wechat-user explain`

use clap::Args;
use serde::Serialize;
use wechat_user::ErrCode;
use wechat_user::errcode::{Entry, Place};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Format;
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
            ErrCode::new(self.code).entry().ok_or_else(|| Failure::Unknown(format!("unknown code: {}", self.code)))?;
        let explained = Explained::of(entry);
        match context.output.format() {
            Format::Json => context.output.json(&explained)?,
            Format::Table | Format::Tsv => explained.lines().iter().try_for_each(|line| context.output.text(line))?,
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

    fn lines(&self) -> Vec<String> {
        let not_done = match self.not_done {
            true => "yes: the request was refused before it changed anything, and can be sent again",
            false => "not certain: a create or a delete may have been done nevertheless",
        };
        let mut lines = vec![
            format!("{} {}", self.code, self.errmsg).trim_end().to_owned(),
            format!("  meaning:  {}", self.en),
            format!("  中文:     {}", self.zh),
            format!("  not done: {not_done}"),
        ];
        for at in &self.remedies {
            lines.push(format!("  {}: {}", at.place, at.remedy));
            lines.extend([at.advice_en, at.advice_zh].map(|advice| format!("    {advice}")));
        }
        lines
    }
}

const fn name_of_place(place: Place) -> &'static str {
    match place {
        Place::TokenFetch => "token_fetch",
        Place::UserCall => "user_call",
        _ => "app_call",
    }
}

//! `wechat-user migrate plan`: the steps of a migration, in their order.

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Language, Text, migration as messages};
use crate::output::{Cell, Prints, Record};
use crate::text::trimmed;

#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// The account that will be migrated: its AppID (wx...), or its original id (原始ID, gh_...)
    #[arg(long, value_name = "APPID", value_parser = trimmed, default_value = "OLD_APPID")]
    from: String,
}

pub(super) const PRINTS: Prints = Prints::new::<Step>("migrate plan");

/// A step.
#[derive(Debug, Serialize)]
struct Step {
    step: usize,
    when: Text,
    /// Whose credentials the command needs.
    account: &'static str,
    what: Text,
    /// None for what this program cannot do.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// That of the cells; JSON is English.
    #[serde(skip)]
    language: Language,
}

/// A text of the table of messages.
type Message = fn() -> Text;

/// When, the account, what, and the command, in which FROM stands for the old account.
const STEPS: &[(Message, &str, Message, Option<&str>)] = &[
    (messages::before, "old", messages::save_followers, Some("followers export --out old.ndjson")),
    (messages::before, "old", messages::save_tags, Some("tags list --json")),
    (messages::before, "old", messages::save_groups, Some("groups list --json")),
    (messages::before, "old", messages::save_blacklist, Some("blacklist list")),
    (messages::before, "-", messages::save_the_rest, None),
    (messages::approval, "-", messages::apply, None),
    (
        messages::within,
        "new",
        messages::convert,
        Some("migrate openids --from FROM --in old.ndjson --out new.ndjson --checkpoint migrate.json"),
    ),
    (messages::within, "-", messages::replace, None),
    (messages::within, "new", messages::restore, Some("tags list")),
    (messages::within, "new", messages::compare, Some("followers export --out new-followers.ndjson")),
];

impl Plan {
    pub(super) fn print(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let language = context.output.language();
        let steps = STEPS.iter().zip(1..).map(|((when, account, what, command), step)| {
            let command = command.map(|command| format!("wechat-user {}", command.replace("FROM", &self.from)));
            Step { step, when: when(), account, what: what(), command, language }
        });
        Ok(context.output.list(&steps.collect::<Vec<_>>())?)
    }
}

impl Record for Step {
    const COLUMNS: &'static [&'static str] = &["step", "when", "account", "what", "command"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let [when, what] = [&self.when, &self.what].map(|text| text.in_language(self.language));
        let step = Cell::whole(self.step.to_string());
        vec![step, when.into(), self.account.into(), what.into(), self.command.as_deref().into()]
    }
}

//! `wechat-user migrate plan`: the steps of a migration, in their order.

use std::borrow::Cow;

use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Record;
use crate::text::trimmed;

#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// The account that will be migrated: its AppID (wx...), or its original id (原始ID, gh_...)
    #[arg(long, value_name = "APPID", value_parser = trimmed, default_value = "OLD_APPID")]
    from: String,
}

/// When a step is possible.
#[derive(Clone, Copy, Debug, Serialize)]
enum When {
    /// The old account still works.
    #[serde(rename = "before the approval")]
    Before,
    #[serde(rename = "the approval")]
    Approval,
    /// `changeopenid` works for 15 days after the approval.
    #[serde(rename = "within 15 days")]
    Within,
}

/// A step.
#[derive(Debug, Serialize)]
struct Step {
    step: usize,
    when: When,
    /// Whose credentials the command needs.
    account: &'static str,
    what: &'static str,
    /// None for what this program cannot do.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
}

/// When, the account, what, and the command, in which FROM stands for the old account.
const STEPS: &[(When, &str, &str, Option<&str>)] = &[
    (
        When::Before,
        "old",
        "save all followers with remarks, tags and unionids: only their openids can be converted later",
        Some("followers export --out old.ndjson"),
    ),
    (When::Before, "old", "save the names of the tags (标签): profiles have only their ids", Some("tags list --json")),
    (When::Before, "old", "save the names of the groups (分组)", Some("groups list --json")),
    (When::Before, "old", "save the blacklist (黑名单)", Some("blacklist list")),
    (
        When::Before,
        "-",
        "save from the console what no API returns, and find every place where your own systems keep openids",
        None,
    ),
    (When::Approval, "-", "apply for the migration (账号迁移) in the console; the old account is frozen then", None),
    (
        When::Within,
        "new",
        "convert the openids: possible for 15 days after the approval, and only for those who follow the old account",
        Some("migrate openids --from FROM --in old.ndjson --out new.ndjson --checkpoint migrate.json"),
    ),
    (When::Within, "-", "replace the openids in your own systems by the pairs in new.ndjson", None),
    (When::Within, "new", "see which tags and remarks are there, and set those that are not", Some("tags list")),
    (
        When::Within,
        "new",
        "compare the number of rows with the old file before you delete anything",
        Some("followers export --out new-followers.ndjson"),
    ),
];

impl Plan {
    pub(super) fn print(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let steps = STEPS.iter().zip(1..).map(|((when, account, what, command), step)| {
            let command = command.map(|command| format!("wechat-user {}", command.replace("FROM", &self.from)));
            Step { step, when: *when, account, what, command }
        });
        Ok(context.output.list(&steps.collect::<Vec<_>>())?)
    }
}

impl Record for Step {
    const COLUMNS: &'static [&'static str] = &["step", "when", "account", "what", "command"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let when = match self.when {
            When::Before => "before the approval",
            When::Approval => "the approval",
            When::Within => "within 15 days",
        };
        let command = self.command.as_deref().unwrap_or_default();
        vec![self.step.to_string().into(), when.into(), self.account.into(), self.what.into(), command.into()]
    }
}

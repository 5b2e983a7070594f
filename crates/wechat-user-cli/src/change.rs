//! `--dry-run` and `--yes`: the flags of every command that changes something.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;
use wechat_user::{AppId, Client};

use crate::action::Action;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
use crate::plan::Plan;

/// How to make a change.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Change {
    /// Print the requests with secrets redacted, and send nothing, not even a token request
    #[arg(long)]
    dry_run: bool,
    /// Do not ask. Without this flag, the command asks if standard input and standard error are a terminal
    #[arg(long, short)]
    yes: bool,
}

impl Change {
    /// Makes the change. Returns none if `--dry-run` only printed the requests.
    pub(crate) fn make<A: Action>(
        self,
        context: &mut Context<'_, '_>,
        question: Text,
        action: &A,
    ) -> Result<Option<A::Response>, Failure> {
        match self.client(context, question, |plan| action.plan(plan))? {
            Some(client) => Ok(Some(action.run(&client)?)),
            None => Ok(None),
        }
    }

    /// Makes a change that has no result, and prints that it was done.
    pub(crate) fn make_and_confirm<A: Action>(
        self,
        mut context: Context<'_, '_>,
        question: Text,
        action: &A,
    ) -> Result<(), Failure> {
        if self.make(&mut context, question, action)?.is_some() {
            context.output.done()?;
        }
        Ok(())
    }

    /// The client to make the change with. Returns none if `--dry-run` only printed the requests.
    pub(crate) fn client(
        self,
        context: &mut Context<'_, '_>,
        question: Text,
        describe: impl FnOnce(&mut Plan) -> Result<(), Failure>,
    ) -> Result<Option<Client>, Failure> {
        self.client_of(context, question, describe, Context::client)
    }

    /// The same, with a client that fetches its own token, whatever is stored.
    pub(crate) fn client_without_store(
        self,
        context: &mut Context<'_, '_>,
        question: Text,
        describe: impl FnOnce(&mut Plan) -> Result<(), Failure>,
    ) -> Result<Option<Client>, Failure> {
        self.client_of(context, question, describe, Context::client_without_store)
    }

    fn client_of<'a, 'out>(
        self,
        context: &mut Context<'a, 'out>,
        question: Text,
        describe: impl FnOnce(&mut Plan) -> Result<(), Failure>,
        create: impl FnOnce(&Context<'a, 'out>) -> Result<Client, Failure>,
    ) -> Result<Option<Client>, Failure> {
        let mut plan = context.connection.plan()?;
        describe(&mut plan)?;
        let requests = plan.into_requests();
        if self.dry_run {
            context.output.list(&requests)?;
            return Ok(None);
        }
        let client = create(context)?;
        if !requests.is_empty() {
            self.ask(question, &client)?;
        }
        Ok(Some(client))
    }

    /// Whether the requests are only to be printed.
    pub(crate) const fn is_dry_run(self) -> bool {
        self.dry_run
    }

    /// Asks on a terminal.
    pub(crate) fn ask(self, question: Text, client: &Client) -> Result<(), Failure> {
        confirm(self.yes, question, &client.app_id())
    }
}

/// Asks on a terminal, unless the answer is known.
pub(crate) fn confirm(is_yes: bool, question: Text, account: &AppId) -> Result<(), Failure> {
    if is_yes || !is_interactive() {
        return Ok(());
    }
    match asked(&mut io::stdin().lock(), &mut io::stderr(), &questions::ask(question, account)) {
        true => Ok(()),
        false => Err(Failure::Declined),
    }
}

/// For questions: `1 user`, `2 users`.
pub(crate) fn users(count: u64) -> Text {
    if count == 1 { questions::one_user() } else { questions::users(count) }
}

/// Whether a user can read and answer a question: a script must never wait for one.
fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Only a clear yes counts; the end of the input and an error do not.
fn asked(input: &mut dyn BufRead, output: &mut dyn Write, question: &Text) -> bool {
    let mut answer = String::new();
    let read = write!(output, "{question}").and_then(|()| output.flush()).and_then(|()| input.read_line(&mut answer));
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_y_and_yes_count_as_yes() {
        let question = questions::ask(questions::delete("tag 134"), "wx1");
        for (answer, expected) in [
            ("y\n", true),
            ("YES\r\n", true),
            ("yes", true),
            ("", false),
            ("\n", false),
            ("n\n", false),
            ("yep\n", false),
        ] {
            let mut printed = Vec::new();
            assert_eq!(asked(&mut answer.as_bytes(), &mut printed, &question), expected, "{answer:?}");
            assert_eq!(printed, b"Delete tag 134 (account wx1)? [y/N] ");
        }
        assert!(!asked(&mut &b"\xff\n"[..], &mut Vec::new(), &question), "bytes that are not UTF-8 are not a yes");
    }
}

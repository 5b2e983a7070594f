//! The command line as a whole: what every command takes, and which commands there are.

use clap::{Parser, Subcommand};

use crate::commands::{groups, mock, token, users};
use crate::connect::Connection;
use crate::exit;

/// Groups, users and tokens of a WeChat Official Account (公众号/服务号), from the shell.
///
/// Results go to standard output, everything else to standard error. On a terminal, results are tables; otherwise tab-separated lines without a header, in the same columns. With --json they are one JSON value (`users list`: one JSON string a line), errors are a JSON object on standard error, and a command that has nothing to tell but that it was done prints {"ok":true}, where without --json it prints nothing.
///
/// `wechat-user demo` needs no account: it shows everything against a simulated service.
#[derive(Debug, Parser)]
#[command(name = "wechat-user", version, propagate_version = true, max_term_width = 100, after_help = exit::HELP)]
pub(crate) struct Cli {
    /// Print JSON, errors too.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) connection: Connection,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what this does, against a simulated service on this machine; every step is checked.
    Demo,
    /// A simulated service, for tests and for trying things out.
    #[command(subcommand)]
    Mock(mock::Mock),
    /// Groups (分组).
    #[command(subcommand)]
    Groups(groups::Groups),
    /// Users (用户): profiles, remarks (备注名), the list of followers (关注者).
    #[command(subcommand)]
    Users(users::Users),
    /// The access token (接口调用凭据).
    #[command(subcommand)]
    Token(token::Token),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}

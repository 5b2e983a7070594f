//! The command line: the flags of every command, and the list of commands.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{
    blacklist, completions, doctor, explain, followers, gateway, groups, man, migrate, mock, network, oauth, profile,
    qr, quota, raw, rid, shorten, stats, tags, ticket, token, users, whoami,
};
use crate::connect::Connection;
use crate::context::{Clients, Context};
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::messages::Language;
use crate::meter::Progress;
use crate::output::{Output, Settings};
use crate::settings::{Chosen, Flags};
use crate::{columns, demo, examples, exit};

/// Tags, groups, users, the blacklist and tokens of a WeChat Official Account (公众号/服务号), from the shell.
///
/// Results go to standard output, everything else to standard error. On a terminal, results are tables; otherwise they
/// are tab-separated lines without a header, in the same columns. With --format csv they are CSV, and with --format
/// ndjson one JSON object a line. With --json, a result is one JSON value; lists of openids are then one JSON string a
/// line, and `migrate openids` prints one object a line. With json and ndjson, errors are a JSON object on standard
/// error, and a command without a result prints {"ok":true}; with other formats it prints nothing.
///
/// Commands that change or delete something have --dry-run and --yes. They ask on a terminal, and nowhere else. Lists
/// of openids come as arguments, from --file FILE, or from standard input (`-`), and may have any length.
///
/// `wechat-user demo` needs no account: it runs against a simulated service.
#[derive(Debug, Parser)]
#[command(name = "wechat-user", version, propagate_version = true, max_term_width = 100, after_help = exit::HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// No progress and no notes on standard error; errors are still printed
    #[arg(long, global = true)]
    pub(crate) quiet: bool,

    /// Where commands with more than three calls show their progress
    #[arg(long, global = true, value_enum, value_name = "WHERE", default_value = "auto", conflicts_with = "quiet")]
    pub(crate) progress: Progress,

    /// The language of errors, notes and questions on standard error, of `doctor` and `explain` [env: WECHAT_UI_LANG]
    /// [default: Chinese if the locale is Chinese in UTF-8, otherwise English]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(crate) ui_lang: Option<Language>,

    #[command(flatten)]
    pub(crate) connection: Flags,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a demonstration against a simulated service on this machine; every step is checked.
    Demo,
    /// A simulated service, for tests and experiments.
    #[command(subcommand)]
    Mock(mock::Mock),
    /// Tags (标签): the successor of groups.
    #[command(subcommand)]
    Tags(tags::Tags),
    /// Groups (分组).
    #[command(subcommand)]
    Groups(groups::Groups),
    /// Users (用户): profiles, remarks (备注名), the list of followers (关注者).
    #[command(subcommand)]
    Users(users::Users),
    /// All followers (关注者): exports, and a database with syncs, changes and selections.
    #[command(subcommand)]
    Followers(followers::Followers),
    /// The blacklist (黑名单).
    #[command(subcommand)]
    Blacklist(blacklist::Blacklist),
    /// Web OAuth (网页授权): find out which user opens a page.
    #[command(subcommand, name = "oauth")]
    OAuth(oauth::OAuth),
    /// The migration of another account's followers (账号迁移).
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// QR codes with a scene (带参数二维码): where followers come from.
    #[command(subcommand)]
    Qr(qr::Qr),
    /// User statistics (用户分析).
    #[command(subcommand)]
    Stats(stats::Stats),
    /// Short keys (短key托管): up to 4 KB of text behind 15 characters.
    #[command(subcommand)]
    Shorten(shorten::Shorten),
    Ticket(ticket::Ticket),
    /// Quotas (调用额度).
    #[command(subcommand)]
    Quota(quota::Quota),
    Rid(rid::Rid),
    /// Addresses of the service, and a check of the callback URL (网络通信检测).
    #[command(subcommand)]
    Network(network::Network),
    /// Any other path of the service.
    #[command(subcommand)]
    Raw(raw::Raw),
    /// One host that has the AppSecret and the token, for programs in any language.
    #[command(subcommand)]
    Gateway(gateway::Gateway),
    Explain(explain::Explain),
    Doctor(doctor::Doctor),
    /// The access token (接口调用凭据).
    #[command(subcommand)]
    Token(token::Token),
    /// Profiles of the settings file: several accounts, each with its own settings.
    #[command(subcommand)]
    Profile(profile::Profile),
    #[command(name = "whoami")]
    WhoAmI(whoami::WhoAmI),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The definition of the command line, with the columns and the examples of each command.
fn definition() -> clap::Command {
    examples::add_to(columns::describe(Cli::command()))
}

/// Parses the command line. Returns the columns that the command will print, if it prints records.
pub(crate) fn parse() -> Result<(Cli, Option<&'static [&'static str]>), clap::Error> {
    let matches = definition().try_get_matches()?;
    let cli = Cli::from_arg_matches(&matches).map_err(|refused| refused.format(&mut definition()))?;
    Ok((cli, columns::of(&matches)))
}

impl Command {
    /// Whether the command is about an account. The simulator is one only if a profile is named: an account of the real
    /// service must not be simulated by accident.
    const fn uses_profiles(&self, flags: &Flags) -> bool {
        match self {
            Self::Mock(_) => flags.profile.is_some(),
            Self::Demo | Self::Gateway(_) | Self::Explain(_) | Self::Profile(_) => false,
            Self::Completions(_) | Self::Man(_) => false,
            _ => true,
        }
    }
}

pub(crate) fn run(cli: Cli, output: &mut Output<'_>, interrupt: &Interrupt) -> Result<(), Failure> {
    let chosen = match cli.command.uses_profiles(&cli.connection) {
        true => Chosen::of(cli.connection)?,
        false => Chosen::without_profile(cli.connection),
    };
    let connection = Connection::new(chosen);
    let context = Context { connection, output, interrupt, quiet: cli.quiet, clients: Clients::default() };
    match cli.command {
        Command::Demo => demo::run(context),
        Command::Mock(mock) => mock.run(context),
        Command::Tags(tags) => tags.run(context),
        Command::Groups(groups) => groups.run(context),
        Command::Users(users) => users.run(context),
        Command::Followers(followers) => followers.run(context),
        Command::Blacklist(blacklist) => blacklist.run(context),
        Command::OAuth(oauth) => oauth.run(context),
        Command::Migrate(migrate) => migrate.run(context),
        Command::Qr(qr) => qr.run(context),
        Command::Stats(stats) => stats.run(context),
        Command::Shorten(shorten) => shorten.run(context),
        Command::Ticket(ticket) => ticket.run(context),
        Command::Quota(quota) => quota.run(context),
        Command::Rid(rid) => rid.run(context),
        Command::Network(network) => network.run(context),
        Command::Raw(raw) => raw.run(context),
        Command::Gateway(gateway) => gateway.run(context),
        Command::Explain(explain) => explain.run(context),
        Command::Doctor(doctor) => doctor.run(context),
        Command::Token(token) => token.run(context),
        Command::Profile(profile) => profile.run(context),
        Command::WhoAmI(whoami) => whoami.run(context),
        Command::Completions(completions) => completions.run(context, &mut definition()),
        Command::Man(man) => man.run(definition()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passes each command below this one, with its path, to `visit`.
    fn walk(command: &clap::Command, path: &str, visit: &mut impl FnMut(&str, &clap::Command)) {
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name());
            visit(&path, below);
            walk(below, &path, visit);
        }
    }

    /// The names of an argument on the command line: `--long`, `-s`, and aliases.
    fn names(argument: &clap::Arg) -> Vec<String> {
        let long = argument.get_long().into_iter().chain(argument.get_all_aliases().unwrap_or_default());
        let short = argument.get_short().into_iter().chain(argument.get_all_short_aliases().unwrap_or_default());
        long.map(|name| format!("--{name}")).chain(short.map(|name| format!("-{name}"))).collect()
    }

    #[test]
    fn no_command_repeats_the_name_of_a_global_flag() {
        let root = Cli::command();
        let global: Vec<_> = root.get_arguments().filter(|argument| argument.is_global_set()).collect();
        let mut repeated = Vec::new();
        let mut seen = 0;
        walk(&root, "wechat-user", &mut |path, command| {
            for argument in command.get_arguments() {
                seen += 1;
                let is_same = |other: &&&clap::Arg| {
                    let names = names(other);
                    other.get_id() == argument.get_id() || self::names(argument).iter().any(|name| names.contains(name))
                };
                repeated.extend(global.iter().find(is_same).map(|other| format!("{path}: {}", names(other).join(" "))));
            }
        });
        assert!(global.len() > 10 && seen > 100, "the flags were not found: {} and {seen}", global.len());
        assert!(repeated.is_empty(), "these commands repeat a global flag:\n{}", repeated.join("\n"));
    }

    /// Digits are an id and other text is a name, in every command.
    #[test]
    fn each_argument_for_a_tag_or_a_group_takes_an_id_or_a_name() {
        let mut seen = 0;
        walk(&Cli::command(), "wechat-user", &mut |path, command| {
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                if name == "group" || name.ends_with("tag") {
                    let value = argument.get_value_names().unwrap_or_default();
                    assert!(value.first().is_some_and(|value| *value == "ID|NAME"), "{path}: {name}");
                    seen += 1;
                }
                assert!(name != "id", "{path}: an id of what?");
            }
        });
        assert_eq!(seen, 12);
    }

    #[test]
    fn clap_accepts_the_definition_of_the_command_line() {
        definition().debug_assert();
    }
}

//! The commands: each file holds what one of them takes and what it does.

pub(crate) mod blacklist;
mod classes;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod groups;
pub(crate) mod listing;
pub(crate) mod migrate;
pub(crate) mod mock;
pub(crate) mod network;
pub(crate) mod oauth;
pub(crate) mod push;
pub(crate) mod quota;
pub(crate) mod raw;
pub(crate) mod rid;
pub(crate) mod tags;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod users;

use wechat_user::{Client, OpenId};

use crate::cli::{Cli, Command};
use crate::connect::Connection;
use crate::demo;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::output::Output;

/// What a command has to work with.
pub(crate) struct Context<'a, 'out> {
    pub(crate) connection: Connection,
    pub(crate) output: &'a mut Output<'out>,
    pub(crate) interrupt: &'a Interrupt,
}

impl Context<'_, '_> {
    /// The client that the flags describe; SIGINT cancels its calls from now on.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let client = self.connection.client()?;
        self.interrupt.listen();
        Ok(client.cancellable(self.interrupt.cancel()))
    }
}

pub(crate) fn run(cli: Cli, output: &mut Output<'_>, interrupt: &Interrupt) -> Result<(), Failure> {
    let context = Context { connection: cli.connection, output, interrupt };
    match cli.command {
        Command::Demo => demo::run(context),
        Command::Mock(mock) => mock.run(context),
        Command::Tags(tags) => tags.run(context),
        Command::Groups(groups) => groups.run(context),
        Command::Users(users) => users.run(context),
        Command::Blacklist(blacklist) => blacklist.run(context),
        Command::OAuth(oauth) => oauth.run(context),
        Command::Migrate(migrate) => migrate.run(context),
        Command::Ticket(ticket) => ticket.run(context),
        Command::Quota(quota) => quota.run(context),
        Command::Rid(rid) => rid.run(context),
        Command::Network(network) => network.run(context),
        Command::Raw(raw) => raw.run(context),
        Command::Explain(explain) => explain.run(context),
        Command::Doctor(doctor) => doctor.run(context),
        Command::Token(token) => token.run(context),
    }
}

/// For clap: an openid that is not empty, and no file as other programs write it.
pub(crate) fn openid(text: &str) -> Result<OpenId, String> {
    if let Some(file) = text.strip_prefix('@') {
        return Err(format!("an openid does not begin with @; for a list in a file: --file {file}"));
    }
    OpenId::new(text).map_err(|refused| refused.to_string())
}

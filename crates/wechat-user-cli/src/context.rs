//! What a command works with: the connection, the output and the interruption.

use std::cell::OnceCell;
use std::time::Duration;

use wechat_user::{Builder, Client};

use crate::connect::Connection;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::messages::{Text, report};
use crate::output::Output;
use crate::pace::{Limits, Pace};
use crate::stderr;
use crate::store::{Opened, Warning};

/// The deadline of a call without `--timeout`.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// What a command works with: the connection, the output and the interruption.
pub(crate) struct Context<'a, 'out> {
    pub(crate) connection: Connection,
    pub(crate) output: &'a mut Output<'out>,
    pub(crate) interrupt: &'a Interrupt,
    /// No notes on standard error.
    pub(crate) quiet: bool,
    pub(crate) clients: Clients,
}

/// The clients of a command, once they are created: a command with two calls fetches one token.
#[derive(Default)]
pub(crate) struct Clients {
    plain: OnceCell<Client>,
    paced: OnceCell<(Client, Pace)>,
}

impl Context<'_, '_> {
    /// The client of the command. SIGINT cancels its calls from now on.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        if let Some(client) = self.clients.plain.get() {
            return Ok(client.clone());
        }
        let builder = self.connection.builder(self.connection.transport()?)?;
        let client = self.build(builder)?;
        Ok(self.clients.plain.get_or_init(|| client).clone())
    }

    /// The same, with a client that fetches its own token, whatever is stored.
    pub(crate) fn client_without_store(&self) -> Result<Client, Failure> {
        self.build(self.connection.builder_with(&Opened::Memory, self.connection.transport()?)?)
    }

    /// The client of a command with limits, for so many calls at once. SIGINT cancels its calls from now on.
    pub(crate) fn paced_client(&self, limits: Limits, jobs: usize) -> Result<(Client, Pace), Failure> {
        if let Some(paced) = self.clients.paced.get() {
            return Ok(paced.clone());
        }
        let pace = limits.pace(self.interrupt.cancel());
        let mut builder = self.connection.builder(pace.clone().limit(self.connection.transport()?))?;
        // A request may wait for its turn, which is no failure.
        let delay = pace.delay(jobs);
        if !delay.is_zero() {
            builder = builder.call_timeout(self.connection.timeout().unwrap_or(CALL_TIMEOUT) + delay);
        }
        let paced = (self.build(builder)?, pace);
        Ok(self.clients.paced.get_or_init(|| paced).clone())
    }

    fn build(&self, builder: Builder) -> Result<Client, Failure> {
        let client = builder.observer(Warning::default().with(self.interrupt.meter().observer())).build()?;
        self.interrupt.listen();
        Ok(client.cancellable(self.interrupt.cancel()))
    }

    /// Prints a note on standard error, unless it is to be quiet.
    pub(crate) fn note(&self, text: &Text) {
        if !self.quiet {
            stderr::line(report::note(text));
        }
    }
}

//! What a command has to work with.

use wechat_user::Client;

use crate::connect::Connection;
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

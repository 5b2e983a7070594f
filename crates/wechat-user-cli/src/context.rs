//! What a command works with: the connection, the output and the interruption.

use wechat_user::Client;

use crate::connect::Connection;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::output::Output;

/// What a command works with: the connection, the output and the interruption.
pub(crate) struct Context<'a, 'out> {
    pub(crate) connection: Connection,
    pub(crate) output: &'a mut Output<'out>,
    pub(crate) interrupt: &'a Interrupt,
}

impl Context<'_, '_> {
    /// Creates the client. SIGINT cancels its calls from now on.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let client = self.connection.client()?;
        self.interrupt.listen();
        Ok(client.cancellable(self.interrupt.cancel()))
    }
}

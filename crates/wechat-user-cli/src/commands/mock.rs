//! `wechat-user mock`

mod files;
mod ready;
mod serve;

use clap::Subcommand;

use self::ready::Ready;
use self::serve::Serve;
use super::push::Push;
use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Mock {
    /// Serve a simulated WeChat over HTTP on this machine until a signal ends it.
    ///
    /// Prints `listening on http://127.0.0.1:PORT` when it is ready (with --tls `https://`), and nothing else on
    /// standard output. The account is --app-id (wx0123456789abcdef) with --app-secret
    /// (0123456789abcdef0123456789abcdef). Its followers and everything else are generated from the seed.
    ///
    /// A --seed-file overrides the flags, and an existing --state overrides both. A file that cannot be read ends the
    /// command with 2.
    ///
    /// Each flag of this command can also be given as WECHAT_MOCK_ and the flag's name, such as WECHAT_MOCK_PORT_FILE.
    Serve(Serve),
    /// Wait until a simulator is ready to serve.
    ///
    /// Asks it every 50 milliseconds. Prints nothing. Ends with 0 when it is ready, and with 3 after --timeout.
    Ready(Ready),
    /// Send a push (消息推送) to your own server, as WeChat would, and print its response.
    ///
    /// The push is signed with the Token (令牌) in WECHAT_PUSH_TOKEN and encrypted with the EncodingAESKey in
    /// WECHAT_PUSH_AES_KEY; secrets are never flags. Encrypted pushes carry --app-id, WECHAT_APPID, or
    /// wx0123456789abcdef. As the real service does, it waits 5 seconds for a response and sends the same push three
    /// times in total.
    ///
    /// Prints `received`, or the decrypted fields of the message to the user. With --json and ndjson:
    /// attempts, message (null for `received`). A response that the service could not use, and any status other than
    /// 200, ends with 3.
    #[command(subcommand)]
    Push(Push),
}

impl Mock {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(context),
            Self::Ready(ready) => ready.run(context),
            Self::Push(push) => push.run(context),
        }
    }
}

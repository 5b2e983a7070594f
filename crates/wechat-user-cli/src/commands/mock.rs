//! `wechat-user mock`

mod files;
mod serve;

use clap::Subcommand;

use self::serve::Serve;
use super::push::Push;
use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Mock {
    /// Serve a simulated WeChat over HTTP on this machine until it is interrupted.
    ///
    /// Prints `listening on http://127.0.0.1:PORT` when it is ready, with --tls `https://`, and nothing else on standard output. The account is --app-id (wx0123456789abcdef) with --app-secret (0123456789abcdef0123456789abcdef); its followers, and everything else, come from the seed.
    ///
    /// What a --seed-file mentions goes before the flags, and a --state that is there goes before both. A file that cannot be read ends with 2.
    Serve(Serve),
    /// Play WeChat towards a server of yours: send it a push (消息推送), and print what it answers.
    ///
    /// The push is signed with the Token (令牌) in WECHAT_PUSH_TOKEN and encrypted with the EncodingAESKey in WECHAT_PUSH_AES_KEY: secrets are no flags. Encrypted pushes are for --app-id, or WECHAT_APPID, or wx0123456789abcdef. As the real service does, it waits 5 seconds for an answer and sends the same push three times in total.
    ///
    /// Prints `received`, or the fields of the message to the user, decrypted. Columns: field, value. With --json: attempts, message (null for `received`). An answer that the service could not use, and any status but 200, ends with 3.
    #[command(subcommand)]
    Push(Push),
}

impl Mock {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(context),
            Self::Push(push) => push.run(context),
        }
    }
}

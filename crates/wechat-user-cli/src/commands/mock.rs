//! `wechat-user mock`

use std::net::SocketAddr;

use clap::{Args, Subcommand};
use mock_server::MockServer;
use transport_mock::{FakeWeChat, Service, TestClock};

use super::Context;
use super::push::Push;
use crate::failure::Failure;
use crate::interrupt;

#[derive(Debug, Subcommand)]
pub(crate) enum Mock {
    /// Serve a simulated WeChat over HTTP on this machine until it is interrupted.
    ///
    /// Prints `listening on http://127.0.0.1:PORT` when it is ready, and nothing else on standard output. The account is --app-id (wx0123456789abcdef) with --app-secret (0123456789abcdef0123456789abcdef); its followers, and everything else, come from the seed.
    Serve(Serve),
    /// Play WeChat towards a server of yours: send it a push (消息推送), and print what it answers.
    ///
    /// The push is signed with the Token (令牌) in WECHAT_PUSH_TOKEN and encrypted with the EncodingAESKey in WECHAT_PUSH_AES_KEY: secrets are no flags. Encrypted pushes are for --app-id, or WECHAT_APPID, or wx0123456789abcdef. As the real service does, it waits 5 seconds for an answer and sends the same push three times in total.
    ///
    /// Prints `received`, or the fields of the message to the user, decrypted. Columns: field, value. With --json: attempts, message (null for `received`). An answer that the service could not use, and any status but 200, ends with 3.
    #[command(subcommand)]
    Push(Push),
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one. There is no protection: let nobody else reach it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// How many users follow from the start.
    #[arg(long, value_name = "N", default_value_t = 25_000)]
    followers: u64,
    /// What openids, names and tokens are drawn from.
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// How many openids a page of the list of followers has.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = at_least_one)]
    page_size: usize,
    /// The AppSecret of the simulated account, which guards nothing.
    #[arg(long, value_name = "SECRET", default_value = Service::APP_SECRET)]
    app_secret: String,
}

impl Mock {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(context),
            Self::Push(push) => push.run(context),
        }
    }
}

impl Serve {
    fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        // The flag, not the environment: an account of the real service is not to be simulated by accident.
        let app_id = context.connection.app_id.as_deref().unwrap_or(Service::APP_ID);
        let wechat = FakeWeChat::new()
            .with_clock(TestClock::running())
            .with_account(app_id, self.app_secret.as_str())
            .with_seed(self.seed)
            .with_followers(self.followers)
            .with_page_size(self.page_size);
        let server = MockServer::builder().service(wechat).listen(self.listen).start().map_err(Failure::Serve)?;
        let stopper = server.stopper();
        interrupt::on_end(move || stopper.stop());
        context.output.text(&format!("listening on {}", server.url()))?;
        context.output.flush()?;
        server.wait().map_err(Failure::Serve)
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "expected a number from 1 up".to_owned())
}

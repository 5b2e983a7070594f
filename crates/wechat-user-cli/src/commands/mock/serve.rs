//! `wechat-user mock serve`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use clap::builder::FalseyValueParser;
use mock_server::MockServer;
use transport_mock::{FakeWeChat, Fault, Service, Settings, TestClock};

use super::files::{CaFile, PortFile, StateFile, read, refuse};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::mock as messages;
use crate::{interrupt, stderr};

/// How many bytes of bodies the journals of all accounts keep.
const BODIES: usize = 32 << 20;

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The address to listen on; port 0 takes a free one. There is no protection: do not expose it to a network.
    #[arg(
        long,
        env = "WECHAT_MOCK_LISTEN",
        hide_env = true,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:0"
    )]
    listen: SocketAddr,
    /// Write the port to this file when the server is ready. An earlier file is removed at the start.
    #[arg(long, env = "WECHAT_MOCK_PORT_FILE", hide_env = true, value_name = "FILE")]
    port_file: Option<PathBuf>,
    /// Serve HTTPS instead of HTTP, with a certificate of a private CA that is created for this run.
    #[arg(long, env = "WECHAT_MOCK_TLS", hide_env = true, value_parser = FalseyValueParser::new())]
    tls: bool,
    /// Write the CA certificate to this file, in PEM, for --ca-cert and the like [default: a temporary file that is
    /// removed at the end; its path is on standard error]
    #[arg(long, env = "WECHAT_MOCK_CA_OUT", hide_env = true, value_name = "FILE", requires = "tls")]
    ca_out: Option<PathBuf>,
    /// Wait this many milliseconds before each response.
    #[arg(long, env = "WECHAT_MOCK_LATENCY_MS", hide_env = true, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Wait this many more milliseconds before the first response of each connection.
    #[arg(long, env = "WECHAT_MOCK_CONNECT_LATENCY_MS", hide_env = true, value_name = "N", default_value_t = 0)]
    connect_latency_ms: u64,
    /// The number of followers at the start.
    #[arg(long, env = "WECHAT_MOCK_FOLLOWERS", hide_env = true, value_name = "N", default_value_t = 25_000)]
    followers: u64,
    /// The seed for openids, names and tokens.
    #[arg(long, env = "WECHAT_MOCK_SEED", hide_env = true, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// A seed file: a JSON object with groups, tags, users, settings and more.
    #[arg(long, env = "WECHAT_MOCK_SEED_FILE", hide_env = true, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// Load the state from this file if it exists, and save it there when SIGINT or SIGTERM ends the server.
    #[arg(long, env = "WECHAT_MOCK_STATE", hide_env = true, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A JSON list of faults, instead of those in --seed-file and --state.
    #[arg(long, env = "WECHAT_MOCK_FAULTS", hide_env = true, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Where documents and practice differ, refuse what any document forbids.
    #[arg(long, env = "WECHAT_MOCK_STRICT", hide_env = true, value_parser = FalseyValueParser::new(), conflicts_with = "loose")]
    strict: bool,
    /// Where documents and practice differ, accept what any document allows or any account was seen to accept.
    #[arg(long, env = "WECHAT_MOCK_LOOSE", hide_env = true, value_parser = FalseyValueParser::new())]
    loose: bool,
    /// The number of openids on a page of the follower list [default: 10000]
    #[arg(long, env = "WECHAT_MOCK_PAGE_SIZE", hide_env = true, value_name = "N", value_parser = at_least_one)]
    page_size: Option<usize>,
    /// Let admin calls (/_mock/) use this host name too; without it, only an address or a name without dots.
    #[arg(long, env = "WECHAT_MOCK_ALLOW_HOST", hide_env = true, value_name = "NAME", value_delimiter = ',')]
    allow_host: Vec<String>,
    /// Keep no queries and bodies in the journal.
    #[arg(long, env = "WECHAT_MOCK_NO_BODIES", hide_env = true, value_parser = FalseyValueParser::new())]
    no_bodies: bool,
    /// The AppSecret of the simulated account; it protects nothing.
    #[arg(long, env = "WECHAT_MOCK_APP_SECRET", hide_env = true, value_name = "SECRET", default_value = Service::APP_SECRET)]
    app_secret: String,
}

impl Serve {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let port_file = self.port_file.as_deref().map(PortFile::at).transpose()?;
        let state = self.state.as_deref().map(StateFile::at).transpose()?;
        // The flag, not the environment: an account of the real service must not be simulated by accident.
        let wechat = self.account(context.connection.chosen().flags().app_id.as_deref(), state.as_ref())?;
        let mut builder = MockServer::builder()
            .service(wechat.clone())
            .listen(self.listen)
            .latency(Duration::from_millis(self.latency_ms))
            .connect_latency(Duration::from_millis(self.connect_latency_ms));
        for host in self.allow_host {
            builder = builder.allow_host(host);
        }
        if self.tls {
            builder = builder.tls();
        }
        let refuse_address = |error| Failure::Usage(messages::cannot_listen(self.listen.to_string(), error));
        let server = builder.start().map_err(refuse_address)?;
        // The file exists as long as the server runs.
        let _ca = match server.ca_certificate() {
            Some(certificate) => Some(CaFile::write(self.ca_out, certificate)?),
            None => None,
        };
        let stopper = server.stopper();
        interrupt::on_end(move || stopper.stop());
        if let Some(port_file) = port_file {
            port_file.write(server.addr().port())?;
        }
        context.output.text(&format!("listening on {}", server.url()))?;
        context.output.flush()?;
        server.wait().map_err(Failure::Serve)?;
        state.map_or(Ok(()), |state| state.save(&wechat.save()))
    }

    /// Creates the account from the flags, then the seed file, then the state.
    fn account(&self, app_id: Option<&str>, state: Option<&StateFile>) -> Result<FakeWeChat, Failure> {
        let wechat = FakeWeChat::new()
            .with_clock(TestClock::running())
            .with_account(app_id.unwrap_or(Service::APP_ID), self.app_secret.as_str())
            .with_seed(self.seed)
            .with_followers(self.followers)
            .with_settings(|settings| *settings = self.settings());
        let wechat = if self.no_bodies { wechat } else { wechat.with_bodies(BODIES) };
        let is_of_account = |flag: &str, file: &Path| match app_id {
            Some(given) if wechat.app_id().as_str() != given => {
                let other = wechat.app_id();
                Err(refuse(flag, file, messages::other_account(other, given)))
            }
            _ => Ok(()),
        };
        if let Some(file) = &self.seed_file {
            wechat.seed(&read("--seed-file", file)?).map_err(|error| refuse("--seed-file", file, error))?;
            is_of_account("--seed-file", file)?;
            let are_settings_given = self.strict || self.loose || self.page_size.is_some();
            if are_settings_given && wechat.settings() != self.settings() {
                return Err(refuse("--seed-file", file, messages::settings_twice()));
            }
        }
        if let Some((state, text)) = state.and_then(|state| Some((state, state.found()?))) {
            wechat.load(text).map_err(|error| refuse("--state", state.file(), error))?;
            is_of_account("--state", state.file())?;
            stderr::line(messages::goes_on_with(state.file()));
        }
        if let Some(file) = &self.faults {
            let faults: Vec<Fault> = serde_json::from_str(&read("--faults", file)?)
                .map_err(|error| refuse("--faults", file, messages::not_faults(error)))?;
            wechat.clear_faults();
            wechat.add_faults(faults).map_err(|error| refuse("--faults", file, error))?;
        }
        Ok(wechat)
    }

    fn settings(&self) -> Settings {
        let mut settings = match (self.strict, self.loose) {
            (true, _) => Settings::strict(),
            (_, true) => Settings::loose(),
            _ => Settings::default(),
        };
        settings.page_size = self.page_size.unwrap_or(settings.page_size);
        settings
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "must be a number of at least 1".to_owned())
}

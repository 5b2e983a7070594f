//! `wechat-user mock serve`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use mock_server::MockServer;
use transport_mock::{FakeWeChat, Fault, Service, Settings, TestClock};

use super::files::{CaFile, StateFile, read, refuse};
use crate::context::Context;
use crate::failure::Failure;
use crate::{interrupt, stderr};

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes a free one. There is no protection: let nobody else reach it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Serve HTTPS instead of HTTP, with a certificate of a private CA that is made for this run alone.
    #[arg(long)]
    tls: bool,
    /// Write the CA's certificate to this file, in PEM, for --ca-cert and its like [default: a file in the temp folder that is removed at the end; standard error says which]
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca_out: Option<PathBuf>,
    /// Wait so many milliseconds before each answer.
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Wait so many milliseconds more before the first answer of each connection.
    #[arg(long, value_name = "N", default_value_t = 0)]
    connect_latency_ms: u64,
    /// How many users follow from the start.
    #[arg(long, value_name = "N", default_value_t = 25_000)]
    followers: u64,
    /// What openids, names and tokens are drawn from.
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// How the account begins: a JSON object with groups, tags, users, settings and more.
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,
    /// Go on from the state in this file, if it is there, and save it there when SIGINT or SIGTERM ends this.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// What goes wrong: a JSON list of faults, in place of those of --seed-file and --state.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Refuse whatever a document forbids, where documents and practice differ.
    #[arg(long, conflicts_with = "loose")]
    strict: bool,
    /// Accept whatever one document allows or somebody saw pass.
    #[arg(long)]
    loose: bool,
    /// How many openids a page of the list of followers has [default: 10000]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    page_size: Option<usize>,
    /// The AppSecret of the simulated account, which guards nothing.
    #[arg(long, value_name = "SECRET", default_value = Service::APP_SECRET)]
    app_secret: String,
}

impl Serve {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let state = self.state.as_deref().map(StateFile::at).transpose()?;
        // The flag, not the environment: an account of the real service is not to be simulated by accident.
        let wechat = self.account(context.connection.app_id.as_deref(), state.as_ref())?;
        let mut builder = MockServer::builder()
            .service(wechat.clone())
            .listen(self.listen)
            .latency(Duration::from_millis(self.latency_ms))
            .connect_latency(Duration::from_millis(self.connect_latency_ms));
        if self.tls {
            builder = builder.tls();
        }
        let server = builder.start().map_err(Failure::Serve)?;
        // Lives as long as the server.
        let _ca = match server.ca_certificate() {
            Some(certificate) => Some(CaFile::write(self.ca_out, certificate)?),
            None => None,
        };
        let stopper = server.stopper();
        interrupt::on_end(move || stopper.stop());
        context.output.text(&format!("listening on {}", server.url()))?;
        context.output.flush()?;
        server.wait().map_err(Failure::Serve)?;
        state.map_or(Ok(()), |state| state.save(&wechat.save()))
    }

    /// The account as flags and files describe it: first the flags, then the seed, then the state.
    fn account(&self, app_id: Option<&str>, state: Option<&StateFile>) -> Result<FakeWeChat, Failure> {
        let wechat = FakeWeChat::new()
            .with_clock(TestClock::running())
            .with_account(app_id.unwrap_or(Service::APP_ID), self.app_secret.as_str())
            .with_seed(self.seed)
            .with_followers(self.followers)
            .with_settings(|settings| *settings = self.settings());
        let is_of_account = |flag: &str, file: &Path| match app_id {
            Some(given) if wechat.app_id().as_str() != given => {
                let other = wechat.app_id();
                Err(refuse(flag, file, &format_args!("it is of the account {other}, and --app-id is {given}")))
            }
            _ => Ok(()),
        };
        if let Some(file) = &self.seed_file {
            wechat.seed(&read("--seed-file", file)?).map_err(|error| refuse("--seed-file", file, &error))?;
            is_of_account("--seed-file", file)?;
            let are_settings_given = self.strict || self.loose || self.page_size.is_some();
            if are_settings_given && wechat.settings() != self.settings() {
                let problem = "its \"settings\" leave no room for --strict, --loose and --page-size";
                return Err(refuse("--seed-file", file, &problem));
            }
        }
        if let Some((state, text)) = state.and_then(|state| Some((state, state.found()?))) {
            wechat.load(text).map_err(|error| refuse("--state", state.file(), &error))?;
            is_of_account("--state", state.file())?;
            stderr::line(format_args!("goes on from the state in {}", state.file().display()));
        }
        if let Some(file) = &self.faults {
            let faults: Vec<Fault> = serde_json::from_str(&read("--faults", file)?)
                .map_err(|error| refuse("--faults", file, &format_args!("this is no list of faults: {error}")))?;
            wechat.clear_faults();
            faults.into_iter().for_each(|fault| wechat.add_fault(fault));
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
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "expected a number from 1 up".to_owned())
}

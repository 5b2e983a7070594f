//! `wechat-user gateway serve`

use std::path::{Path, PathBuf};

use clap::Args;
use wechat_gateway::{Config, Control, Gateway};

use super::{load, refuse};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{gateway as messages, report};
use crate::{interrupt, stderr};

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The configuration, in TOML.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Allow an address other than loopback without TLS, because a proxy on a trusted network ends TLS before the
    /// gateway.
    #[arg(long)]
    behind_proxy: bool,
}

impl Serve {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let config = load(&self.config)?;
        let builder = Gateway::builder(config).behind_proxy(self.behind_proxy);
        let gateway = builder.start().map_err(|error| refuse(&self.config, &error))?;
        let (control, file) = (gateway.control(), self.config);
        let ending = control.clone();
        interrupt::on_reload_or_end(move || reload(&control, &file), move || ending.stop());
        context.output.text(&format!("listening on {}", gateway.url()))?;
        context.output.flush()?;
        gateway.wait().map_err(Failure::Serve)
    }
}

/// Reads the file again. A gateway with a wrong file goes on with the right one that it has.
fn reload(control: &Control, file: &Path) {
    match Config::load(file).and_then(|config| control.reload(config)) {
        Ok(false) => stderr::line(report::note(messages::in_force(file))),
        Ok(true) => stderr::line(report::note(messages::partly_in_force(file))),
        Err(error) => stderr::line(report::error(messages::refused(file, error))),
    }
}

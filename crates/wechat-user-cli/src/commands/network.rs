//! `wechat-user network`

use clap::Subcommand;
use serde::Serialize;
use wechat_user::network::CallbackReport;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Prints, Record};

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Ip>("network callback-ips"),
    Prints::new::<Ip>("network api-ips"),
    Prints::new::<Line>("network check"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Network {
    /// List the addresses that pushes come from (获取微信推送服务器IP), one a line, for the inbound rules of a firewall.
    CallbackIps,
    /// List the addresses of the API (获取微信API服务器IP), one a line, for the outbound rules of a firewall.
    ApiIps,
    /// Let the service look up and ping the account's callback URL (网络通信检测). `check` is dns or ping.
    Check,
}

impl Network {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let client = context.client()?;
        let (network, output) = (client.network(), context.output);
        let ips = match self {
            Self::CallbackIps => network.callback_ips()?,
            Self::ApiIps => network.api_ips()?,
            Self::Check => return Ok(output.list(&Line::all(network.check()?))?),
        };
        Ok(output.list(&ips.into_iter().map(Ip).collect::<Vec<_>>())?)
    }
}

/// A plain string in JSON.
#[derive(Serialize)]
struct Ip(String);

impl Record for Ip {
    const COLUMNS: &'static [&'static str] = &["ip"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(&self.0)]
    }
}

#[derive(Serialize)]
struct Line {
    check: &'static str,
    ip: String,
    operator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package_loss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

impl Line {
    fn all(report: CallbackReport) -> Vec<Self> {
        let dns = report.dns.into_iter().map(|resolved| Self {
            check: "dns",
            ip: resolved.ip,
            operator: resolved.real_operator,
            package_loss: None,
            time: None,
        });
        let ping = report.ping.into_iter().map(|ping| Self {
            check: "ping",
            ip: ping.ip,
            operator: ping.from_operator,
            package_loss: ping.package_loss,
            time: ping.time,
        });
        dns.chain(ping).collect()
    }
}

impl Record for Line {
    const COLUMNS: &'static [&'static str] = &["check", "ip", "operator", "package_loss", "time"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let rest = [&self.operator, &self.package_loss, &self.time].map(|text| Cell::from(text.as_deref()));
        [self.check.into(), Cell::whole(&self.ip)].into_iter().chain(rest).collect()
    }
}

//! `wechat-user network`

use std::borrow::Cow;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::network::CallbackReport;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Record;

#[derive(Debug, Subcommand)]
pub(crate) enum Network {
    /// List the addresses that pushes come from (获取微信推送服务器IP), one a line, for the inbound rules of a firewall.
    CallbackIps,
    /// List the addresses of the API (获取微信API服务器IP), one a line, for the outbound rules of a firewall.
    ApiIps,
    /// Let the service look up and ping the account's callback URL (网络通信检测). Columns: check (dns or ping), ip,
    /// operator, package_loss, time.
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

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![(&self.0).into()]
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

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let text = |text: &'_ Option<String>| Cow::Owned(text.clone().unwrap_or_default());
        vec![self.check.into(), (&self.ip).into(), text(&self.operator), text(&self.package_loss), text(&self.time)]
    }
}

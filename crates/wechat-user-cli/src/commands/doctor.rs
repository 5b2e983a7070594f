//! `wechat-user doctor`

mod account;
mod connectivity;
mod finding;

use clap::Args;
use wechat_user::TokenMode;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::{doctor as messages, list};
use crate::output::Prints;
use account::TokenIs;
use finding::{Finding, Row, Status};

/// The APIs whose quota is checked by default.
const QUOTAS: [&str; 4] =
    ["/cgi-bin/user/get", "/cgi-bin/user/info", "/cgi-bin/user/info/batchget", "/cgi-bin/tags/members/batchtagging"];

/// Check each step from the name of the service to the quotas, and say what to do about failures.
///
/// Checks: credentials, dns, connection (with TLS), clock, token, white_list (IP白名单), quota. A check that depends on a
/// failed one is skipped. The exit code is that of the worst failure, in the order 2, 3, 4, 5, 1. Sends a call without
/// a token, a token request, one call with the token, and one call for each --quota.
#[derive(Args, Debug)]
pub(crate) struct Doctor {
    /// Check the quota of this API; may be given several times
    #[arg(long = "quota", value_name = "PATH", default_values = QUOTAS)]
    quotas: Vec<String>,
}

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Row<'_>>("doctor")];

impl Doctor {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let connection = &context.connection;
        let (origin, transport) = (connection.origin()?, connection.transport()?);
        let mut findings = Vec::new();
        let client = match context.client_without_store() {
            Ok(client) => {
                findings.push(Finding::ok("credentials", messages::complete(client.app_id())));
                Some(client)
            }
            Err(Failure::Usage(problem)) => {
                let advice = messages::find_credentials();
                findings.push(Finding::failed("credentials", Exit::Usage, problem, advice));
                None
            }
            Err(other) => return Err(other),
        };
        let reached = connectivity::check(connection, &origin, &transport, &mut findings);
        let token_is = match connection.token_mode() {
            TokenMode::None => TokenIs::NotUsed,
            _ if connection.opened()?.is_shared() => TokenIs::Shared,
            _ => TokenIs::Own,
        };
        match client {
            Some(client) if reached => account::check(&client, token_is, &self.quotas, &mut findings),
            _ => findings.extend(["token", "white_list", "quota"].map(Finding::skipped)),
        }
        let language = context.output.language();
        let rows: Vec<_> = findings.iter().map(|finding| Row { finding, language }).collect();
        context.output.list(&rows)?;
        // A table may cut the advice, which is what the user needs.
        if context.output.terminal().is_some() {
            context.output.flush()?;
            findings.iter().filter_map(Finding::advice).for_each(|advice| context.note(&advice));
        }
        verdict(&findings)
    }
}

fn verdict(findings: &[Finding]) -> Result<(), Failure> {
    let failed: Vec<_> = findings.iter().filter(|finding| finding.status == Status::Failed).collect();
    let Some(exit) = failed.iter().map(|finding| finding.exit).min_by_key(|exit| rank(*exit)) else { return Ok(()) };
    let names: Vec<_> = failed.iter().map(|finding| finding.check).collect();
    Err(Failure::Doctor { message: messages::not_in_order(list(names)), exit })
}

/// Failures are worse the earlier they must be fixed.
const fn rank(exit: Exit) -> u8 {
    match exit {
        Exit::Interrupted => 0,
        Exit::Usage => 1,
        Exit::Transport => 2,
        Exit::Access => 3,
        Exit::Quota => 4,
        Exit::Partial | Exit::Refused | Exit::Ok => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Text;

    #[test]
    fn the_worst_failure_gives_the_exit_code() {
        let failed = |exit| Finding::failed("x", exit, Text::default(), Text::default());
        let exit = |findings: &[Finding]| verdict(findings).err().map(|failure| failure.exit());
        assert_eq!(exit(&[Finding::ok("x", Text::default()), Finding::skipped("y")]), None);
        assert_eq!(exit(&[failed(Exit::Refused), failed(Exit::Quota), failed(Exit::Access)]), Some(Exit::Access));
        assert_eq!(exit(&[failed(Exit::Transport), failed(Exit::Usage)]), Some(Exit::Usage));
        assert_eq!(exit(&[failed(Exit::Refused)]), Some(Exit::Refused));
    }
}

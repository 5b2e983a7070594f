//! Checks the account: its token, the IP white-list, and its quotas.

use wechat_user::clock::Clock;
use wechat_user::machine::HeldToken;
use wechat_user::quota::ApiQuota;
use wechat_user::{Client, Error, SystemClock};

use super::finding::Finding;
use crate::exit::Exit;
use crate::messages::doctor as messages;
use crate::report::diagnosis;

/// How the commands of this account get their token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenIs {
    NotUsed,
    /// Each command fetches its own.
    Own,
    /// It is in a store. The checks fetch their own all the same: they are about the service.
    Shared,
}

/// Fetches a token, makes a call, reads quotas. Continues after a failure only if the next check can find out more.
pub(super) fn check(client: &Client, token_is: TokenIs, quotas: &[String], findings: &mut Vec<Finding>) {
    let held = if token_is == TokenIs::NotUsed {
        findings.push(Finding::not_checked("token", messages::token_not_used()));
        None
    } else {
        match token(client, token_is, findings) {
            Ok(held) => Some(held),
            Err(error) => {
                findings.push(match error.blocked_ip() {
                    Some(ip) => blocked(ip),
                    None => Finding::skipped("white_list"),
                });
                findings.push(Finding::skipped("quota"));
                return;
            }
        }
    };
    calls(client, quotas, findings);
    if let Some(held) = held {
        findings.extend(rival(client, &held));
    }
}

/// Makes the calls that need the token.
fn calls(client: &Client, quotas: &[String], findings: &mut Vec<Finding>) {
    match client.network().callback_ips() {
        Ok(_) => findings.push(Finding::ok("white_list", messages::address_accepted())),
        Err(error) => {
            findings.push(error.blocked_ip().map_or_else(|| Finding::error("white_list", &error), blocked));
            findings.push(Finding::skipped("quota"));
            return;
        }
    }
    findings.extend(quotas.iter().map(|path| match client.quota().of(path) {
        Ok(quota) => judge(path, &quota),
        Err(error) if Exit::of(&error) == Exit::Refused => {
            let (found, advice) = diagnosis(&error);
            Finding::warning("quota", messages::of(path, found), advice)
        }
        Err(error) => Finding::error("quota", &error),
    }));
}

fn token(client: &Client, token_is: TokenIs, findings: &mut Vec<Finding>) -> Result<HeldToken, Error> {
    match client.token() {
        Ok(held) => {
            let left = held.expires.since(SystemClock::new().now()).as_secs();
            let found = match token_is {
                TokenIs::Shared => messages::token_fetched_past_the_store(left),
                _ => messages::token_fetched(left),
            };
            findings.push(Finding::ok("token", found));
            Ok(held)
        }
        Err(error) => {
            findings.push(Finding::error("token", &error));
            Err(error)
        }
    }
}

/// Another process that fetches tokens, if the service rejected this one within seconds.
fn rival(client: &Client, held: &HeldToken) -> Option<Finding> {
    let now = client.token().ok()?;
    let warn = || Finding::warning("token", messages::rival(), messages::use_stable_tokens());
    (now.generation != held.generation).then(warn)
}

fn blocked(ip: &str) -> Finding {
    Finding::failed("white_list", Exit::Access, messages::address_blocked(ip), messages::add_address(ip))
}

/// APIs that were never called were seen with a limit of 0, which means nothing.
fn judge(path: &str, quota: &ApiQuota) -> Finding {
    let (Some(limit), Some(used)) = (quota.daily_limit.filter(|limit| *limit > 0), quota.used) else {
        return Finding::ok("quota", messages::no_limit(path));
    };
    let remain = quota.remain.unwrap_or(limit.saturating_sub(used));
    let found = messages::used(path, used, limit, remain);
    if remain == 0 {
        return Finding::failed("quota", Exit::Quota, found, messages::quota_used_up());
    }
    if remain <= limit / 10 {
        return Finding::warning("quota", found, messages::quota_nearly_used_up());
    }
    Finding::ok("quota", found)
}

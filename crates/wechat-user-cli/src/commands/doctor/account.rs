//! Checks the account: its token, the IP white-list, and its quotas.

use wechat_user::clock::Clock;
use wechat_user::machine::HeldToken;
use wechat_user::quota::ApiQuota;
use wechat_user::{Client, Error, SystemClock};

use super::finding::Finding;
use crate::exit::Exit;
use crate::report::diagnosis;

pub(super) const CREDENTIALS_ADVICE: &str =
    "AppID (开发者ID) and AppSecret (开发者密码) are in the console under 设置与开发, 开发接口管理, 基本配置.";

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
        findings.push(Finding::not_checked("token", "not used with --token-mode none"));
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
        Ok(_) => {
            findings.push(Finding::ok("white_list", "the service accepts calls from this machine's address".to_owned()))
        }
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
            Finding::warning("quota", format!("{path}: {found}"), advice)
        }
        Err(error) => Finding::error("quota", &error),
    }));
}

fn token(client: &Client, token_is: TokenIs, findings: &mut Vec<Finding>) -> Result<HeldToken, Error> {
    match client.token() {
        Ok(held) => {
            let left = held.expires.since(SystemClock::new().now()).as_secs();
            let bypassed = if token_is == TokenIs::Shared { "; the store was bypassed" } else { "" };
            findings.push(Finding::ok("token", format!("fetched, valid for {left} s{bypassed}")));
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
    let found = "the service rejected the token at once: another process fetches tokens for this account";
    let advice = "Use --token-mode stable everywhere, or let a single process fetch tokens for all.";
    (now.generation != held.generation).then(|| Finding::warning("token", found.to_owned(), advice))
}

fn blocked(ip: &str) -> Finding {
    let advice = format!("Add {ip} to the IP white-list (IP白名单) in the console, under 基本配置.");
    Finding::failed("white_list", Exit::Access, format!("{ip} is not on the list"), &advice)
}

/// APIs that were never called were seen with a limit of 0, which means nothing.
fn judge(path: &str, quota: &ApiQuota) -> Finding {
    let (Some(limit), Some(used)) = (quota.daily_limit.filter(|limit| *limit > 0), quota.used) else {
        return Finding::ok("quota", format!("{path}: the service reports no daily limit"));
    };
    let remain = quota.remain.unwrap_or(limit.saturating_sub(used));
    let found = format!("{path}: {used} of {limit} calls are used today, {remain} are left");
    if remain == 0 {
        let advice =
            "Wait for the next day, or reset the count with `wechat-user quota clear`, possible ten times a month.";
        return Finding::failed("quota", Exit::Quota, found, advice);
    }
    if remain <= limit / 10 {
        return Finding::warning("quota", found, "Less than a tenth is left: call it less often.");
    }
    Finding::ok("quota", found)
}

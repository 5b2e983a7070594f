//! Checks the connection to the service: its name, TCP and TLS, and the difference of the clocks.

use std::error::Error;
use std::net::ToSocketAddrs;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime};

use wechat_user::http::{Uri, header::DATE};
use wechat_user::network::GetCallbackIps;
use wechat_user::raw::Value;
use wechat_user::transport::{Request, Response, TimeLeft, Transport};
use wechat_user::{Origin, encode};

use super::finding::Finding;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::messages::{Text, Texts, doctor as messages, list};

/// How long a check may take, unless `--timeout` is given.
const STEP_TIMEOUT: Duration = Duration::from_secs(10);
/// A greater difference cannot come from a slow connection or from whole seconds.
const SKEW: Duration = Duration::from_secs(60);

/// Returns whether the service was reached.
pub(super) fn check(
    connection: &Connection,
    origin: &Origin,
    transport: &impl Transport,
    findings: &mut Vec<Finding>,
) -> bool {
    let timeout = connection.timeout().unwrap_or(STEP_TIMEOUT);
    let may_use_proxy = connection.may_use_proxy() && !origin.is_loopback();
    let name = name(origin, timeout, may_use_proxy);
    findings.push(name.finding);
    if !name.can_continue {
        findings.extend(["connection", "clock"].map(Finding::skipped));
        return false;
    }
    // The service refuses a call without a token. That shows that it is reachable, and uses no quota.
    let response = encode(&GetCallbackIps::new(), origin, None)
        .map_err(|error| (error.text(), messages::unreachable()))
        .and_then(|request| send(transport, request, timeout));
    match response {
        Ok(response) => {
            findings.push(Finding::ok("connection", description(origin, &response)));
            findings.push(clock(&response, SystemTime::now()));
            true
        }
        Err((problem, advice)) => {
            findings.push(Finding::failed("connection", Exit::Transport, problem, advice));
            findings.push(Finding::skipped("clock"));
            false
        }
    }
}

struct Name {
    finding: Finding,
    can_continue: bool,
}

fn name(origin: &Origin, timeout: Duration, may_use_proxy: bool) -> Name {
    let failed = |found: Text| {
        let finding = Finding::failed("dns", Exit::Transport, found, messages::check_the_name());
        Name { finding, can_continue: false }
    };
    let uri: Uri = match origin.as_str().parse() {
        Ok(uri) => uri,
        Err(_) => return failed(messages::no_host()),
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(if origin.is_plain_http() { 80 } else { 443 });
    match resolve(&host, port, timeout) {
        Ok(addresses) => {
            Name { finding: Finding::ok("dns", messages::addresses(&host, list(addresses))), can_continue: true }
        }
        Err(problem) if may_use_proxy => {
            let found = messages::of(&host, problem);
            Name { finding: Finding::warning("dns", found, messages::proxy_resolves()), can_continue: true }
        }
        Err(problem) => failed(messages::of(&host, problem)),
    }
}

/// The resolver of the system has no time-out: after the time-out its thread is left running.
fn resolve(host: &str, port: u16, timeout: Duration) -> Result<Vec<String>, Text> {
    let (sender, receiver) = mpsc::channel();
    let name = host.to_owned();
    thread::spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs();
        drop(sender.send(found.map(|found| found.map(|address| address.ip().to_string()).collect::<Vec<_>>())));
    });
    match receiver.recv_timeout(timeout) {
        Ok(Ok(mut addresses)) => {
            addresses.sort();
            addresses.dedup();
            Ok(addresses)
        }
        Ok(Err(error)) => Err(error.text()),
        Err(_) => Err(messages::name_server_silent(format!("{timeout:?}"))),
    }
}

/// What is wrong, and what to do.
type Problem = (Text, Text);

fn send(transport: &impl Transport, mut request: Request, timeout: Duration) -> Result<Response, Problem> {
    request.extensions_mut().insert(TimeLeft(timeout));
    let response = transport.send(request).map_err(|error| {
        let english = error.to_string();
        let (mut all, mut problem) = (english.clone(), error.text());
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if !all.contains(&text) {
                all = format!("{all}: {text}");
                problem = messages::of(problem, text);
            }
            source = cause.source();
        }
        let lower = all.to_lowercase();
        let is_tls = ["certificate", "tls", "handshake"].iter().any(|word| lower.contains(word));
        (problem, if is_tls { messages::check_tls() } else { messages::unreachable() })
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err((messages::strange_status(status.as_str()), messages::not_the_service()));
    }
    match serde_json::from_slice::<Value>(response.body()) {
        Ok(Value::Object(_)) => Ok(response),
        _ => Err((messages::strange_response(), messages::not_the_service())),
    }
}

fn description(origin: &Origin, response: &Response) -> Text {
    let (name, status) = (origin.as_str(), response.status().as_u16());
    match origin.is_plain_http() {
        true => messages::responds_without_tls(name, status),
        false => messages::responds_over_tls(name, status),
    }
}

/// Compares the `Date` of the service with the clock of this machine.
fn clock(response: &Response, now: SystemTime) -> Finding {
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Finding::not_checked("clock", messages::no_date());
    };
    let (skew, found) = match now.duration_since(theirs) {
        Ok(ahead) => (ahead, messages::ahead(ahead.as_secs())),
        Err(behind) => (behind.duration(), messages::behind(behind.duration().as_secs())),
    };
    if skew <= SKEW {
        return Finding::ok("clock", found);
    }
    Finding::failed("clock", Exit::Refused, found, messages::set_the_clock())
}

#[cfg(test)]
mod tests {
    use super::super::finding::Status;
    use super::*;

    #[test]
    fn more_than_a_minute_between_the_clocks_is_a_failure() {
        let mut response = Response::new(Vec::new());
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(clock(&response, now).status, Status::Skipped);
        response.headers_mut().insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
        for (secs, status) in [(0, Status::Ok), (60, Status::Ok), (61, Status::Failed)] {
            let skew = Duration::from_secs(secs);
            assert_eq!((clock(&response, now + skew).status, clock(&response, now - skew).status), (status, status));
        }
    }

    #[test]
    fn an_unknown_name_is_a_failure_unless_there_is_a_proxy() {
        let origin = Origin::https("name.invalid").unwrap();
        let found = name(&origin, STEP_TIMEOUT, false);
        assert_eq!((found.finding.status, found.can_continue), (Status::Failed, false));
        let found = name(&origin, STEP_TIMEOUT, true);
        assert_eq!((found.finding.status, found.can_continue), (Status::Warning, true));
    }
}

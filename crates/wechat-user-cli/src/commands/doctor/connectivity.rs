//! The way to the service: its name, the connection, and whether both clocks agree.

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

/// How long a step may take, unless `--timeout` says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);
/// More than what a slow connection and whole seconds explain.
const SKEW: Duration = Duration::from_secs(60);

/// Whether the service was reached.
pub(super) fn check(
    connection: &Connection,
    origin: &Origin,
    transport: &impl Transport,
    findings: &mut Vec<Finding>,
) -> bool {
    let patience = connection.timeout().unwrap_or(PATIENCE);
    let may_use_proxy = connection.may_use_proxy() && !origin.is_loopback();
    let name = name(origin, patience, may_use_proxy);
    findings.push(name.finding);
    if !name.goes_on {
        findings.extend(["connection", "clock"].map(Finding::skipped));
        return false;
    }
    // A call without a token: the service refuses it, which shows that it is there and spends no quota.
    let answer = encode(&GetCallbackIps::new(), origin, None)
        .map_err(|error| (error.to_string(), REACH))
        .and_then(|request| send(transport, request, patience));
    match answer {
        Ok(response) => {
            findings.push(Finding::ok("connection", said(origin, &response)));
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
    goes_on: bool,
}

fn name(origin: &Origin, patience: Duration, may_use_proxy: bool) -> Name {
    let failed = |found: String| {
        let advice = "Check the network, the name server, and the name in --base-url or WECHAT_BASE_URL; behind a proxy, give --proxy.";
        Name { finding: Finding::failed("dns", Exit::Transport, found, advice), goes_on: false }
    };
    let uri: Uri = match origin.as_str().parse() {
        Ok(uri) => uri,
        Err(_) => return failed("the base URL has no host".to_owned()),
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = uri.port_u16().unwrap_or(if origin.is_plain_http() { 80 } else { 443 });
    match resolve(&host, port, patience) {
        Ok(addresses) => {
            Name { finding: Finding::ok("dns", format!("{host} is {}", addresses.join(", "))), goes_on: true }
        }
        Err(problem) if may_use_proxy => {
            let found = format!("{host}: {problem}");
            let advice = "A proxy is set, which looks the name up by itself: see the connection.";
            Name { finding: Finding::warning("dns", found, advice), goes_on: true }
        }
        Err(problem) => failed(format!("{host}: {problem}")),
    }
}

/// The system's resolver knows no time-out: it is left behind on its thread.
fn resolve(host: &str, port: u16, patience: Duration) -> Result<Vec<String>, String> {
    let (sender, receiver) = mpsc::channel();
    let asked = host.to_owned();
    thread::spawn(move || {
        let found = (asked.as_str(), port).to_socket_addrs();
        drop(sender.send(found.map(|found| found.map(|address| address.ip().to_string()).collect::<Vec<_>>())));
    });
    match receiver.recv_timeout(patience) {
        Ok(Ok(mut addresses)) => {
            addresses.sort();
            addresses.dedup();
            Ok(addresses)
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer from the name server within {patience:?}")),
    }
}

const REACH: &str = "Check the network, the firewall (port 443 out), the proxy, and --base-url.";
const OTHER: &str =
    "Something else answers in the service's place: a proxy, a gateway, a login page. Check --proxy and --base-url.";
const TLS: &str = "The certificate is not trusted, or this is no TLS: check the clock and --base-url; behind a proxy that opens TLS, give its certificate with --ca-cert.";

fn send(
    transport: &impl Transport,
    mut request: Request,
    patience: Duration,
) -> Result<Response, (String, &'static str)> {
    request.extensions_mut().insert(TimeLeft(patience));
    let response = transport.send(request).map_err(|error| {
        let mut problem = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if !problem.contains(&text) {
                problem = format!("{problem}: {text}");
            }
            source = cause.source();
        }
        let lower = problem.to_lowercase();
        let is_tls = ["certificate", "tls", "handshake"].iter().any(|word| lower.contains(word));
        (problem, if is_tls { TLS } else { REACH })
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err((format!("HTTP status {status}, which the service never sends"), OTHER));
    }
    match serde_json::from_slice::<Value>(response.body()) {
        Ok(Value::Object(_)) => Ok(response),
        _ => Err(("an answer that is none of the service's".to_owned(), OTHER)),
    }
}

fn said(origin: &Origin, response: &Response) -> String {
    let encrypted = if origin.is_plain_http() { "without TLS" } else { "over TLS" };
    format!("{} answers {encrypted}, with HTTP status {}", origin.as_str(), response.status().as_u16())
}

/// The service's `Date` against ours.
fn clock(response: &Response, now: SystemTime) -> Finding {
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Finding::not_checked("clock", "the answer has no Date");
    };
    let (skew, word) = match now.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let found = format!("{} s {word} the service", skew.as_secs());
    if skew <= SKEW {
        return Finding::ok("clock", found);
    }
    let advice =
        "Set this machine's clock (NTP): certificates, signatures of pages and the expiry of shared tokens go by it.";
    Finding::failed("clock", Exit::Refused, found, advice)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Status;
    use super::*;

    #[test]
    fn a_minute_between_the_clocks_is_too_much() {
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
    fn a_name_that_is_none_is_said_so() {
        let origin = Origin::https("name.invalid").unwrap();
        let found = name(&origin, PATIENCE, false);
        assert_eq!((found.finding.status, found.goes_on), (Status::Failed, false));
        let found = name(&origin, PATIENCE, true);
        assert_eq!((found.finding.status, found.goes_on), (Status::Warning, true));
    }
}

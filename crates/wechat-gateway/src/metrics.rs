//! Counters for `/metrics`: no openid, no token, no query.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use wechat_user::{Event, Observer, StoreEvent};

use crate::outcome::Outcome;

/// Everything that is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: [AtomicU64; Outcome::ALL.len()],
    pub(crate) connections: Gauge,
    pub(crate) refused_connections: Counter,
    pub(crate) queued: Gauge,
    pub(crate) lost_audit_lines: Counter,
    credential_requests: Counter,
    upstream_requests: Counter,
    upstream_micros: Counter,
    store_events: Counter,
    pub(crate) reloads: Counter,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicI64);

impl Counter {
    pub(crate) fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Gauge {
    pub(crate) fn add(&self, number: i64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Metrics {
    pub(crate) fn count(&self, outcome: Outcome) {
        self.requests[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// In the text format of Prometheus.
    pub(crate) fn text(&self, free_bytes: usize) -> String {
        let mut text = String::new();
        let head = |text: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(text, "# HELP wechat_gateway_{name} {help}\n# TYPE wechat_gateway_{name} {kind}");
        };
        head(&mut text, "requests_total", "counter", "Requests of workers by outcome.");
        for outcome in Outcome::ALL {
            let number = self.requests[outcome as usize].load(Ordering::Relaxed);
            let _ = writeln!(text, "wechat_gateway_requests_total{{outcome=\"{}\"}} {number}", outcome.as_str());
        }
        let counters = [
            ("refused_connections_total", &self.refused_connections, "Connections beyond a limit."),
            ("lost_audit_lines_total", &self.lost_audit_lines, "Audit lines that could not be written."),
            ("credential_requests_total", &self.credential_requests, "Requests for real tokens and tickets."),
            ("upstream_requests_total", &self.upstream_requests, "Other requests to the service."),
            ("upstream_microseconds_total", &self.upstream_micros, "Time of these requests."),
            ("store_events_total", &self.store_events, "Events of the store of credentials."),
            ("reloads_total", &self.reloads, "Configurations that were read again."),
        ];
        for (name, counter, help) in counters {
            head(&mut text, name, "counter", help);
            let _ = writeln!(text, "wechat_gateway_{name} {}", counter.get());
        }
        let free = i64::try_from(free_bytes).unwrap_or(i64::MAX);
        let gauges = [
            ("connections", self.connections.get(), "Open connections."),
            ("queued", self.queued.get(), "Requests that wait for a sender."),
            ("free_bytes", free, "What is left of the budget of bytes."),
        ];
        for (name, number, help) in gauges {
            head(&mut text, name, "gauge", help);
            let _ = writeln!(text, "wechat_gateway_{name} {number}");
        }
        text
    }
}

/// Counts what the clients of the accounts do.
pub(crate) struct Counting(pub(crate) Arc<Metrics>);

impl Observer for Counting {
    fn observe(&self, event: &Event) {
        if event.report.token_request {
            self.0.credential_requests.add(1);
        } else {
            self.0.upstream_requests.add(1);
            self.0.upstream_micros.add(u64::try_from(event.duration.as_micros()).unwrap_or(u64::MAX));
        }
    }

    fn observe_store(&self, _: &StoreEvent) {
        self.0.store_events.add(1);
    }
}

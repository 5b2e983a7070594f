//! What ureq writes to the log. One test, because the logger belongs to the whole process.

use std::sync::Mutex;
use std::time::Duration;

use log::{LevelFilter, Log, Metadata, Record, STATIC_MAX_LEVEL};
use transport_ureq::UreqTransport;
use wechat_user_core::transport::{Request, Transport};
use wechat_user_tests::http_server::{Behaviour, HttpServer, Reply};

struct Lines(Mutex<String>);

static LINES: Lines = Lines(Mutex::new(String::new()));

impl Log for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {} {}\n", record.level(), record.target(), record.args());
        self.0.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

/// A call whose URL, header, body and response contain the mark; one whose response is lost; one that is refused.
fn calls(mark: &str) {
    let body = format!(r#"{{"access_token":"{mark}"}}"#);
    let server = HttpServer::start(move |request| match request.path() {
        "/lost" => Behaviour::Bytes(b""),
        _ => Behaviour::Reply(Reply::new(302, body.clone()).with_header("Location", format!("/?code={body}"))),
    });
    let transport = UreqTransport::builder().timeout(Duration::from_secs(20)).build().unwrap();
    for base in [server.base().as_str(), "http://127.0.0.1:9"] {
        for path in ["/", "/lost"] {
            let mut request = Request::new(format!(r#"{{"secret":"{mark}"}}"#).into_bytes());
            *request.method_mut() = "POST".parse().unwrap();
            *request.uri_mut() = format!("{base}{path}?access_token={mark}").parse().unwrap();
            request.headers_mut().insert("x-secret", mark.parse().unwrap());
            let _ = transport.send(request);
        }
    }
}

#[test]
fn debug_lines_hold_no_secret_and_trace_lines_do() {
    log::set_logger(&LINES).unwrap();

    log::set_max_level(LevelFilter::Debug);
    calls("MARKDEBUG");
    let at_debug = LINES.0.lock().unwrap().clone();
    assert!(at_debug.contains("ureq::run POST http://127.0.0.1"), "ureq does log at this level:\n{at_debug}");
    assert!(!at_debug.contains("MARKDEBUG"), "{at_debug}");

    log::set_max_level(LevelFilter::Trace);
    calls("MARKTRACE");
    log::set_max_level(LevelFilter::Off);
    let at_trace = LINES.0.lock().unwrap().clone();
    // The README warns of this, and the feature `no-trace-logs` removes it. When ureq changes, both must change.
    let prints = STATIC_MAX_LEVEL >= LevelFilter::Trace;
    assert_eq!(at_trace.contains("?access_token=MARKTRACE"), prints, "the URL");
    assert_eq!(at_trace.contains("TRACE ureq_proto::util"), prints, "every byte of request and response");
}

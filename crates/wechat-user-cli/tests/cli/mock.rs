//! `wechat-user mock serve`, and the other commands against it.

mod files;
mod flags;
mod start;
mod story;
mod tls;

#[cfg(unix)]
mod state;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command};

use serde_json::json;
use transport_mock::Service;

use crate::support::{Ran, run, wechat_user};

/// A running simulator that ends with the test.
pub(crate) struct Mock {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Mock {
    fn serve(args: &[&str]) -> Self {
        Self::start(wechat_user(&[&["mock", "serve"], args].concat()))
    }

    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap().trim_end().to_owned();
        Self { child, stdout, url }
    }

    /// Runs a command with the default account.
    fn call(&self, args: &[&str]) -> Ran {
        self.run(Service::APP_ID, Service::APP_SECRET, args)
    }

    /// Posts JSON to the admin interface.
    #[cfg(unix)]
    fn post(&self, call: &str, body: &str) {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!("POST /_mock/{call} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    }

    /// Ends it with a signal and waits. Returns its output after the first line.
    #[cfg(unix)]
    fn end(mut self, signal: &str) -> Ran {
        crate::support::signal(&self.child, signal);
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        Ran { code: self.child.wait().unwrap().code(), stdout, stderr }
    }

    fn run(&self, app_id: &str, secret: &str, args: &[&str]) -> Ran {
        let mut command = wechat_user(args);
        command.env("WECHAT_BASE_URL", &self.url).env("WECHAT_APPID", app_id).env("WECHAT_APPSECRET", secret);
        Ran::of(command.output().unwrap())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_default_account_is_served() {
    let mock = Mock::serve(&[]);
    assert!(mock.url.starts_with("http://127.0.0.1:"), "{}", mock.url);
    let list = |args: &[&str]| mock.run(Service::APP_ID, Service::APP_SECRET, args).ok();
    assert_eq!(list(&["groups", "create", "test", "--json"]), "{\"id\":100,\"name\":\"test\"}\n");
    let openids = list(&["users", "list"]);
    assert_eq!(openids.lines().count(), 25_000);
    let first = openids.lines().next().unwrap();
    assert_eq!(list(&["groups", "move", "100", first]), "");
    assert_eq!(list(&["groups", "of", first]), "100\n");
}

#[test]
fn account_followers_pages_and_seed_can_be_chosen() {
    let args = ["--followers", "12", "--page-size", "5", "--app-id", "wx-mine", "--app-secret", "s3cr3t"];
    let (one, same) = (Mock::serve(&args), Mock::serve(&args));
    let other = Mock::serve(&[&args[..], &["--seed", "8"]].concat());
    let list = |mock: &Mock| mock.run("wx-mine", "s3cr3t", &["users", "list"]).ok();
    let openids = list(&one);
    assert_eq!((openids.lines().count(), &openids), (12, &list(&same)));
    assert_ne!(openids, list(&other));

    one.run(Service::APP_ID, Service::APP_SECRET, &["users", "list"]).failed(4);
    one.run("wx-mine", "wrong", &["users", "list"]).failed(4);
}

#[test]
fn the_account_of_the_environment_is_not_simulated_by_accident() {
    let mut command = wechat_user(&["mock", "serve"]);
    let mut child = command.env("WECHAT_APPID", "wx-the-real-one").spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let mock = Mock { child, stdout, url: line.strip_prefix("listening on ").unwrap().trim_end().to_owned() };
    mock.run(Service::APP_ID, Service::APP_SECRET, &["groups", "list"]).ok();
}

#[test]
fn any_http_client_can_use_it() {
    let mock = Mock::serve(&[]);
    let mut stream = TcpStream::connect(mock.url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"GET /cgi-bin/groups/get HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.contains("\"errcode\":41001"), "{response}");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_0_and_it_prints_one_line() {
    for name in ["INT", "TERM", "HUP"] {
        assert_eq!(Mock::serve(&["--json"]).end(name).ok(), "", "{name}");
    }
}

#[test]
fn a_taken_port_is_2_and_the_report_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let report = run(&["mock", "serve", "--listen", &address]).failed(2);
    assert!(report.starts_with(&format!("error: --listen {address}: ")) && report.contains("port 0"), "{report}");
    let error = run(&["mock", "serve", "--listen", &address, "--json"]).error(2);
    assert_eq!(error["code"], json!(null));
    for args in [["--page-size", "0"], ["--followers", "-1"], ["--listen", "here"]] {
        run(&[&["mock", "serve"], &args[..]].concat()).failed(2);
    }
}

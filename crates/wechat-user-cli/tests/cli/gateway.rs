//! `wechat-user gateway`: keys, the check of a configuration, and a gateway that serves, reloads and ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout};

use transport_mock::Service;

use crate::support::{Account, Ran, run, scratch, wechat_user};

/// A configuration in front of this account, with one key; its file, and the key.
fn configuration(account: &Account, name: &str, more: &str) -> (String, String, String) {
    let made = run(&["gateway", "key", "new", "crm", "--json"]).json();
    let (key, sha256) = (made["key"].as_str().unwrap().to_owned(), made["sha256"].as_str().unwrap().to_owned());
    account.guard(key.as_str());
    let secret = scratch(&format!("{name}.secret"));
    std::fs::write(&secret, format!("{}\n", Service::APP_SECRET)).unwrap();
    let text = format!(
        "listen = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\nsigning = [{{ file = {secret:?} }}]\n\
         [upstream]\norigin = {:?}\n[[account]]\napp_id = {:?}\nsecret = {{ file = {secret:?} }}\n\
         [[key]]\nname = \"crm\"\nsha256 = {sha256:?}\naccounts = [{:?}]\npaths = [\"/**\"]\n{more}\n",
        account.url(),
        Service::APP_ID,
        Service::APP_ID,
    );
    let file = scratch(&format!("{name}.toml"));
    std::fs::write(&file, &text).unwrap();
    (file, key, text)
}

/// A running gateway that ends with the test.
struct Gateway {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    url: String,
}

impl Gateway {
    fn serve(file: &str) -> Self {
        let mut child = wechat_user(&["gateway", "serve", "--config", file]).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).trim_end().to_owned();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stdout, stderr, url }
    }

    /// Sends SIGHUP, and returns what the gateway says about it.
    #[cfg(unix)]
    fn reload(&mut self) -> String {
        crate::support::signal(&self.child, "HUP");
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    /// Runs a command as a worker: with a key in place of the AppSecret.
    fn call(&self, key: &str, args: &[&str]) -> Ran {
        let mut command = wechat_user(args);
        command.env("WECHAT_BASE_URL", &self.url).env("WECHAT_APPID", Service::APP_ID).env("WECHAT_APPSECRET", key);
        Ran::of(command.output().unwrap())
    }

    #[cfg(unix)]
    fn end(mut self, signal: &str) -> Ran {
        crate::support::signal(&self.child, signal);
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.stderr.read_to_string(&mut stderr).unwrap();
        Ran { code: self.child.wait().unwrap().code(), stdout, stderr }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_key_is_printed_once_with_its_hash() {
    let line = run(&["gateway", "key", "new", "crm"]).ok();
    let [name, key, sha256] = line.trim_end().split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
    assert_eq!((name, key.len(), sha256.len()), ("crm", 32, 64));
    assert_ne!(line, run(&["gateway", "key", "new", "crm"]).ok());
    assert!(run(&["gateway", "key", "new", "a b"]).failed(2).contains("1 to 64 letters"));
}

#[test]
fn a_configuration_is_checked_without_a_request() {
    let account = Account::new();
    let (file, _, text) = configuration(&account, "gateway-check", "");
    let shown = run(&["gateway", "check", "--config", &file]).ok();
    assert!(shown.starts_with("1 account, 1 key, http on 127.0.0.1:0, metrics on"), "{shown}");
    std::fs::write(&file, text.replace("paths", "path")).unwrap();
    let error = run(&["gateway", "check", "--config", &file]).failed(2);
    assert!(error.starts_with(&format!("error: --config {file}: line ")) && error.contains("unknown field"), "{error}");
    let error = run(&["gateway", "serve", "--config", "/nowhere.toml", "--json"]).error(2);
    assert_eq!(error["message"].as_str(), Some("--config /nowhere.toml: No such file or directory (os error 2)"));
    assert_eq!(account.wechat().calls(), 0);
}

#[cfg(unix)]
#[test]
fn a_gateway_serves_workers_reloads_on_sighup_and_ends_on_sigterm() {
    let account = Account::new();
    let (file, key, text) = configuration(&account, "gateway-serve", "");
    let mut gateway = Gateway::serve(&file);
    assert_eq!(gateway.call(&key, &["groups", "list"]).ok().lines().count(), 3);
    assert_eq!(gateway.call(&key, &["users", "list"]).ok().lines().count(), 2_500);
    gateway.call(Service::APP_SECRET, &["groups", "list"]).failed(4);

    // A file that is wrong changes nothing; one without the key revokes it.
    std::fs::write(&file, text.replace("[[key]]", "[[keys]]")).unwrap();
    assert!(gateway.reload().contains("is refused, and nothing has changed: line "));
    gateway.call(&key, &["groups", "list"]).ok();
    std::fs::write(&file, text.split("[[key]]").next().unwrap()).unwrap();
    assert!(gateway.reload().ends_with("is in force\n"));
    gateway.call(&key, &["groups", "list"]).failed(4);
    let ran = gateway.end("TERM");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert_eq!(ran.stderr, "");
    assert!(!account.leaks(&Ran { code: None, stdout: ran.stdout, stderr: ran.stderr }));
}

//! Interruptions.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};
use wechat_user::TagId;

use crate::support::{Account, scratch, signal};

/// Waits until the service has received this number of calls.
fn until_called(account: &Account, path: &str, calls: u64) {
    while account.calls_to(path) < calls {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn an_interrupted_list_is_130_and_names_the_cursor() {
    let account = Account::of(FakeWeChat::new().with_followers(25).with_page_size(10));
    account.wechat().add_fault(Fault::stall().on("/cgi-bin/user/get").after(1).always());
    let mut child = account.command(&["users", "list", "--json"]).spawn().unwrap();
    let listed: Vec<_> = BufReader::new(child.stdout.take().unwrap()).lines().take(10).map(Result::unwrap).collect();
    until_called(&account, "/cgi-bin/user/get", 2);
    signal(&child, "INT");
    let error: Value = serde_json::from_str(&account.finish(child).failed(130)).unwrap();
    assert_eq!(listed.len(), 10, "what came before is printed");
    assert_eq!(error["message"], "interrupted");
    assert_eq!(error["hint"], format!("continue with --from {}", account.openid(9)));
}

#[test]
fn an_interruption_ends_a_back_off_at_once() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45011).on("/cgi-bin/groups/get").always());
    let child = account.command(&["groups", "list", "--json", "--timeout", "1h"]).spawn().unwrap();
    until_called(&account, "/cgi-bin/groups/get", 1);
    signal(&child, "INT");
    let error: Value = serde_json::from_str(&account.finish(child).failed(130)).unwrap();
    assert_eq!((&error["message"], &error["code"]), (&json!("interrupted"), &Value::Null));
}

#[test]
fn an_interrupted_move_reports_the_progress() {
    let account = Account::new();
    account.wechat().add_fault(Fault::stall().on("/cgi-bin/groups/members/batchupdate").after(1).always());
    let openids = account.openids(120);
    let args: Vec<_> = ["groups", "move", "2"].into_iter().chain(openids.iter().map(String::as_str)).collect();
    let child = account.command(&args).spawn().unwrap();
    until_called(&account, "/cgi-bin/groups/members/batchupdate", 2);
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    let expected =
        "error: interrupted: 50 of 120 openids are done\n  remedy:  run the command again, with --failed FILE ";
    assert!(report.starts_with(expected), "{report}");
}

#[test]
fn an_interrupted_run_writes_the_openids_that_are_left() {
    let account = Account::new();
    let path = "/cgi-bin/tags/members/batchblacklist";
    // A back-off ends at once.
    account.wechat().add_fault(Fault::errcode(45011).on(path).after(1).always());
    let (openids, left) = (account.openids(50), scratch("interrupt-left"));
    let args: Vec<_> = ["blacklist", "add", "--timeout", "1h", "--failed", &left]
        .into_iter()
        .chain(openids.iter().map(String::as_str))
        .collect();
    let child = account.command(&args).spawn().unwrap();
    until_called(&account, path, 2);
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    assert!(report.contains(&format!("20 of 50 openids are done\n  remedy:  continue with --file {left}")), "{report}");
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[20..]);
}

const TAG: &str = "/cgi-bin/tags/members/batchtagging";

/// `tags add` of 20,000 followers to the tag 100.
struct BigRun {
    account: Account,
    openids: Vec<String>,
    list: String,
    left: String,
}

impl BigRun {
    fn new(name: &str) -> Self {
        let account = Account::of(FakeWeChat::new().with_followers(20_000));
        account.wechat().create_tag("test");
        let openids = account.openids(20_000);
        let list = scratch(&format!("interrupt-{name}-list"));
        fs::write(&list, openids.join("\n")).unwrap();
        Self { account, openids, list, left: scratch(&format!("interrupt-{name}-left")) }
    }

    fn start(&self) -> Child {
        let args = ["tags", "add", "100", "--file", &self.list, "--failed", &self.left, "--json"];
        self.account.command(&args).spawn().unwrap()
    }

    fn tagged(&self) -> BTreeSet<String> {
        self.account.wechat().members_of_tag(TagId::new(100)).iter().map(ToString::to_string).collect()
    }

    fn left(&self) -> BTreeSet<String> {
        fs::read_to_string(&self.left).unwrap().lines().map(str::to_owned).collect()
    }

    /// Continues as the report advises, and checks that every follower is tagged then.
    fn finish(&self) {
        self.account.wechat().clear_faults();
        self.account.run(&["tags", "add", "100", "--file", &self.left, "--failed", &self.left]).ok();
        assert_eq!((self.tagged().len(), self.left().len()), (20_000, 0));
    }
}

#[test]
fn int_term_and_hup_in_the_middle_of_20_000_lose_no_openid_and_repeat_none() {
    for (name, calls) in [("INT", 0), ("TERM", 130), ("HUP", 290)] {
        let run = BigRun::new(name);
        // From this call on, responses are slow, so that the run cannot end before the signal.
        run.account.wechat().add_fault(Fault::drip(9, Duration::from_millis(20)).on(TAG).after(calls).always());
        let child = run.start();
        until_called(&run.account, TAG, calls + 1);
        signal(&child, name);
        let error: Value = serde_json::from_str(&run.account.finish(child).failed(130)).unwrap();

        let (tagged, left, sent) = (run.tagged(), run.left(), run.account.calls_to(TAG));
        assert!(sent > calls && sent < 400, "{name}: {sent} of 400 calls");
        assert_eq!(tagged, run.openids[..tagged.len()].iter().cloned().collect(), "{name}");
        assert_eq!(left, run.openids[tagged.len()..].iter().cloned().collect(), "{name}");
        assert_eq!(tagged.len() as u64, sent * 50, "{name}: every call of the journal is counted");
        assert_eq!((&error["done"], &error["total"]), (&json!(tagged.len()), &json!(20_000)), "{name}");
        let advice = format!("continue with --file {}, which has the openids that are left", run.left);
        assert_eq!((error["advice"].as_str(), error["remedy"].as_str()), (Some(advice.as_str()), None), "{name}");
        run.finish();
    }
}

#[test]
fn a_run_whose_last_request_never_ends_keeps_every_openid_that_may_be_left() {
    let run = BigRun::new("stall");
    run.account.wechat().add_fault(Fault::stall().on(TAG).after(200));
    let child = run.start();
    until_called(&run.account, TAG, 201);
    signal(&child, "TERM");
    let error: Value = serde_json::from_str(&run.account.finish(child).failed(130)).unwrap();
    assert_eq!((&error["done"], &error["total"]), (&json!(10_000), &json!(20_000)));
    let (tagged, left) = (run.tagged(), run.left());
    assert!(run.openids.iter().all(|openid| tagged.contains(openid) || left.contains(openid)));
    run.finish();
}

#[cfg(target_os = "linux")]
#[test]
fn a_hangup_that_nohup_ignores_stays_ignored() {
    let account = Account::new();
    let gate = account.wechat().hold("/cgi-bin/groups/get");
    let mut command = account.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"trap "" HUP; exec "$0" groups list"#]).arg(command.get_program());
    for (name, value) in command.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        shell.env(name, value);
    }
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command = shell;
    let child = command.spawn().unwrap();
    gate.until_arrived(1);
    signal(&child, "HUP");
    gate.open();
    assert_eq!(account.finish(child).ok().lines().count(), 3);
}

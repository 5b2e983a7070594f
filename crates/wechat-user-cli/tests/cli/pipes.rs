//! A reader of the results may stop reading.

use std::io::{BufRead, BufReader, Read};

use transport_mock::FakeWeChat;

use crate::support::Account;

#[test]
fn a_closed_pipe_ends_a_list_without_an_error() {
    let account = Account::of(FakeWeChat::new().with_followers(25_000));
    let mut child = account.command(&["users", "list"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim_end(), account.openid(0));
    // The reader is gone now; 10,000 openids are more than the buffer of a pipe holds.
    let ran = account.finish(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(account.calls_to("/cgi-bin/user/get") < 4, "the rest is not requested");
}

#[test]
fn a_pipe_that_is_closed_before_the_result_is_not_an_error() {
    let account = Account::new();
    for args in [&["groups", "list"][..], &["groups", "list", "--json"], &["token", "show"]] {
        let gate = account.wechat().hold("/cgi-bin/stable_token");
        let mut child = account.command(args).spawn().unwrap();
        gate.until_arrived(1);
        drop(child.stdout.take());
        gate.open();
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

/// Runs with a standard output that is full.
#[cfg(target_os = "linux")]
fn on_a_full_disk(account: &Account, args: &[&str]) -> String {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = account.command(args).stdout(full).spawn().unwrap();
    account.finish(child).failed(1)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let account = Account::new();
    for args in [&["groups", "list"][..], &["users", "list"], &["--help"], &["--version"]] {
        let report = on_a_full_disk(&account, args);
        assert!(report.starts_with("error: the result could not be written: "), "{args:?}: {report}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_in_the_middle_of_a_list_reports_the_progress_and_loses_no_openid() {
    let account = Account::new();
    let (openids, left) = (account.openids(250), crate::support::scratch("pipes-left"));
    let args: Vec<_> =
        ["users", "batch", "--failed", &left].into_iter().chain(openids.iter().map(String::as_str)).collect();
    let report = on_a_full_disk(&account, &args);
    assert!(
        report.starts_with("error: 0 of 250 openids are done; the result could not be written: No space left"),
        "{report}"
    );
    assert_eq!(std::fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), openids);
    assert_eq!(account.calls_to("/cgi-bin/user/info/batchget"), 1);
}

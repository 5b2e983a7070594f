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

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let account = Account::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = account.command(&["groups", "list"]).stdout(full).spawn().unwrap();
    let report = account.finish(child).failed(1);
    assert!(report.starts_with("error: the result could not be written: "), "{report}");
}

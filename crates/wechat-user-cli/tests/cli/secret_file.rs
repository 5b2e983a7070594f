//! `--app-secret-file`

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use transport_mock::Service;

use crate::support::{Account, Ran};

/// A file for this run, named after the test.
fn file(name: &str, text: impl AsRef<[u8]>, mode: u32) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    path
}

fn list(account: &Account, path: &PathBuf) -> Ran {
    let mut command = account.command(&["groups", "list", "--app-secret-file"]);
    let ran = account.finish(command.arg(path).env_remove("WECHAT_APPSECRET").spawn().unwrap());
    fs::remove_file(path).unwrap();
    ran
}

#[test]
fn a_file_that_only_the_owner_can_read_gives_no_warning() {
    let account = Account::new();
    let text = format!("{}\n", Service::APP_SECRET);
    assert_eq!(list(&account, &file("silent", &text, 0o600)).ok().lines().count(), 3);
}

#[test]
fn a_file_that_others_can_read_gives_a_warning() {
    let account = Account::new();
    let ran = list(&account, &file("warned", Service::APP_SECRET, 0o644));
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.starts_with("warning: others can read the AppSecret") && ran.stderr.contains("0644"));
}

#[test]
fn marks_line_ends_and_utf_16_of_windows_are_read() {
    let account = Account::new();
    let text = format!("{}\r\n", Service::APP_SECRET);
    let utf_16: Vec<_> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [("mark", format!("\u{feff}{text}").into_bytes()), ("utf-16", utf_16)] {
        assert_eq!(list(&account, &file(name, bytes, 0o600)).ok().lines().count(), 3, "{name}");
    }
    let report = list(&account, &file("two", format!("{text}{text}"), 0o600)).failed(2);
    assert!(report.contains("has a blank, a line break"), "{report}");
}

#[test]
fn a_file_without_a_secret_is_refused() {
    let account = Account::new();
    let report = list(&account, &file("empty", " \n", 0o600)).failed(2);
    assert!(report.contains("the file is empty"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
}

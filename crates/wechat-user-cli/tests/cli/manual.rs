//! `docs/cli.md`: every example is run in its order, and its output is compared with the page. `UPDATE_GOLDEN=1` writes
//! the actual output into the page where the two differ.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::{env, fs};

use transport_mock::{FakeWeChat, OldAccount, WebScope};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

use crate::help::{Leaf, leaves, shell};
use crate::support::{Account, Ran, canned};

const OLD: &str = "wxaaaaaaaaaaaaaaaa";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md")
}

/// The account of `mock serve --followers 300`, which was migrated from another account.
fn account() -> Account {
    let old = OldAccount::new(OLD, "gh_91ae50dfeb1c", 300, SystemClock::new().now());
    Account::of(FakeWeChat::new().with_seed(7).with_followers(300).with_old_account(old))
}

/// Runs a line of the shell. Returns its standard output, then its standard error.
fn printed(account: &Account, server: &str, folder: &Path, line: &str) -> String {
    let codes = [3, 4].map(|number| account.wechat().authorize(&account.wechat().openid(number), WebScope::UserInfo));
    let [code, code2] = codes.map(Option::unwrap);
    let mut shell = shell(account, folder, line);
    let ran = Ran::of(shell.env("CODE", code).env("CODE2", code2).env("SERVER", server).output().unwrap());
    assert!(!account.leaks(&ran), "secret or token in: {ran:?}");
    ran.stdout + &ran.stderr
}

/// Whether a line of the page matches the output; `…` matches any text.
fn matches(expected: &str, actual: &str) -> bool {
    let Some((start, rest)) = expected.split_once('…') else { return expected == actual };
    let Some(mut left) = actual.strip_prefix(start) else { return false };
    let mut parts: Vec<_> = rest.split('…').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

pub(crate) fn all_match(expected: &[&str], actual: &[&str]) -> bool {
    expected.len() == actual.len() && expected.iter().zip(actual).all(|(expected, actual)| matches(expected, actual))
}

#[test]
fn every_example_of_the_manual_prints_what_the_manual_shows() {
    let text = fs::read_to_string(page()).unwrap();
    let account = account();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual");
    // Files of an earlier run, such as a checkpoint or a database, would change what is printed.
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("old.txt"), format!("{}\nnobody\n", account.wechat().old_openid(0).unwrap())).unwrap();

    let server = canned("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nsuccess");
    let (mut new, mut differences, mut examples) = (String::new(), Vec::new(), 0);
    let mut lines = text.lines().peekable();
    let mut is_console = false;
    while let Some(line) = lines.next() {
        new.push_str(&format!("{line}\n"));
        is_console = if line.starts_with("```") { line == "```console" } else { is_console };
        let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) else { continue };
        examples += 1;
        let mut expected = Vec::new();
        while let Some(next) = lines.next_if(|next| !next.starts_with("$ ") && !next.starts_with("```")) {
            expected.push(next);
        }
        let actual = printed(&account, &server, &folder, command);
        let actual: Vec<_> = actual.lines().map(str::trim_end).collect();
        let is_same = all_match(&expected, &actual);
        (if is_same { &expected } else { &actual }).iter().for_each(|line| new.push_str(&format!("{line}\n")));
        if !is_same {
            differences.push(format!("$ {command}\n{}", actual.join("\n")));
        }
    }
    assert!(examples > 40, "the examples were not found: {examples}");
    if !differences.is_empty() && env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(page(), new).unwrap();
    }
    assert!(differences.is_empty(), "the manual differs:\n{}", differences.join("\n"));
}

/// They start a server in another shell; `mock::start` and `mock::tls` run the like with a free port.
const NOT_RUN: [&str; 5] = [
    "wechat-user mock serve --followers 300          # prints: listening on http://127.0.0.1:PORT",
    "export WECHAT_BASE_URL=http://127.0.0.1:PORT",
    "export WECHAT_APPID=wx0123456789abcdef WECHAT_APPSECRET=0123456789abcdef0123456789abcdef",
    "wechat-user mock serve --tls --ca-out ca.pem --listen 127.0.0.1:8443 --state account.json",
    "wechat-user groups list --base-url https://127.0.0.1:8443 --ca-cert ca.pem",
];

#[test]
fn only_what_needs_a_second_shell_is_not_run() {
    let text = fs::read_to_string(page()).unwrap();
    let mut is_fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        is_fenced ^= line.starts_with("```");
        // The settings file is read by `the_settings_file_of_the_manual_is_accepted`.
        let is_run = ["```", "```console", "```toml"].contains(&line);
        assert!(is_run || !line.starts_with("```"), "not run: {line}");
        found.extend(line.strip_prefix("    ").filter(|_| !is_fenced));
    }
    assert_eq!(found, NOT_RUN);
}

#[test]
fn the_settings_file_of_the_manual_is_accepted() {
    let page = fs::read_to_string(page()).unwrap();
    let blocks: Vec<_> =
        page.split("```toml\n").skip(1).map(|rest| rest.split_once("```").unwrap_or_default().0).collect();
    assert_eq!(blocks.len(), 1);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settings-of-the-manual");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), blocks[0]).unwrap();
    fs::set_permissions(folder.join("config.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    let account = account();
    let run = |line: &str| Ran::of(shell(&account, &folder, line).output().unwrap()).ok();
    let listed = run("wechat-user profile list | cut -f 1,2");
    assert_eq!(listed, "shop\tdefault\ntest\t\n");
    let shown = run("wechat-user whoami --profile test");
    assert!(shown.contains("redis_layout\twxjava\tprofile test, line 14\n"), "{shown}");
}

#[test]
fn the_manual_shows_every_command() {
    let text = fs::read_to_string(page()).unwrap();
    for Leaf { command, .. } in leaves() {
        assert!(
            text.contains(&format!("{command} ")) || text.contains(&format!("{command}\n")),
            "{command} is not in docs/cli.md"
        );
    }
    assert!(leaves().len() > 35, "the commands were not found: {}", leaves().len());
}

#[test]
fn the_ellipsis_matches_only_the_part_that_it_replaces() {
    assert!(matches("a … c", "a b c") && matches("…", "") && matches("a…b…c", "a1b2c"));
    assert!(!matches("a … c", "a b d") && !matches("a…b…c", "a1c") && !matches("ab", "abc") && !matches("a…a", "a"));
}

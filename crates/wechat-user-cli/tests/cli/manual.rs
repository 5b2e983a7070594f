//! `docs/cli.md`: every example is run in its order, and its output is compared with the page. `UPDATE_GOLDEN=1` writes
//! the actual output into the page where the two differ.

use std::path::{Path, PathBuf};
use std::{env, fs};

use transport_mock::{FakeWeChat, OldAccount, WebScope};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

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
    let binary = Path::new(env!("CARGO_BIN_EXE_wechat-user"));
    let search = format!("{}:{}", binary.parent().unwrap().display(), env::var("PATH").unwrap());
    let codes = [3, 4].map(|number| account.wechat().authorize(&account.wechat().openid(number), WebScope::UserInfo));
    let [code, code2] = codes.map(Option::unwrap);
    let mut shell = account.command(&[]);
    // The environment of the binary, for the shell.
    let environment: Vec<_> =
        shell.get_envs().map(|(key, value)| (key.to_owned(), value.map(ToOwned::to_owned))).collect();
    shell = std::process::Command::new("sh");
    for (key, value) in environment {
        match value {
            Some(value) => shell.env(key, value),
            None => shell.env_remove(key),
        };
    }
    shell.args(["-c", line]).current_dir(folder).env("PATH", search).env("CODE", code).env("CODE2", code2);
    shell.env("SERVER", server).env("WECHAT_PUSH_TOKEN", "a-token-of-mine");
    shell.env("WECHAT_PUSH_AES_KEY", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
    let ran = Ran::of(shell.output().unwrap());
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

#[test]
fn the_manual_shows_every_command() {
    let text = fs::read_to_string(page()).unwrap();
    let help = |command: &str| {
        let args: Vec<_> = command.split_whitespace().skip(1).chain(["--help"]).collect();
        crate::support::run(&args).ok()
    };
    let mut open = vec!["wechat-user".to_owned()];
    let mut seen = 0;
    while let Some(command) = open.pop() {
        let help = help(&command);
        let names =
            help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with("  "));
        let mut names: Vec<_> =
            names.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next()).collect();
        names.retain(|name| *name != "help");
        if names.is_empty() {
            seen += 1;
            assert!(
                text.contains(&format!("{command} ")) || text.contains(&format!("{command}\n")),
                "{command} is not in docs/cli.md"
            );
        }
        open.extend(names.iter().map(|name| format!("{command} {name}")));
    }
    assert!(seen > 35, "the commands were not found: {seen}");
}

#[test]
fn the_ellipsis_matches_only_the_part_that_it_replaces() {
    assert!(matches("a … c", "a b c") && matches("…", "") && matches("a…b…c", "a1b2c"));
    assert!(!matches("a … c", "a b d") && !matches("a…b…c", "a1c") && !matches("ab", "abc") && !matches("a…a", "a"));
}

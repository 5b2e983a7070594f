//! Every pair of sources gives the settings of one account: the sources are five accounts, each with a server, a secret
//! and a token mode of its own.

use std::process::Command;

use transport_mock::Fault;

use super::{Home, Own};
use crate::support::Ran;

/// In the order in which they count.
const SOURCES: [&str; 5] = ["--profile", "flags", "environment", "WECHAT_PROFILE", "default"];
/// The token modes. The environment has no variable for it.
const MODES: [&str; 5] = ["plain", "plain", "stable", "stable", "plain"];
const SECRETS: [&str; 5] = [
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
    "cccccccccccccccccccccccccccccccc",
    "dddddddddddddddddddddddddddddddd",
    "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
];
const APP_IDS: [&str; 5] = ["wx-of-profile", "wx-of-flags", "wx-of-env", "wx-of-variable", "wx-of-default"];

struct Table {
    home: Home,
    accounts: Vec<Own>,
}

impl Table {
    fn new(name: &str) -> Self {
        let home = Home::new(name);
        let accounts: Vec<_> = APP_IDS.into_iter().zip(SECRETS).map(|(id, secret)| Own::new(id, secret)).collect();
        for (number, secret) in SECRETS.into_iter().enumerate() {
            home.file(&format!("secret-{number}"), secret, 0o600);
        }
        Self { home, accounts }
    }

    /// The settings file: the profiles of three sources, each with another place for the secret.
    fn write(&self, has_default: bool) {
        let url = |number: usize| self.accounts[number].account.url();
        let default = if has_default { "default = 'the default'\n" } else { "" };
        self.home.write(&format!(
            "{default}
             [profiles.named]
             app_id = '{}'
             secret_file = '~/secret-0'
             base_url = '{}'
             token_mode = '{}'
             [profiles.variable]
             app_id = '{}'
             secret_env = 'SECRET_OF_VARIABLE'
             base_url = '{}'
             [profiles.'the default']
             app_id = '{}'
             secret_command = ['cat', '{}']
             base_url = '{}'
             token_mode = '{}'
             ",
            APP_IDS[0],
            url(0),
            MODES[0],
            APP_IDS[3],
            url(3),
            APP_IDS[4],
            self.home.0.join("secret-4").display(),
            url(4),
            MODES[4],
        ));
    }

    /// Gives the command a source.
    fn give(&self, command: &mut Command, source: usize) {
        let url = self.accounts[source].account.url();
        match SOURCES[source] {
            "--profile" => command.args(["--profile", "named"]),
            "flags" => {
                command.args(["--app-id", APP_IDS[1], "--base-url", &url, "--token-mode", MODES[1]]);
                command.arg("--app-secret-file").arg(self.home.0.join("secret-1"))
            }
            "environment" => {
                command.env("WECHAT_APPID", APP_IDS[2]).env("WECHAT_APPSECRET", SECRETS[2]).env("WECHAT_BASE_URL", url)
            }
            "WECHAT_PROFILE" => command.env("WECHAT_PROFILE", "variable"),
            _ => command,
        };
    }

    /// Runs with some sources. Returns the result, and the requests of each account.
    fn run(&self, sources: &[usize]) -> (Ran, Vec<[u64; 3]>) {
        self.write(sources.contains(&4));
        let mut command = self.home.command(&["groups", "list"]);
        command.env("SECRET_OF_VARIABLE", SECRETS[3]);
        sources.iter().for_each(|source| self.give(&mut command, *source));
        let before: Vec<_> = self.accounts.iter().map(Own::calls).collect();
        let ran = Ran::of(command.output().unwrap());
        for secret in SECRETS {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{sources:?}: {ran:?}");
            let files = self.home.files_with(secret);
            assert!(files.iter().all(|file| file.to_str().unwrap().contains("secret-")), "{sources:?}: {files:?}");
        }
        let calls = self.accounts.iter().map(Own::calls).zip(before);
        (ran, calls.map(|(after, before)| [0, 1, 2].map(|path| after[path] - before[path])).collect())
    }

    /// Checks that a run used all settings of one account, and no other account.
    fn check(&self, sources: &[usize], winner: usize) {
        let (ran, calls) = self.run(sources);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{sources:?}: {ran:?}");
        for (number, calls) in calls.into_iter().enumerate() {
            let expected = match (number == winner, MODES[number]) {
                (false, _) => [0, 0, 0],
                (true, "stable") => [1, 0, 1],
                (true, _) => [0, 1, 1],
            };
            assert_eq!(calls, expected, "{sources:?}: the account of {}", SOURCES[number]);
        }
    }
}

#[test]
fn every_pair_of_sources_gives_the_settings_of_one_account() {
    let table = Table::new("pairs");
    for (first, name) in SOURCES.into_iter().enumerate() {
        table.check(&[first], first);
        for (second, other) in SOURCES.into_iter().enumerate().skip(first + 1) {
            if (name, other) == ("--profile", "flags") {
                let (ran, calls) = table.run(&[first, second]);
                let report = ran.failed(2);
                assert!(report.contains("the AppID of the profile \"named\" is \"wx-of-profile\""), "{report}");
                assert!(calls.iter().all(|calls| *calls == [0, 0, 0]), "{calls:?}");
            } else {
                table.check(&[first, second], first);
            }
        }
    }
    table.check(&[2, 3, 4], 2);
    table.check(&[0, 2, 3, 4], 0);
    table.check(&[1, 2, 3, 4], 1);
    let (ran, _) = table.run(&[]);
    assert!(ran.failed(2).contains("no AppID"));
}

#[test]
fn a_flag_replaces_one_setting_of_a_profile() {
    let table = Table::new("replaced-setting");
    table.write(true);
    let run = |args: &[&str]| table.home.run(&[&["groups", "list", "--profile", "named"], args].concat());
    let other = Own::new(APP_IDS[0], SECRETS[0]);
    run(&["--base-url", &other.account.url(), "--token-mode", "stable"]).ok();
    assert_eq!((other.calls(), table.accounts[0].calls()), ([1, 0, 1], [0, 0, 0]));
    run(&["--app-id", APP_IDS[0]]).ok();
    assert_eq!(table.accounts[0].calls(), [0, 1, 1], "the same AppID again is no other account");
    let wrong = table.home.0.join("secret-1");
    assert!(run(&["--app-secret-file", wrong.to_str().unwrap()]).failed(4).contains("40125"));
}

#[test]
fn the_settings_of_two_accounts_in_the_environment_and_in_flags_are_refused() {
    let table = Table::new("two-accounts");
    table.write(false);
    let run = |sources: &[usize], change: &dyn Fn(&mut Command) -> &mut Command| {
        let mut command = table.home.command(&["groups", "list"]);
        sources.iter().for_each(|source| table.give(&mut command, *source));
        change(&mut command);
        Ran::of(command.output().unwrap()).failed(2)
    };
    // The AppID of one account, and the secret of the other.
    let report = run(&[2], &|command| command.args(["--app-id", "wx-other", "--base-url", "http://127.0.0.1:1"]));
    assert!(report.contains("WECHAT_APPSECRET belongs to the account of WECHAT_APPID"), "{report}");
    // A profile, but the environment names another host.
    for source in [0, 3] {
        let report = run(&[source], &|command| command.env("WECHAT_BASE_URL", "http://127.0.0.1:1"));
        assert!(report.contains("the settings come from the profile") && report.contains("WECHAT_APPID"), "{report}");
    }
    table.write(true);
    let report = run(&[4], &|command| command.env("WECHAT_BASE_URL", "http://127.0.0.1:1"));
    assert!(report.contains("the settings come from the profile \"the default\""), "{report}");
    let report = run(&[], &|command| command.args(["--profile="]));
    assert!(report.contains("the name of the profile is empty"), "{report}");
    assert!(table.accounts.iter().all(|account| account.calls() == [0, 0, 0]));

    // The same host is no contradiction, and a flag ends one.
    let url = table.accounts[4].account.url();
    let finish = |change: &dyn Fn(&mut Command) -> &mut Command| {
        let mut command = table.home.command(&["groups", "list"]);
        change(&mut command);
        Ran::of(command.output().unwrap()).ok();
    };
    finish(&|command| command.env("WECHAT_BASE_URL", &url));
    finish(&|command| command.env("WECHAT_BASE_URL", "http://127.0.0.1:1").args(["--base-url", &url]));
}

#[test]
fn every_kind_of_command_uses_the_profile() {
    let table = Table::new("every-command");
    table.write(false);
    let run = |args: &[&str]| table.home.run(&[&["--profile", "named"], args].concat());
    assert!(run(&["doctor"]).ok().contains("AppID wx-of-profile"));
    assert!(run(&["token", "show"]).ok().starts_with("plain\t"));
    let openids = table.accounts[0].account.openids(3);
    let [first, second, third] = [0, 1, 2].map(|number| openids[number].as_str());
    run(&["blacklist", "add", first, second, third]).ok();
    assert_eq!(run(&["users", "batch", first]).ok().lines().count(), 1);
    assert!(run(&["oauth", "url", "https://example.com/"]).ok().contains("appid=wx-of-profile"));
    assert!(run(&["token", "refresh", "--dry-run"]).ok().contains("appid=wx-of-profile"));
    run(&["followers", "export", "--out", "followers.csv"]).ok();
    assert_eq!(run(&["mock", "ready"]).ok(), "");
    assert_eq!(run(&["token", "clear", "--store", "file"]).ok(), "");
    assert!(table.accounts[1..].iter().all(|account| account.account.wechat().calls() == 0));
}

#[test]
fn the_advice_to_continue_keeps_the_profile() {
    let table = Table::new("advice");
    table.write(false);
    let server = table.accounts[0].account.wechat();
    server.add_fault(Fault::errcode(45009).on("/cgi-bin/tags/members/batchblacklist").after(1).always());
    table.home.file("work/list", &table.accounts[0].account.openids(40).join("\n"), 0o600);
    let args = ["--profile", "named", "blacklist", "add", "--file", "list", "--failed", "left"];
    let report = table.home.run(&args).failed(6);
    assert!(report.contains("continue with --profile named --file left"), "{report}");
    server.clear_faults();
    server.add_fault(Fault::errcode(45009).on("/cgi-bin/user/get").after(1).always());
    let report = table.home.run(&["--profile", "named", "users", "list"]).failed(5);
    assert!(report.contains("continue with --profile named --from o"), "{report}");
}

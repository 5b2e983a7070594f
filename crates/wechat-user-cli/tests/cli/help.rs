//! `--help` of every command, and the examples in it.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs};

use serde_json::json;
use transport_mock::{FakeWeChat, OldAccount, Service, WebScope};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

use crate::support::{Account, Ran, canned, run, signal};

/// A command that has no commands below it, and its help.
pub(crate) struct Leaf {
    /// With the name of the program: `wechat-user tags add`.
    pub(crate) command: String,
    pub(crate) help: String,
}

/// All of them, found by `--help` of the real binary.
pub(crate) fn leaves() -> &'static [Leaf] {
    static LEAVES: OnceLock<Vec<Leaf>> = OnceLock::new();
    LEAVES.get_or_init(|| {
        let (mut open, mut leaves) = (vec!["wechat-user".to_owned()], Vec::new());
        while let Some(command) = open.pop() {
            let args: Vec<_> = command.split_whitespace().skip(1).chain(["--help"]).collect();
            let help = run(&args).ok();
            let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
            let names = listed.take_while(|line| line.starts_with("  ")).filter(|line| !line.starts_with("   "));
            let mut names: Vec<_> = names.filter_map(|line| line.split_whitespace().next()).collect();
            names.retain(|name| *name != "help");
            let below: Vec<_> = names.iter().map(|name| format!("{command} {name}")).collect();
            if below.is_empty() {
                leaves.push(Leaf { command, help });
            }
            open.extend(below);
        }
        leaves
    })
}

/// The examples in a help: the lines below `Examples:`, which begin with two blanks.
fn examples(help: &str) -> Vec<&str> {
    let below = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    below.map_while(|line| line.strip_prefix("  ")).collect()
}

/// A line of the shell with the environment for the account, in this folder.
pub(crate) fn shell(account: &Account, folder: &Path, line: &str) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_wechat-user"));
    let search = format!("{}:{}", binary.parent().unwrap().display(), env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    for (key, value) in account.command(&[]).get_envs() {
        match value {
            Some(value) => shell.env(key, value),
            None => shell.env_remove(key),
        };
    }
    shell.args(["-c", line]).current_dir(folder).env("PATH", search);
    // Others must not be able to replace the settings file.
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    shell.env("WECHAT_CONFIG", folder.join("config.toml"));
    shell.env("WECHAT_PUSH_TOKEN", "a-token-of-mine");
    shell.env("WECHAT_PUSH_AES_KEY", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    shell
}

/// Commands that run until a signal ends them. They print a line when they are ready.
const SERVERS: [&str; 3] = ["wechat-user mock serve", "wechat-user gateway serve", "wechat-user token keep"];

/// Examples that end with another code than 0: the simulated service does not know the rid.
const FAILURES: [(&str, i32); 1] = [("wechat-user rid", 1)];

const OLD: &str = "wxaaaaaaaaaaaaaaaa";

/// The account for the examples: 300 followers, a group, three tags, and an account that it was migrated from.
fn account() -> Account {
    let old = OldAccount::new(OLD, "gh_91ae50dfeb1c", 300, SystemClock::new().now());
    let wechat = FakeWeChat::new();
    let seed = json!({
        "seed": 7,
        "followers": 300,
        "groups": [{"name": "大客户"}],
        "tags": [{"name": "老客户", "members": [{"from": 0, "to": 20}]}, {"name": "2025"}, {"name": "渠道"}],
    });
    wechat.seed(&seed.to_string()).unwrap();
    Account::of(wechat.with_old_account(old))
}

/// The files that the examples name.
fn files(account: &Account, folder: &Path) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("users.txt", account.openids(60).join("\n"));
    write("remarks.csv", format!("{},老李\n{},小王\n", account.openid(5), account.openid(6)));
    write("old.txt", account.wechat().old_openid(0).unwrap().to_string());
    write("config.toml", "[profiles.shop]\napp_id = 'wx1'\n[profiles.test]\napp_id = 'wx2'\n".to_owned());
    fs::set_permissions(folder.join("config.toml"), Permissions::from_mode(0o600)).unwrap();
    write("signing.key", "0123456789abcdef".repeat(4));
    write(
        "gateway.toml",
        format!(
            "listen = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\nsigning = [{{ file = \"signing.key\" }}]\n\
             [[account]]\napp_id = {:?}\nsecret = {{ env = \"WECHAT_APPSECRET\" }}\n",
            Service::APP_ID
        ),
    );
}

/// Runs a server until it is ready, and ends it.
fn serve(mut shell: Command) -> Ran {
    // The shell is replaced, so that the signal reaches the program.
    let mut child = shell.spawn().unwrap();
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    signal(&child, "TERM");
    stdout.read_to_string(&mut first).unwrap();
    let mut ran = Ran::of(child.wait_with_output().unwrap());
    assert!(!first.is_empty(), "it printed nothing: {ran:?}");
    ran.stdout = first;
    ran
}

#[test]
fn every_command_has_examples_in_its_help_and_each_of_them_runs() {
    let account = account();
    let state = account.wechat().save();
    let server = canned("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nsuccess");
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("help");
    drop(fs::remove_dir_all(&root));
    let common = root.join("common");
    fs::create_dir_all(&common).unwrap();
    files(&account, &common);
    Ran::of(shell(&account, &common, "wechat-user followers sync --db followers.db").output().unwrap()).ok();

    let (mut failures, mut seen) = (Vec::new(), 0);
    for Leaf { command, help } in leaves() {
        let lines = examples(help);
        if lines.is_empty() {
            failures.push(format!("{command} has no examples: src/examples.rs"));
        }
        let is_own = |line: &&str| line.contains(&format!("{command} ")) || line.ends_with(command.as_str());
        let strange = lines.iter().filter(|line| !is_own(line)).map(|line| format!("{command}: {line}"));
        failures.extend(strange);
        for line in lines {
            seen += 1;
            account.wechat().load(&state).unwrap();
            let folder = root.join(seen.to_string());
            fs::create_dir_all(&folder).unwrap();
            for file in fs::read_dir(&common).unwrap().map(Result::unwrap) {
                fs::copy(file.path(), folder.join(file.file_name())).unwrap();
            }
            let user = account.wechat().openid(5);
            let code = account.wechat().authorize(&user, WebScope::UserInfo).unwrap();
            let mut actual = line.replace("OPENID", user.as_str()).replace("CODE", &code);
            actual = actual.replace("http://127.0.0.1:3000/", &server).replace("http://127.0.0.1:8080", &account.url());
            let is_server = SERVERS.contains(&command.as_str());
            let ran = match is_server {
                true => serve(shell(&account, &folder, &format!("exec {actual}"))),
                false => Ran::of(shell(&account, &folder, &actual).output().unwrap()),
            };
            assert!(!account.leaks(&ran), "secret or token in: {ran:?}");
            let expected = FAILURES.iter().find(|(failing, _)| failing == command).map_or(0, |(_, code)| *code);
            if ran.code != Some(expected) {
                failures.push(format!("{line}: {ran:?}"));
            }
        }
    }
    assert!(seen > 60, "the examples were not found: {seen}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    fs::remove_dir_all(root).unwrap();
}

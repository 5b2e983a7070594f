//! `--store`: commands that share one token, and the commands `token refresh`, `clear` and `keep`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use transport_mock::Service;

use crate::support::{Account, Ran, cache, wechat_user};

const STABLE: &str = "/cgi-bin/stable_token";

/// A cache folder of the test's own.
struct Cache(PathBuf);

impl Cache {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cache-of-{name}"));
        drop(fs::remove_dir_all(&folder));
        Self(folder)
    }

    /// Runs with the store in files.
    fn run(&self, account: &Account, args: &[&str]) -> Ran {
        let mut command = account.command(args);
        command.env("XDG_CACHE_HOME", &self.0).env("WECHAT_STORE", "file");
        account.finish(command.spawn().unwrap())
    }

    fn texts(&self) -> Vec<String> {
        let files = fs::read_dir(self.0.join("wechat-user")).unwrap();
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }
}

#[test]
fn commands_share_one_token_in_files_which_hold_no_secret() {
    let (account, cache) = (Account::new(), Cache::new("sharing"));
    for _ in 0..3 {
        cache.run(&account, &["groups", "list"]).ok();
    }
    cache.run(&account, &["token", "show", "--json"]).ok();
    assert_eq!(account.wechat().token_requests(), 1);
    let texts = cache.texts();
    assert!(texts.iter().any(|text| text.contains(account.wechat().stable_token().expose())));
    assert!(texts.iter().all(|text| !text.contains(Service::APP_SECRET)));
    account.wechat().replace_token();
    cache.run(&account, &["groups", "list"]).ok();
    cache.run(&account, &["groups", "list"]).ok();
    assert_eq!(account.wechat().token_requests(), 2, "one request renews it for both");
}

#[test]
fn with_a_service_on_this_machine_nothing_is_written_unless_asked_for() {
    let (account, folder) = (Account::new(), Cache::new("loopback"));
    for _ in 0..2 {
        let mut command = account.command(&["groups", "list"]);
        account.finish(command.env("XDG_CACHE_HOME", &folder.0).spawn().unwrap()).ok();
    }
    assert_eq!((account.wechat().token_requests(), folder.0.exists()), (2, false));
}

#[test]
fn with_the_real_service_the_default_is_the_cache_folder_of_the_user() {
    // Nothing is sent: the account is not asked, and clearing an empty store changes nothing.
    let folder = Cache::new("default");
    let args = ["token", "clear", "--app-id", "wx1"];
    let run = |name: &str, value: &Path| {
        let mut command = wechat_user(&args);
        command.env_remove("XDG_CACHE_HOME").env_remove("HOME").env(name, value);
        Ran::of(command.output().unwrap())
    };
    run("XDG_CACHE_HOME", &folder.0).ok();
    assert!(folder.0.join("wechat-user").is_dir());
    run("HOME", &folder.0).ok();
    assert!(folder.0.join(".cache/wechat-user").is_dir());
    let report = run("HOME", Path::new("relative")).failed(2);
    assert!(report.contains("keeps nothing"), "{report}");
    assert!(!Path::new(cache()).join("relative").exists());
}

#[test]
fn clear_makes_the_next_command_fetch_and_needs_no_secret() {
    let (account, cache) = (Account::new(), Cache::new("clear"));
    cache.run(&account, &["token", "show"]).ok();
    let mut command = account.command(&["token", "clear", "--json"]);
    command.env("XDG_CACHE_HOME", &cache.0).env("WECHAT_STORE", "file").env_remove("WECHAT_APPSECRET");
    assert_eq!(account.finish(command.spawn().unwrap()).ok(), "{\"ok\":true}\n");
    cache.run(&account, &["token", "show"]).ok();
    assert_eq!(account.calls_to(STABLE), 2);
    let report = account.run(&["token", "clear"]).failed(2);
    assert!(report.contains("--store file or --store redis"), "{report}");
}

#[test]
fn refresh_and_doctor_bypass_the_store_and_say_so() {
    let (account, cache) = (Account::new(), Cache::new("refresh"));
    cache.run(&account, &["token", "show"]).ok();
    let before = cache.texts();
    let ran = cache.run(&account, &["token", "refresh"]);
    assert_eq!((ran.code, account.calls_to(STABLE)), (Some(0), 2), "{ran:?}");
    assert!(ran.stderr.contains("the store was bypassed") && ran.stdout.starts_with("stable\t"), "{ran:?}");
    let ran = cache.run(&account, &["token", "refresh", "--force", "--json"]);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&shown["mode"], account.calls_to(STABLE)), (&Value::from("stable"), 3));
    let found = cache.run(&account, &["doctor"]).ok();
    assert!(found.contains("the store was bypassed"), "{found}");
    assert_eq!((account.wechat().token_requests(), cache.texts()), (4, before));

    let ran = account.run(&["token", "refresh"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "without a store there is nothing to say");
    let plan = account.run(&["token", "refresh", "--dry-run", "--token-mode", "plain"]).ok();
    assert!(plan.contains("secret=[redacted]"), "{plan}");
    let report = account.run(&["token", "refresh", "--force", "--token-mode", "plain"]).failed(2);
    assert!(report.contains("stable tokens"), "{report}");
    assert_eq!(account.wechat().token_requests(), 5);
}

#[cfg(unix)]
#[test]
fn keep_renews_a_token_that_was_removed_until_a_signal_ends_it() {
    use std::io::{BufRead, BufReader};

    let (account, cache) = (Account::new(), Cache::new("keep"));
    let mut command = account.command(&["token", "keep", "--every", "10ms", "--json"]);
    let mut child = command.env("XDG_CACHE_HOME", &cache.0).env("WECHAT_STORE", "file").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["mode"], "stable");
    account.wechat().replace_token();
    cache.run(&account, &["token", "clear"]).ok();
    let second: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(second["mode"], "stable", "the one after it was removed");
    crate::support::signal(&child, "TERM");
    let ran = account.finish(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(account.wechat().token_requests(), 2);
    let report = account.run(&["token", "keep"]).failed(2);
    assert!(report.contains("--store file or --store redis"), "{report}");
}

#[test]
fn a_store_that_fails_is_a_warning_and_the_command_goes_on() {
    let (account, cache) = (Account::new(), Cache::new("failing"));
    fs::create_dir_all(&cache.0).unwrap();
    fs::write(cache.0.join("wechat-user"), "not a folder").unwrap();
    let ran = cache.run(&account, &["groups", "list"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), 3), "{ran:?}");
    assert_eq!(ran.stderr.matches("warning: the store of credentials: ").count(), 1, "{ran:?}");
    let report = cache.run(&account, &["token", "clear"]).failed(3);
    assert!(report.starts_with("error: the store of credentials: "), "{report}");
}

#[test]
fn a_store_that_cannot_be_is_refused_before_anything_is_sent() {
    let account = Account::new();
    let redis = |args: &[&str], url: &str| {
        let mut command = account.command(args);
        account.finish(command.env("WECHAT_REDIS_URL", url).env("WECHAT_STORE", "redis").spawn().unwrap()).failed(2)
    };
    let list = ["groups", "list"];
    let report = redis(&list, "http://:hush-password@h");
    assert!(report.contains("redis://") && !report.contains("hush"), "{report}");
    assert!(redis(&list, "").contains("WECHAT_REDIS_URL"));
    let url = "redis://127.0.0.1:1";
    assert!(redis(&["groups", "list", "--redis-layout", "easywechat"], url).contains("possible are"));
    let layout = format!("key={{appid}}-{}", Service::APP_SECRET);
    let report = redis(&["groups", "list", "--redis-layout", &layout], url);
    assert!(report.contains("must not hold the AppSecret"), "{report}");
    for args in [["groups", "list", "--redis-layout", "own"], ["groups", "list", "--redis-role", "follow"]] {
        assert!(account.run(&args).failed(2).contains("need --store redis"));
    }
    let mut command = account.command(&list);
    let report = account.finish(command.env("WECHAT_STORE", "disk").spawn().unwrap()).failed(2);
    assert!(report.contains("memory, file, redis"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
}

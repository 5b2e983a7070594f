//! Flags, environment, and refusals before anything is sent.

use serde_json::json;
use transport_mock::{FakeWeChat, Service};

use crate::support::{Account, Ran, run, scratch, wechat_user};

#[test]
fn flags_mean_the_same_before_and_after_the_subcommand() {
    let account = Account::new();
    let url = account.url();
    let flags =
        ["--base-url", &url, "--app-id", Service::APP_ID, "--token-mode", "plain", "--timeout", "10s", "--json"];
    let expected = json!({"groupid": 0});
    let openid = account.openid(0);
    let command = ["groups", "of", &openid];
    for at in 0..=command.len() {
        let args = [&command[..at], &flags[..], &command[at..]].concat();
        let mut command = wechat_user(&args);
        let ran = Ran::of(command.env("WECHAT_APPSECRET", Service::APP_SECRET).output().unwrap());
        assert_eq!(ran.json(), expected, "{args:?}");
    }
    assert_eq!((account.calls_to("/cgi-bin/token"), account.calls_to("/cgi-bin/stable_token")), (4, 0));
}

#[test]
fn a_flag_wins_over_the_environment() {
    let account = Account::new();
    let secret = scratch("usage-secret");
    std::fs::write(&secret, Service::APP_SECRET).unwrap();
    let url = account.url();
    let flags = ["--base-url", &url, "--app-id", Service::APP_ID, "--app-secret-file", &secret];
    let mut command = account.command(&[&["groups", "list", "--quiet"], &flags[..]].concat());
    command.env("WECHAT_BASE_URL", "http://127.0.0.1:1").env("WECHAT_APPID", "wx-another");
    command.env("WECHAT_APPSECRET", "of-another");
    // Others may read the file of this test, which gives a warning.
    let ran = account.finish(command.spawn().unwrap());
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), 3), "{ran:?}");
}

#[test]
fn values_of_environment_and_flags_are_trimmed() {
    let account = Account::new();
    let mut command = account.command(&["groups", "list"]);
    // As a file with Windows line ends sets them, and one with a byte-order mark.
    command.env("WECHAT_APPID", format!("{}\r", Service::APP_ID));
    command.env("WECHAT_APPSECRET", format!("\u{feff}{}\r", Service::APP_SECRET));
    command.env("WECHAT_BASE_URL", format!(" {}\r\n", account.url()));
    assert_eq!(account.finish(command.spawn().unwrap()).ok().lines().count(), 3);

    let (url, app_id) = (format!("{}\r", account.url()), format!("\u{a0}{}\u{200b}", Service::APP_ID));
    account.run(&["groups", "list", "--base-url", &url, "--app-id", &app_id]).ok();
    let openid = format!(" {}\r", account.openid(0));
    assert_eq!(account.run(&["groups", "of", &openid]).ok(), "0\n");

    let mut command = account.command(&["groups", "list"]);
    command.env("WECHAT_APPSECRET", format!("{0} {0}", Service::APP_SECRET));
    let report = account.finish(command.spawn().unwrap()).failed(2);
    assert!(report.contains("WECHAT_APPSECRET has a blank"), "{report}");
}

#[test]
fn without_credentials_nothing_is_sent() {
    let account = Account::new();
    for (missing, named) in [("WECHAT_APPID", "--app-id"), ("WECHAT_APPSECRET", "--app-secret-file")] {
        for empty in [false, true] {
            let mut command = account.command(&["groups", "list"]);
            if empty {
                command.env(missing, "")
            } else {
                command.env_remove(missing)
            };
            let report = account.finish(command.spawn().unwrap()).failed(2);
            assert!(report.contains(missing) && report.contains(named), "{report}");
        }
    }
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn without_tokens_no_secret_is_needed() {
    let account = Account::of(FakeWeChat::new().without_tokens());
    let mut command = account.command(&["groups", "list", "--token-mode", "none"]);
    let ran = Ran::of(command.env_remove("WECHAT_APPSECRET").output().unwrap());
    assert_eq!(ran.ok().lines().count(), 3);
    assert_eq!(account.wechat().token_requests(), 0);
}

#[test]
fn plain_http_to_another_host_needs_a_flag() {
    let account = Account::new();
    // Not a loopback address, but it reaches this machine.
    let url = format!("http://0.0.0.0:{}", account.port());
    let report = account.run(&["groups", "list", "--base-url", &url]).failed(2);
    assert!(report.contains("--allow-http"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
    account.run(&["groups", "list", "--base-url", &url, "--allow-http"]).ok();
}

#[test]
fn impossible_values_are_refused() {
    let account = Account::new();
    for (flag, value) in [
        ("--base-url", "api.weixin.qq.com"),
        ("--base-url", "ftp://api.weixin.qq.com"),
        ("--base-url", "https://"),
        ("--base-url", "https://host?query"),
        ("--timeout", "0"),
        ("--timeout", "soon"),
        ("--token-mode", "magic"),
        ("--proxy", "pigeon://post"),
        ("--ca-cert", "no/such/file.pem"),
        ("--ca-cert", concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")),
        ("--app-secret-file", "no/such/file"),
    ] {
        let ran = account.run(&["groups", "list", flag, value]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{flag} {value}: {ran:?}");
        assert!(ran.stderr.starts_with("error: "), "{flag} {value}: {ran:?}");
    }
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn a_secret_is_not_a_flag_and_is_never_printed() {
    for args in [
        &["groups", "list", "--app-secret", "hush"][..],
        &["--app-secret=hush", "groups", "list"],
        &["--app-secret=hush", "--json", "groups", "list"],
        &["groups", "list", "--app-id", "wx1", "--proxy", "http://user:hush@"],
    ] {
        let mut command = wechat_user(args);
        let ran = Ran::of(command.env("WECHAT_APPSECRET", "hush").output().unwrap());
        assert!(!format!("{ran:?}").contains("hush"), "{ran:?}");
        ran.failed(2);
    }
}

#[test]
fn a_proxy_with_a_password_is_only_read_from_the_environment() {
    let account = Account::new();
    for proxy in ["http://user:hush-hush@127.0.0.1:9", "user:hush-hush@127.0.0.1:9", "socks5://:hush-hush@h"] {
        let ran = account.run(&["groups", "list", "--proxy", proxy]);
        assert!(!ran.stderr.contains("hush") && ran.stderr.contains("ALL_PROXY"), "{ran:?}");
        ran.failed(2);
    }
    // A user name is not a secret, and loopback is never reached by a proxy of the environment.
    account.run(&["groups", "list", "--proxy", "http://user@127.0.0.1:9", "--timeout", "200ms"]).failed(3);
    let mut command = account.command(&["groups", "list"]);
    account.finish(command.env("ALL_PROXY", "http://user:hush-hush@127.0.0.1:9").spawn().unwrap()).ok();
}

#[test]
fn help_is_a_result_and_a_missing_command_an_error() {
    for args in [&["--help"][..], &["groups", "--help"], &["help", "users"], &["--version"], &["mock", "serve", "-h"]] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{args:?}");
        assert!(!ran.stdout.is_empty(), "{args:?}");
    }
    for args in [&[][..], &["groups"], &["gruops"], &["groups", "list", "--verbatim"]] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!ran.stderr.is_empty(), "{args:?}");
    }
    assert!(run(&["--help"]).ok().contains("130  interrupted"));
    assert!(run(&["groups", "--help"]).ok().contains("移动用户分组"));
}

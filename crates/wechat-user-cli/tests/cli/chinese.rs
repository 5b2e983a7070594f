//! `--ui-lang zh`: no command of any kind leaves an English sentence on standard error.

mod english;

use std::fs;
use std::process::Stdio;

use serde_json::Value;
use transport_mock::{FakeWeChat, Fault};

use self::english::sentences;
use crate::questions::on_a_terminal;
use crate::support::{Account, Ran, canned, closed_port, scratch, signal, wechat_user};

/// Standard error in Chinese. `causes` are texts of parsers, which stay as they are.
#[track_caller]
fn check(ran: &Ran, code: i32, causes: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    check_text(&ran.stderr, causes);
}

#[track_caller]
fn check_text(text: &str, causes: &[&str]) {
    let mut rest = text.to_owned();
    for cause in causes {
        assert!(rest.contains(cause), "{cause:?} is not in {text:?}");
        rest = rest.replace(cause, "");
    }
    assert!(rest.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "nothing is Chinese: {text:?}");
    assert_eq!(sentences(&rest), Vec::<String>::new(), "{text:?}");
}

fn zh<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["--ui-lang", "zh"]].concat()
}

fn flags(url: &str) -> [&str; 8] {
    ["--base-url", url, "--app-id", "wx1", "--token-mode", "none", "--timeout", "2s"]
}

fn without_account(args: &[&str], flags: &[&str]) -> Ran {
    Ran::of(wechat_user(&zh(&[args, flags].concat())).output().unwrap())
}

#[test]
fn what_is_refused_before_sending_is_chinese() {
    let account = Account::new();
    let missing = scratch("chinese-missing");
    let db = scratch("chinese.sqlite");
    let text = scratch("chinese-text.json");
    fs::write(&text, "no checkpoint").unwrap();
    let cases: &[(&[&str], &[&str])] = &[
        (&["tags", "delete", "2"], &[]),
        (&["groups", "list", "--base-url", "ftp://a"], &[]),
        (&["groups", "list", "--base-url", "http://a.example"], &[]),
        (&["groups", "list", "--base-url", "https://"], &[]),
        (&["groups", "list", "--proxy", "http://a:b@c"], &[]),
        (&["groups", "list", "--proxy", "??"], &[]),
        (&["groups", "list", "--ca-cert", &missing], &[]),
        (&["groups", "list", "--ca-cert", &text], &[]),
        (&["groups", "list", "--app-secret-file", &missing], &[]),
        (&["groups", "list", "--redis-role", "follow"], &[]),
        (&["groups", "list", "--store", "redis"], &[]),
        (&["token", "clear"], &[]),
        (&["token", "show", "--token-mode", "none"], &[]),
        (&["token", "keep", "--every", "1h"], &[]),
        (&["token", "keep"], &[]),
        (&["token", "refresh", "--force", "--token-mode", "plain"], &[]),
        (&["tags", "add", "2", "--file", &missing], &[]),
        (&["tags", "add", "2", "--file", &text], &[]),
        (&["tags", "add", "2", "oA", "--failed", "/nowhere/left"], &[]),
        (&["tags", "add", "2", "oA", "--checkpoint", &text], &[]),
        (&["users", "remark", "--file", &text], &[]),
        (&["users", "batch", "oA", "--fields", "openid,nick"], &[]),
        (&["followers", "export", "--out", "list.txt"], &[]),
        (&["followers", "export", "--out", "-", "--restart"], &[]),
        (&["followers", "export", "--out", &db, "--limit", "2"], &[]),
        (&["followers", "changes", "--db", &missing, "--since", "0"], &[]),
        (&["followers", "changes", "--db", &text, "--since", "0"], &[]),
        (&["qr", "create", "--number", "100001", "--permanent"], &[]),
        (&["qr", "create", "--text", "a", "--out", "code.bmp"], &[]),
        (&["shorten", "create", ""], &[]),
        (&["stats", "total", "--from", "2026-02-01", "--to", "2026-01-01"], &[]),
        (&["raw", "get", "cgi-bin/tags/get"], &[]),
        (&["raw", "post", "/cgi-bin/tags/create", "{"], &["EOF while parsing an object at line 1 column 1"]),
        (&["oauth", "url", "example.com", "--state", "a"], &[]),
        (&["oauth", "user", "oA"], &[]),
        (&["gateway", "key", "new", "a b"], &[]),
        (&["gateway", "check", "--config", &missing], &[]),
        (&["gateway", "check", "--config", &text], &[]),
        (&["mock", "push", "subscribe", "--to", "http://127.0.0.1:1"], &[]),
        (&["mock", "serve", "--seed-file", &missing], &[]),
        (&["mock", "serve", "--faults", &text], &["expected ident at line 1 column 2"]),
        (&["man", "/dev/null/pages"], &[]),
        (&["groups", "list", "--profile", "x"], &[]),
        (&["profile", "add", "x"], &[]),
        (&["profile", "use", "x"], &[]),
    ];
    for (args, causes) in cases {
        let ran = account.run(&zh(args));
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        check(&ran, 2, causes);
        let json = [args, &["--json"][..]].concat();
        assert_eq!(account.run(&zh(&json)).stderr, account.run(&json).stderr, "JSON is English in every language");
    }
    check(&without_account(&["groups", "list"], &[]), 2, &[]);
    check(&without_account(&["groups", "list"], &["--app-id", "wx1"]), 2, &[]);
    check(&without_account(&["mock", "ready"], &[]), 2, &[]);
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn names_that_lead_to_no_tag_are_reported_in_chinese() {
    let account = Account::new();
    for name in ["老客户", "新客户"] {
        account.wechat().create_tag(name);
    }
    check(&account.run(&zh(&["tags", "members", "老客"])), 2, &[]);
    check(&account.run(&zh(&["groups", "move", "没有", "oA"])), 2, &[]);
}

#[test]
fn what_the_service_and_the_network_refuse_is_chinese() {
    let account = Account::new();
    check(&account.run(&zh(&["groups", "rename", "999", "test"])), 1, &[]);
    check(&account.run(&zh(&["shorten", "fetch", "iTqRJFSEqk9RvPk"])), 1, &[]);
    check(&account.run(&zh(&["explain", "123456"])), 1, &[]);
    account.wechat().add_fault(Fault::errcode(-1).on("/cgi-bin/groups/get").times(8));
    check(&account.run(&zh(&["groups", "list"])), 1, &[]);
    account.wechat().limit_per_day("/cgi-bin/tags/get", 0);
    // The explanation quotes the former errmsg.
    check(&account.run(&zh(&["tags", "list"])), 5, &["api freq out of limit"]);
    let stalled = Account::new();
    stalled.wechat().add_fault(Fault::stall().always());
    check(&stalled.run(&zh(&["groups", "list", "--timeout", "200ms"])), 3, &[]);

    let url = format!("http://127.0.0.1:{}", closed_port());
    check(&without_account(&["groups", "list"], &flags(&url)), 3, &[]);
    check(&without_account(&["mock", "ready", &url], &["--timeout", "100ms"]), 3, &[]);
    for response in [
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<ht>",
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"groups\":7}",
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\n{",
    ] {
        let causes: &[&str] = if response.contains("502") { &["502 Bad Gateway"] } else { &[] };
        let url = canned(response);
        check(&without_account(&["groups", "list"], &flags(&url)), 3, causes);
    }
    let lost = Account::new();
    lost.wechat().add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
    let ran = lost.run(&zh(&["groups", "create", "test"]));
    assert!(ran.stderr.contains("修改可能已经生效：重试之前请先核对。"), "{ran:?}");
}

#[test]
fn wrong_credentials_are_chinese() {
    let account = Account::of(FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(Vec::new())));
    let ran = account.run(&zh(&["groups", "list"]));
    check(&ran, 4, &[]);
    assert!(
        ran.stderr.contains("没有 access_token") && ran.stderr.contains("要加入 IP白名单 的 IP：127.0.0.1"),
        "{ran:?}"
    );
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(40001).on("/cgi-bin/groups/get").always());
    check(&account.run(&zh(&["groups", "list"])), 4, &[]);
}

#[test]
fn what_is_left_of_a_list_is_reported_in_chinese() {
    let account = Account::new();
    let list = scratch("chinese-list");
    fs::write(&list, account.openids(60).join("\n")).unwrap();
    let left = scratch("chinese-left");
    let add = ["blacklist", "add", "--file", &list, "--max-calls", "3"];
    check(&account.run(&zh(&[&add[..], &["--failed", &left]].concat())), 6, &[]);
    let ran = account.run(&zh(&[&add[..], &["--failed", "/dev/full"]].concat()));
    check(&ran, 1, &[]);
}

/// Errors of the command line itself are those of clap, in English.
#[test]
fn errors_of_the_command_line_stay_english() {
    let ran = Account::new().run(&zh(&["groups", "lists"]));
    assert!(ran.failed(2).starts_with("error: unrecognized subcommand"));
}

#[test]
fn an_output_that_cannot_be_written_and_a_store_that_fails_are_chinese() {
    let account = Account::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let child = account.command(&zh(&["groups", "list"])).stdout(Stdio::from(full)).spawn().unwrap();
    check(&account.finish(child), 1, &[]);

    let cache = scratch("chinese-cache");
    drop(fs::remove_dir_all(&cache));
    fs::create_dir_all(&cache).unwrap();
    fs::write(format!("{cache}/wechat-user"), "not a folder").unwrap();
    for (args, code) in [(["groups", "list"], 0), (["token", "clear"], 3)] {
        let mut command = account.command(&zh(&[&args[..], &["--store", "file"]].concat()));
        let ran = account.finish(command.env("XDG_CACHE_HOME", &cache).spawn().unwrap());
        check(&ran, code, &[]);
    }
    fs::remove_dir_all(&cache).unwrap();
}

#[test]
fn an_interruption_is_chinese() {
    let account = Account::new();
    account.wechat().add_fault(Fault::stall().on("/cgi-bin/groups/get").always());
    let child = account.command(&zh(&["groups", "list"])).spawn().unwrap();
    while account.calls_to("/cgi-bin/groups/get") == 0 {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    signal(&child, "INT");
    check(&account.finish(child), 130, &[]);
}

#[test]
fn notes_are_chinese() {
    let account = Account::new();
    let (list, out) = (scratch("chinese-empty"), scratch("chinese-out.csv"));
    fs::write(&list, "").unwrap();
    check(&account.run(&zh(&["tags", "add", "2", "--file", &list])), 0, &[]);
    drop(fs::remove_file(format!("{out}.checkpoint")));
    let export = zh(&["followers", "export", "--out", &out, "--limit", "10"]);
    assert_eq!(account.run(&export).code, Some(0));
    check(&account.run(&export), 0, &[]);
}

#[test]
fn every_question_is_chinese() {
    let account = Account::new();
    for name in ["老客户", "新客户"] {
        account.wechat().create_tag(name);
    }
    account.run(&["groups", "create", "大客户"]).ok();
    let openid = account.openid(0);
    let pairs = scratch("chinese-pairs");
    fs::write(&pairs, format!("{openid},老李\n{},小王\n", account.openid(1))).unwrap();
    let questions: &[&[&str]] = &[
        &["tags", "create", "a"],
        &["tags", "ensure", "b"],
        &["tags", "rename", "100", "c"],
        &["tags", "delete", "老客户"],
        &["tags", "add", "100", &openid],
        &["tags", "remove", "新客户", &openid],
        &["groups", "create", "a"],
        &["groups", "ensure", "b"],
        &["groups", "rename", "100", "c"],
        &["groups", "delete", "大客户"],
        &["groups", "move", "100", &openid],
        &["users", "remark", &openid, "老王"],
        &["users", "remark", "--file", &pairs],
        &["blacklist", "add", &openid],
        &["blacklist", "remove", &openid],
        &["migrate", "openids", "--from", "wxaaaaaaaaaaaaaaaa", &pairs],
        &["qr", "create", "--text", "shop"],
        &["qr", "create", "--number", "7", "--permanent"],
        &["shorten", "create", "text"],
        &["quota", "clear", "/cgi-bin/user/get"],
        &["quota", "clear", "--all"],
        &["raw", "post", "/cgi-bin/tags/create", "{}"],
        &["token", "refresh"],
        &["token", "refresh", "--force"],
        &["token", "refresh", "--token-mode", "plain"],
    ];
    for args in questions {
        let (status, screen) = on_a_terminal(&account, &zh(args), "n\n");
        if screen.contains("[y/N]") {
            assert_eq!(status.code(), Some(2), "{args:?}: {screen}");
            assert!(screen.contains("（公众号 wx0123456789abcdef）？[y/N]"), "{args:?}: {screen}");
            assert!(screen.contains("没有做任何修改"), "{args:?}: {screen}");
        } else {
            // A conversion of openids changes nothing.
            assert_eq!(args[0], "migrate", "{screen}");
        }
        check_text(&screen.replace("[y/N]", ""), &[]);
    }
}

#[test]
fn doctor_and_explain_are_chinese_and_their_machine_formats_english() {
    let account = Account::new();
    let english = account.run(&["doctor", "--json"]).json();
    let same = account.run(&zh(&["doctor", "--json"])).json();
    let texts = |found: &Value| found[0]["found"].as_str().unwrap().to_owned();
    assert_eq!(texts(&english), texts(&same));
    let lines = account.run(&zh(&["doctor"])).ok();
    assert!(lines.contains("secret and settings are complete"), "{lines}");
    let ran = account.run(&zh(&["doctor", "--base-url", "https://name.invalid"]));
    check(&ran, 3, &[]);

    let json = account.run(&zh(&["explain", "40164", "--json"])).ok();
    assert_eq!(json, account.run(&["explain", "40164", "--json"]).ok());
    let text = account.run(&zh(&["explain", "40164"])).ok();
    check_text(text.split_once('\n').unwrap().1, &[]);

    let error = account.run(&zh(&["groups", "delete", "1", "--json"])).error(2);
    assert!(error["message"].as_str().unwrap().starts_with("refused before sending: groups 0"), "{error}");
    assert!(error["advice"].as_str().unwrap().starts_with("Correct the arguments"), "{error}");
}

#[test]
fn tables_with_texts_and_the_demonstration_are_chinese() {
    let account = Account::new();
    for (args, code) in [
        (&["doctor", "--quota", "/cgi-bin/user/get"][..], 0),
        (&["doctor", "--base-url", "https://name.invalid"], 3),
        (&["migrate", "plan"], 0),
    ] {
        let ran = account.run(&zh(&[args, &["--format", "table"]].concat()));
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let mut texts: String = ran.stdout.lines().skip(1).map(texts).collect();
        if let Some((_, rest)) = texts.split_once("name.invalid：") {
            // What the resolver of the system says stands before the advice.
            texts = rest.split_once("请检查").unwrap().1.to_owned();
        }
        check_text(&texts, &[]);
    }
    let demo = account.run(&zh(&["demo"]));
    assert_eq!(demo.code, Some(0), "{demo:?}");
    // A place in the language of the profile.
    check_text(&demo.stdout, &["China Jiangsu Nanjing"]);
}

/// The texts in a line of a table: without the names in its first two columns and the command in its last one.
fn texts(line: &str) -> String {
    let line = line.split("wechat-user ").next().unwrap_or_default();
    line.split_whitespace().skip(2).collect::<Vec<_>>().join(" ") + "\n"
}

#[test]
fn the_variable_and_the_locale_choose_the_language_and_another_one_is_refused() {
    let account = Account::new();
    let run = |variables: &[(&str, &str)]| {
        let mut command = account.command(&["tags", "delete", "2"]);
        command.env_remove("LC_ALL");
        command.envs(variables.iter().copied());
        account.finish(command.spawn().unwrap()).failed(2)
    };
    for (variables, start) in [
        (&[][..], "error: "),
        (&[("LANG", "zh_CN.UTF-8")][..], "错误："),
        (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], "error: "),
        (&[("LANG", "zh_CN.GBK")], "error: "),
        (&[("LANG", "zh_CN.UTF-8"), ("WECHAT_UI_LANG", "en")], "error: "),
        (&[("WECHAT_UI_LANG", "zh")], "错误："),
        (&[("WECHAT_UI_LANG", "fr")], "error: WECHAT_UI_LANG must be one of: en, zh"),
    ] {
        let report = run(variables);
        assert!(report.starts_with(start), "{variables:?}: {report}");
    }
}

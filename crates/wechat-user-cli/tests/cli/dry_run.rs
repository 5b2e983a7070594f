//! `--dry-run`: the requests, redacted, and nothing sent.

use std::path::Path;

use serde_json::{Value, json};
use transport_mock::Service;

use crate::support::{Account, Ran, scratch, wechat_user};

/// Every command that changes something, with the paths that it would call.
const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["tags", "create", "test"], &["/cgi-bin/tags/create"]),
    (&["tags", "ensure", "test"], &["/cgi-bin/tags/get", "/cgi-bin/tags/create"]),
    (&["tags", "rename", "100", "test"], &["/cgi-bin/tags/update"]),
    (&["tags", "delete", "100"], &["/cgi-bin/tags/delete"]),
    (&["tags", "add", "100", "o1"], &["/cgi-bin/tags/members/batchtagging"]),
    (&["tags", "remove", "100", "o1"], &["/cgi-bin/tags/members/batchuntagging"]),
    (&["blacklist", "add", "o1"], &["/cgi-bin/tags/members/batchblacklist"]),
    (&["blacklist", "remove", "o1"], &["/cgi-bin/tags/members/batchunblacklist"]),
    (&["groups", "create", "test"], &["/cgi-bin/groups/create"]),
    (&["groups", "ensure", "test"], &["/cgi-bin/groups/get", "/cgi-bin/groups/create"]),
    (&["groups", "rename", "100", "test"], &["/cgi-bin/groups/update"]),
    (&["groups", "delete", "100"], &["/cgi-bin/groups/delete"]),
    (&["groups", "move", "100", "o1"], &["/cgi-bin/groups/members/update"]),
    (&["groups", "move", "100", "o1", "o2"], &["/cgi-bin/groups/members/batchupdate"]),
    (&["users", "remark", "o1", "test"], &["/cgi-bin/user/info/updateremark"]),
    (&["migrate", "openids", "--from", "wx2", "--openid", "o1"], &["/cgi-bin/changeopenid"]),
    (&["quota", "clear", "/cgi-bin/user/get"], &["/cgi-bin/openapi/quota/clear"]),
    (&["quota", "clear", "--all"], &["/cgi-bin/clear_quota"]),
    (&["quota", "clear", "--by-secret"], &["/cgi-bin/clear_quota/v2"]),
    (&["qr", "create", "--text", "test"], &["/cgi-bin/qrcode/create"]),
    (&["shorten", "create", "test"], &["/cgi-bin/shorten/gen"]),
    (&["raw", "post", "/cgi-bin/any", "{}"], &["/cgi-bin/any"]),
];

#[test]
fn no_command_sends_anything() {
    let account = Account::new();
    for (args, paths) in COMMANDS {
        let planned = account.run(&[args, &["--dry-run", "--json"][..]].concat()).json();
        let urls: Vec<_> = planned.as_array().unwrap().iter().map(|one| one["url"].as_str().unwrap()).collect();
        assert_eq!(urls.len(), paths.len(), "{args:?}");
        for (url, path) in urls.iter().zip(*paths) {
            assert!(url.starts_with(&format!("{}{path}?", account.url())) && url.ends_with("=[redacted]"), "{url}");
        }
    }
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn exactly_these_commands_have_the_flags() {
    // Commands that are not in this list must not change anything: they have no --dry-run.
    for (args, _) in COMMANDS {
        let Ran { stdout, .. } = Ran::of(wechat_user(&[&args[..2], &["--help"]].concat()).output().unwrap());
        assert!(stdout.contains("--dry-run") && stdout.contains("--yes"), "{args:?}");
    }
    for args in
        [["tags", "list"], ["tags", "of"], ["tags", "members"], ["users", "info"], ["quota", "show"], ["raw", "get"]]
    {
        let Ran { stdout, .. } = Ran::of(wechat_user(&[&args[..], &["--help"]].concat()).output().unwrap());
        assert!(!stdout.contains("--dry-run"), "{args:?}");
    }
}

#[test]
fn the_requests_are_those_that_would_be_sent() {
    let account = Account::new();
    let openids = account.openids(51);
    let args: Vec<_> = ["tags", "add", "100"].into_iter().chain(openids.iter().map(String::as_str)).collect();
    let lines = account.run(&[&args[..], &["--dry-run"]].concat()).ok();
    let rows: Vec<Vec<_>> = lines.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0][0], rows[0].len()), ("POST", 4));
    let body: Value = serde_json::from_str(rows[1][2]).unwrap();
    assert_eq!(body, json!({"openid_list": [openids[50]], "tagid": 100}));
}

#[test]
fn no_file_is_created() {
    let (account, left) = (Account::new(), scratch("dry-run-left"));
    account.run(&["blacklist", "add", "o1", "--failed", &left, "--dry-run"]).ok();
    assert!(!Path::new(&left).exists());
}

#[test]
fn it_needs_no_secret_and_refuses_bad_input() {
    let planned = |args: &[&str]| {
        Ran::of(wechat_user(&[args, &["--dry-run", "--app-id", Service::APP_ID]].concat()).output().unwrap())
    };
    let line = planned(&["tags", "delete", "100"]).ok();
    assert_eq!(
        line,
        "POST\thttps://api.weixin.qq.com/cgi-bin/tags/delete?access_token=[redacted]\t{\"tag\":{\"id\":100}}\t\n"
    );
    planned(&["tags", "delete", "2"]).failed(2);
    let line = planned(&["tags", "delete", "100", "--token-mode", "none"]).ok();
    assert!(line.contains("/cgi-bin/tags/delete\t"), "{line}");
}

//! The examples in `--help`. A test runs each of them, and fails if a command has none.
//!
//! In place of `OPENID` and `CODE` a user writes an openid and a code of web OAuth.

use clap::Command;

/// The examples of the commands, by their path after `wechat-user`.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("demo", &["wechat-user demo"]),
    ("mock serve", &["wechat-user mock serve --followers 300", "wechat-user mock serve --tls --ca-out ca.pem"]),
    ("mock ready", &["wechat-user mock ready http://127.0.0.1:8080 --timeout 10s"]),
    (
        "mock push location",
        &["wechat-user mock push location --latitude 23.1 --longitude 113.3 --to http://127.0.0.1:3000/"],
    ),
    (
        "mock push subscribe",
        &[
            "wechat-user mock push subscribe --to http://127.0.0.1:3000/",
            "wechat-user mock push subscribe --scene 123 --ticket TICKET --aes --to http://127.0.0.1:3000/",
        ],
    ),
    ("mock push unsubscribe", &["wechat-user mock push unsubscribe --to http://127.0.0.1:3000/"]),
    ("mock push scan", &["wechat-user mock push scan --scene 123 --to http://127.0.0.1:3000/"]),
    ("mock push user-info-modified", &["wechat-user mock push user-info-modified --to http://127.0.0.1:3000/"]),
    (
        "mock push user-authorization-revoke",
        &["wechat-user mock push user-authorization-revoke --data 201,205 --to http://127.0.0.1:3000/"],
    ),
    (
        "mock push user-authorization-cancellation",
        &["wechat-user mock push user-authorization-cancellation --to http://127.0.0.1:3000/"],
    ),
    ("mock push text", &["wechat-user mock push text --content 你好 --to http://127.0.0.1:3000/"]),
    ("tags list", &["wechat-user tags list --json"]),
    ("tags create", &["wechat-user tags create 华东客户"]),
    ("tags rename", &["wechat-user tags rename 老客户 大客户", "wechat-user tags rename 101 大客户 --dry-run"]),
    ("tags delete", &["wechat-user tags delete 老客户", "wechat-user tags delete name:2025"]),
    ("tags of", &["wechat-user tags of OPENID"]),
    (
        "tags add",
        &[
            "wechat-user tags add 老客户 --file users.txt --failed left.txt",
            "wechat-user users list | wechat-user tags add 老客户 - --jobs 4 --checkpoint job.json",
        ],
    ),
    ("tags remove", &["wechat-user tags members 老客户 | wechat-user tags remove 老客户 -"]),
    ("tags members", &["wechat-user tags members 老客户 --limit 10"]),
    ("tags ensure", &["wechat-user tags ensure 老客户"]),
    ("groups list", &["wechat-user groups list"]),
    ("groups create", &["wechat-user groups create 华东客户"]),
    ("groups rename", &["wechat-user groups rename 大客户 华东客户"]),
    ("groups delete", &["wechat-user groups delete 大客户"]),
    ("groups of", &["wechat-user groups of OPENID"]),
    ("groups move", &["wechat-user groups move 大客户 --file users.txt", "wechat-user groups move 未分组 OPENID"]),
    ("groups ensure", &["wechat-user groups ensure 大客户"]),
    ("users info", &["wechat-user users info OPENID --fields openid,remark,tagid_list"]),
    ("users batch", &["wechat-user users batch --file users.txt --fields openid,remark"]),
    (
        "users remark",
        &["wechat-user users remark OPENID 老王", "wechat-user users remark --file remarks.csv --failed left.txt"],
    ),
    ("users list", &["wechat-user users list --limit 10"]),
    (
        "followers export",
        &[
            "wechat-user followers export --out followers.csv --fields openid,subscribe_time,remark",
            "wechat-user followers export --out vip.ndjson --tag 老客户 --jobs 4",
        ],
    ),
    ("followers sync", &["wechat-user followers sync --db followers.db"]),
    ("followers changes", &["wechat-user followers changes --db followers.db --since 0"]),
    (
        "followers select",
        &["wechat-user followers select --db followers.db --not-tag 老客户 | wechat-user tags add 老客户 -"],
    ),
    ("followers map", &["wechat-user followers map --db followers.db"]),
    (
        "followers forget",
        &[
            "wechat-user followers forget --db followers.db OPENID --dry-run",
            "wechat-user followers forget --db followers.db --file users.txt --yes",
        ],
    ),
    ("blacklist list", &["wechat-user blacklist list"]),
    ("blacklist add", &["wechat-user blacklist add --file users.txt --failed left.txt"]),
    ("blacklist remove", &["wechat-user blacklist list | wechat-user blacklist remove -"]),
    ("oauth url", &["wechat-user oauth url https://example.com/back --scope snsapi_userinfo --state 7f3a"]),
    ("oauth exchange", &["wechat-user oauth exchange CODE"]),
    ("oauth user", &["wechat-user oauth user --code CODE --lang en"]),
    (
        "migrate openids",
        &["wechat-user migrate openids --from wxaaaaaaaaaaaaaaaa old.txt --out new.tsv --checkpoint job.json"],
    ),
    ("migrate plan", &["wechat-user migrate plan --from wxaaaaaaaaaaaaaaaa"]),
    (
        "qr create",
        &[
            "wechat-user qr create --text 华东/上海/12 --days 7 --out shop.png",
            "wechat-user qr create --number 42 --permanent --out stand.svg",
        ],
    ),
    ("stats growth", &["wechat-user stats growth --from 2026-01-01 --to 2026-01-31"]),
    ("stats total", &["wechat-user stats total --from 2026-01-01 --to 2026-01-31"]),
    ("shorten create", &["wechat-user shorten create 'shop=12&table=4' --days 30"]),
    ("shorten fetch", &["wechat-user shorten fetch \"$(wechat-user shorten create 'shop=12&table=4')\""]),
    ("ticket", &["wechat-user ticket", "wechat-user ticket --kind wx_card --json"]),
    ("quota show", &["wechat-user quota show /cgi-bin/user/get"]),
    ("quota clear", &["wechat-user quota clear /cgi-bin/user/get", "wechat-user quota clear --by-secret --dry-run"]),
    ("rid", &["wechat-user rid 61725984-6126f6f9-040f19c4"]),
    ("network callback-ips", &["wechat-user network callback-ips"]),
    ("network api-ips", &["wechat-user network api-ips"]),
    ("network check", &["wechat-user network check"]),
    ("raw get", &["wechat-user raw get /cgi-bin/ticket/getticket --query type=jsapi"]),
    ("raw post", &["wechat-user raw post /cgi-bin/tags/create '{\"tag\":{\"name\":\"新客户\"}}'"]),
    ("gateway serve", &["wechat-user gateway serve --config gateway.toml"]),
    ("gateway check", &["wechat-user gateway check --config gateway.toml"]),
    ("gateway key new", &["wechat-user gateway key new crm"]),
    ("explain", &["wechat-user explain 40164"]),
    ("doctor", &["wechat-user doctor --quota /cgi-bin/user/get"]),
    ("token show", &["wechat-user token show"]),
    ("token refresh", &["wechat-user token refresh", "wechat-user token refresh --force --dry-run"]),
    ("token clear", &["wechat-user token clear --store file"]),
    ("token keep", &["wechat-user token keep --store file"]),
    ("profile list", &["wechat-user profile list"]),
    (
        "profile add",
        &[
            "wechat-user profile add school --app-id wxbbbbbbbbbbbbbbbb --app-secret-file school.secret",
            "wechat-user profile add school --app-id wxbbbbbbbbbbbbbbbb -- pass show wechat/school",
        ],
    ),
    ("profile remove", &["wechat-user profile remove test"]),
    ("profile use", &["wechat-user profile use shop"]),
    ("whoami", &["wechat-user whoami --profile shop"]),
    ("completions", &["wechat-user completions bash > wechat-user.bash"]),
    ("man", &["wechat-user man pages"]),
];

/// Gives each command its examples.
pub(crate) fn add_to(command: Command) -> Command {
    add(command, "")
}

fn add(mut command: Command, path: &str) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(&name, |below| add(below, path.trim_start()));
    }
    match EXAMPLES.iter().find(|(known, _)| *known == path) {
        Some((_, lines)) => command.after_help(format!("Examples:\n  {}", lines.join("\n  "))),
        None => command,
    }
}

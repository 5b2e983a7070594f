//! `wechat-user profile list|add|remove|use`

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use super::{Home, Own};

const COMMENTED: &str = "\
# Accounts of the company.
# Ask the office before you change them.

default = 'a'  # the test account

# The test account.
[profiles.a]
app_id = 'wx1'   # from the console
token_mode = \"plain\"
# a comment inside

# The shop.
[profiles.'b c']
app_id = 'wx2'
# the end
";

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| Some(line.split_once('#')?.1)).collect()
}

#[test]
fn add_use_list_and_remove_are_a_whole_story() {
    let (home, own) = (Home::new("story"), Own::new("wx1", "0123456789abcdef0123456789abcdef"));
    fs::remove_dir_all(home.0.join(".config")).unwrap();
    assert_eq!(home.run(&["profile", "list"]).ok(), "");
    assert_eq!(home.run(&["profile", "list", "--json"]).ok(), "[]\n");
    assert!(!home.0.join(".config").exists(), "nothing is written to read");
    home.file("work/secret", own.secret, 0o600);
    let url = own.account.url();
    let args = ["profile", "add", "shop", "--app-id", own.app_id, "--base-url", &url, "--app-secret-file", "secret"];
    let ran = home.run(&[&args[..], &["--token-mode", "plain", "--timeout", "5"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert!(ran.stderr.contains("`wechat-user profile use NAME`"), "{ran:?}");
    let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode(home.config()), mode(home.config().parent().unwrap().to_owned())), (0o600, 0o700));
    assert!(home.run(&["groups", "list"]).failed(2).contains("no AppID"));
    assert_eq!(home.run(&["profile", "use", "shop", "--json"]).ok(), "{\"ok\":true}\n");
    // The path of the secret is absolute, so the working directory does not matter.
    let ran = home.command(&["groups", "list"]).current_dir("/").output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(own.calls(), [0, 1, 1]);

    let report = home.run(&args).failed(2);
    assert!(report.contains("the profile \"shop\" exists"), "{report}");
    home.run(&["profile", "add", "店 'x'.y", "--app-id", "wx2", "--", "pass", "show", "hush-argument"]).ok();
    home.run(&["profile", "add", "none", "--app-id", "wx3", "--token-mode", "none"]).ok();
    home.run(&["profile", "add", "variable", "--app-id", "wx4", "--secret-env", "SHOP"]).ok();
    let listed = home.run(&["profile", "list"]).ok();
    let file = home.0.join("work/secret");
    assert_eq!(
        listed,
        format!(
            "shop\tdefault\twx1\t{url}\tplain\tsecret_file {}\n店 'x'.y\t\twx2\t\t\tsecret_command\n\
             none\t\twx3\t\tnone\t\nvariable\t\twx4\t\t\tsecret_env SHOP\n",
            file.display()
        )
    );
    let shown = home.run(&["profile", "list", "--json"]).json();
    assert_eq!((&shown[0]["default"], &shown[1]["base_url"]), (&true.into(), &serde_json::Value::Null));
    assert!(home.run(&["whoami", "--profile", "店 'x'.y"]).ok().contains("wx2"));

    for name in ["店 'x'.y", "none", "variable", "shop"] {
        home.run(&["profile", "remove", name]).ok();
    }
    assert_eq!((home.run(&["profile", "list"]).ok().as_str(), home.text().contains("default")), ("", false));
    let names = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let left: Vec<_> = fs::read_dir(home.config().parent().unwrap()).unwrap().map(names).collect();
    assert_eq!(left, ["config.toml"], "no draft is left");
}

#[test]
fn comments_and_order_survive_every_change() {
    for windows in [false, true] {
        let home = Home::new("comments");
        let text = if windows { COMMENTED.replace('\n', "\r\n") } else { COMMENTED.to_owned() };
        home.write(&text);
        home.run(&["profile", "use", "b c"]).ok();
        assert_eq!(home.text(), text.replace("'a'", "\"b c\""));
        home.run(&["profile", "add", "third", "--app-id", "wx3"]).ok();
        assert!(home.text().starts_with(text.replace("'a'", "\"b c\"").trim_end()), "{}", home.text());
        home.run(&["profile", "remove", "third"]).ok();
        assert_eq!(home.text().trim_end(), text.replace("'a'", "\"b c\"").trim_end());
        // What is inside of a profile goes with it; what stands before it or before the default stays.
        home.run(&["profile", "remove", "a"]).ok();
        home.run(&["profile", "remove", "b c"]).ok();
        let left = home.text();
        let mut found: Vec<_> = comments(&left).into_iter().map(str::trim).collect();
        found.sort_unstable();
        let expected = [
            "Accounts of the company.",
            "Ask the office before you change them.",
            "The shop.",
            "The test account.",
            "a comment inside",
            "the end",
        ];
        assert_eq!(found, expected, "{left}");
        assert_eq!(left.matches("\r\n").count(), if windows { left.matches('\n').count() } else { 0 });
        assert_eq!(home.run(&["profile", "list"]).ok(), "");
    }
}

#[test]
fn tables_in_one_line_are_changed_too() {
    let home = Home::new("inline");
    home.write("profiles = { a = { app_id = 'wx1' } } # all\n");
    home.run(&["profile", "add", "b", "--app-id", "wx2", "--secret-env", "B", "--quiet"]).ok();
    home.run(&["profile", "use", "b"]).ok();
    assert_eq!(home.run(&["profile", "list"]).ok(), "a\t\twx1\t\t\t\nb\tdefault\twx2\t\t\tsecret_env B\n");
    home.run(&["profile", "remove", "a"]).ok();
    assert!(home.text().contains("# all"), "{}", home.text());
    home.write("profiles.a.app_id = 'wx1' # dotted\n");
    home.run(&["profile", "add", "b", "--app-id", "wx2", "--quiet"]).ok();
    assert_eq!(home.run(&["profile", "list"]).ok().lines().count(), 2);
    assert!(home.text().contains("# dotted"), "{}", home.text());
}

#[test]
fn what_the_file_must_not_hold_is_not_written() {
    let home = Home::new("unwritten");
    home.write(COMMENTED);
    let add = ["profile", "add", "new", "--app-id", "wx3"];
    let hex = "deadbeefdeadbeefdeadbeefdeadbeef";
    for (args, expected) in [
        (&["profile", "add", "new"][..], "no AppID"),
        (&["profile", "add", "new", "--app-id", ""], "no AppID"),
        (&["profile", "add", "", "--app-id", "wx3"], "1 to 64 characters"),
        (&["profile", "add", "a\u{7}b", "--app-id", "wx3"], "no control character"),
        (&[&add[..], &["--profile", "a"]].concat(), "an argument, not --profile"),
        (&[&add[..], &["--secret-env", "A", "--", "true"]].concat(), "two secrets"),
        (&[&add[..], &["--secret-env", hex]].concat(), "looks like an AppSecret"),
        (&[&add[..], &["--", "echo", hex]].concat(), "`secret_command` looks like an AppSecret"),
        (&[&add[..], &["--proxy", "http://me:hush@h:1"]].concat(), "ALL_PROXY instead of --proxy"),
        (&["profile", "use", "unknown"], "profile use: there is no profile \"unknown\""),
        (&["profile", "remove", "unknown"], "it has a, b c"),
    ] {
        let report = home.run(args).failed(2);
        assert!(report.contains(expected), "{args:?}: {report}");
        assert!(!report.contains("hush") && !report.contains("deadbeef"), "{report}");
        assert_eq!(home.text(), COMMENTED, "{args:?}");
    }
    home.run(&["profile", "add", "--json", "--app-id", "wx3"]).failed(2);
    assert!(home.run(&["profile", "add", "--app-id", "wx3", "--", "--json"]).failed(2).contains("required"));
    // The environment gives a profile nothing.
    let mut command = home.command(&["profile", "add", "new"]);
    command.env("WECHAT_APPID", "wx3").env("WECHAT_APPSECRET", hex);
    assert_eq!(command.output().unwrap().status.code(), Some(2));
}

#[test]
fn the_file_is_replaced_as_a_whole_and_a_link_stays_a_link() {
    let home = Home::new("replaced");
    let target = home.file("target.toml", COMMENTED, 0o644);
    symlink(&target, home.config()).unwrap();
    home.run(&["profile", "use", "b c"]).ok();
    assert!(fs::symlink_metadata(home.config()).unwrap().is_symlink());
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&target).unwrap().contains("default = \"b c\""));

    // A folder in which nothing can be written: the old file stays. Root may write everywhere.
    let before = home.text();
    fs::remove_file(home.config()).unwrap();
    home.write(&before);
    let folder = home.config().parent().unwrap().to_owned();
    fs::set_permissions(&folder, Permissions::from_mode(0o500)).unwrap();
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    let ran = home.run(&["profile", "use", "a"]);
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    if !is_root {
        ran.failed(2);
        assert_eq!(home.text(), before);
    }
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let home = Home::new("parallel");
    let names: Vec<_> = (0..12).map(|number| format!("p{number}")).collect();
    let children: Vec<_> = names
        .iter()
        .map(|name| home.command(&["profile", "add", name, "--app-id", "wx1", "--quiet"]).spawn().unwrap())
        .collect();
    for child in children {
        let ran = child.wait_with_output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }
    assert_eq!(home.run(&["profile", "list"]).ok().lines().count(), names.len());
}

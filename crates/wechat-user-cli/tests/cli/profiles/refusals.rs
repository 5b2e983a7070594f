//! Settings files that are refused, and places where none is looked for.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::Home;
use crate::support::Ran;

/// The report of a command that needs the account. None of them sends anything: there is no usable host.
fn refused(home: &Home, args: &[&str]) -> String {
    home.run(&[&["groups", "list", "--base-url", "http://127.0.0.1:1"], args].concat()).failed(2)
}

#[test]
fn a_file_that_is_wrong_is_refused_with_its_line_and_what_is_known() {
    let home = Home::new("wrong");
    let account = "[profiles.a]\napp_id = 'wx1'\n";
    for (text, expected) in [
        (format!("{account}base-url = 'https://e.com'\n"), "line 3: unknown: `base-url`; known are app_id, secret_env"),
        (format!("{account}colour = 'red'\n"), "allow_http, store, redis_layout, redis_role"),
        (format!("profile = 'a'\n{account}"), "line 1: unknown: `profile`; known are `default` and `[profiles.NAME]`"),
        (format!("{account}secret_env = 'A'\nsecret_file = 'f'\n"), "line 4: two secrets: there is also `secret_env`"),
        (format!("{account}{account}"), "line 3: no valid TOML: duplicate key"),
        (format!("{account}app_id = 'wx2'\n"), "line 3: no valid TOML: duplicate key"),
        ("[profiles.a]\n".to_owned(), "line 1: the profile needs an `app_id`"),
        ("[profiles.a]\napp_id = ''\n".to_owned(), "line 1: the profile needs an `app_id`"),
        ("[profiles.a]\napp_id = 7\n".to_owned(), "line 2: `app_id` must be a text"),
        ("profiles = 'a'\n".to_owned(), "`profiles` must be a table"),
        ("profiles.a = 'wx1'\n".to_owned(), "line 1: a profile must be a table"),
        ("default = 1\n".to_owned(), "line 1: `default` must be the name of a profile"),
        (
            format!("{account}token_mode = 'fast'\n"),
            "line 3: `token_mode`: the value must be one of stable, plain, none",
        ),
        (format!("{account}timeout = 'soon'\n"), "line 3: `timeout`: expected seconds"),
        (format!("{account}timeout = [1]\n"), "line 3: `timeout` must be a text or a number"),
        (format!("{account}allow_http = 'yes'\n"), "line 3: `allow_http` must be true or false"),
        (format!("{account}secret_command = 'pass show x'\n"), "line 3: `secret_command` must be an array of texts"),
        (format!("{account}secret_command = []\n"), "line 3: `secret_command` must be an array of texts"),
        (format!("{account}secret_env = 'NOT A NAME'\n"), "line 3: `secret_env` must be the name of a variable"),
        ("[profiles.'--json']\napp_id = 'wx1'\n".to_owned(), "line 1: the name of a profile begins with no `-`"),
        ("[profiles.\"a\\nb\"]\napp_id = 'wx1'\n".to_owned(), "line 1: the name of a profile begins with no `-`"),
        ("[profiles.'']\napp_id = 'wx1'\n".to_owned(), "line 1: the name of a profile has 1 to 64 characters"),
        (format!("{account}[profiles.b\n"), "line 3: no valid TOML"),
    ] {
        home.write(&text);
        let report = refused(&home, &["--profile", "a"]);
        assert!(report.contains(expected), "{text}{report}");
    }
    home.write(account);
    let report = refused(&home, &["--profile", "b"]);
    assert!(report.contains("--profile: there is no profile \"b\" in ") && report.contains("it has a"), "{report}");
    let mut command = home.command(&["groups", "list"]);
    let report = Ran::of(command.env("WECHAT_PROFILE", "c").output().unwrap()).failed(2);
    assert!(report.contains("WECHAT_PROFILE: there is no profile \"c\""), "{report}");
    home.write(&format!("default = 'd'\n{account}"));
    assert!(refused(&home, &[]).contains("default, line 1: there is no profile \"d\""));
    home.write("");
    assert!(refused(&home, &["--profile", "a"]).contains("it has none"));
    assert!(refused(&home, &["--profile", "a", "--json"]).starts_with('{'));
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_shown() {
    let home = Home::new("planted");
    let hush = "hush-0123456789abcdef-planted-value";
    let hex = "deadbeefdeadbeefdeadbeefdeadbeef";
    for line in [
        format!("app_secret = '{hush}'"),
        format!("secret = '{hush}'"),
        format!("AppSecret = '{hush}'"),
        format!("app_secret = {hush}"),
        format!("app_secret = '{hush}"),
        format!("app_secret = \"{hush}\\q\""),
        format!("access_token = '{hush}'"),
        format!("redis_url = 'redis://:{hush}@h'"),
        format!("proxy = 'http://me:{hush}@h:1'"),
        format!("'{hush}' = 1"),
        hush.to_owned(),
        format!("{hush} = 1"),
        format!("token_mode = '{hush}'"),
        format!("timeout = '{hush}'"),
        format!("store = '{hush}'"),
        format!("secret_env = '{hush}'"),
        format!("secret_env = '{hex}'"),
        format!("secret_file = '{hex}'"),
        format!("secret_command = ['{hex}']"),
        format!("secret_command = ['echo', '{hex}']"),
        format!("redis_layout = '{hex}'"),
        format!("base_url = '{hex}'"),
    ] {
        home.write(&format!("[profiles.a]\napp_id = 'wx1'\n{line}\n"));
        for args in [&["groups", "list"][..], &["whoami"], &["profile", "list"], &["profile", "use", "a"]] {
            for flags in [&["--profile", "a"][..], &["--profile", "a", "--json"]] {
                let report = home.run(&[args, flags].concat()).failed(2);
                assert!(report.contains("line 3: "), "{line}: {report}");
                assert!(!report.contains("hush") && !report.contains("deadbeef"), "{line}: {report}");
            }
        }
    }
    for text in [format!("default = '{hex}'\n"), format!("[profiles.{hex}]\napp_id = 'wx1'\n")] {
        home.write(&text);
        let report = refused(&home, &[]);
        assert!(report.contains("line 1: ") && !report.contains("deadbeef"), "{report}");
    }
}

#[test]
fn a_file_that_others_can_write_is_refused() {
    let home = Home::new("modes");
    home.write("default = 'a'\n[profiles.a]\napp_id = 'wx1'\ntoken_mode = 'none'\n");
    let folder = home.config().parent().unwrap().to_owned();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    for bits in [0o620, 0o602, 0o666] {
        mode(&home.config(), bits);
        let report = refused(&home, &[]);
        assert!(report.contains(&format!("others can write to this file (mode {bits:04o})")), "{report}");
    }
    mode(&home.config(), 0o644);
    for bits in [0o770, 0o777] {
        mode(&folder, bits);
        let report = refused(&home, &[]);
        assert!(report.contains("they can write to the folder") && report.contains("chmod go-w"), "{report}");
    }
    for bits in [0o1777, 0o755] {
        mode(&folder, bits);
        home.run(&["whoami"]).ok();
    }

    // Of a link, the target counts.
    let target = home.file("target.toml", &home.text(), 0o666);
    fs::remove_file(home.config()).unwrap();
    symlink(&target, home.config()).unwrap();
    assert!(refused(&home, &[]).contains("others can write"));
    mode(&target, 0o600);
    home.run(&["whoami"]).ok();
    // With an account in flags, the file does not matter.
    mode(&target, 0o666);
    home.run(&["whoami", "--app-id", "wx1"]).ok();
}

#[test]
fn the_working_directory_and_relative_paths_have_no_settings() {
    let home = Home::new("places");
    let text = "default = 'a'\n[profiles.a]\napp_id = 'wx1'\n";
    for name in ["work/config.toml", "work/wechat-user.toml"] {
        home.file(name, text, 0o600);
    }
    fs::create_dir_all(home.0.join("work/wechat-user")).unwrap();
    home.file("work/wechat-user/config.toml", text, 0o600);
    let account = |change: &dyn Fn(&mut Command) -> &mut Command| {
        let mut command = home.command(&["whoami"]);
        change(&mut command);
        Ran::of(command.output().unwrap())
    };
    let is_none = |ran: Ran| ran.ok().contains("app_id\t\t\n");
    assert!(is_none(account(&|command| command)));
    assert!(is_none(account(&|command| command.env("XDG_CONFIG_HOME", "."))));
    assert!(is_none(account(&|command| command.env_remove("HOME"))));
    assert!(is_none(account(&|command| command.env("HOME", "."))));
    assert!(is_none(account(&|command| command.env("WECHAT_CONFIG", "/dev/null"))));
    let report = account(&|command| command.env("WECHAT_CONFIG", "config.toml")).failed(2);
    assert!(report.contains("WECHAT_CONFIG must be an absolute path"), "{report}");
    let report = account(&|command| command.env("WECHAT_CONFIG", home.0.join("work"))).failed(2);
    assert!(report.contains("this is a folder, not a file"), "{report}");

    let is_found = |ran: Ran| ran.ok().contains("app_id\twx1\tprofile a, line 3\n");
    assert!(is_found(account(&|command| command.env("XDG_CONFIG_HOME", home.0.join("work")))));
    assert!(is_found(account(&|command| command.env("WECHAT_CONFIG", home.0.join("work/config.toml")))));
    home.write(text);
    assert!(is_found(account(&|command| command.env("WECHAT_CONFIG", ""))));
    let report = Ran::of(home.command(&["profile", "list"]).env_remove("HOME").output().unwrap()).failed(2);
    assert!(report.contains("XDG_CONFIG_HOME or HOME"), "{report}");
    let mut command = home.command(&["groups", "list", "--profile", "a"]);
    let report = Ran::of(command.env_remove("HOME").output().unwrap()).failed(2);
    assert!(report.contains("there is no folder for the settings file"), "{report}");
}

#[test]
fn marks_and_line_ends_of_windows_are_read() {
    let home = Home::new("windows");
    home.write("\u{feff}default = \"店 'x'.y\"\r\n\r\n[profiles.\"店 'x'.y\"]\r\napp_id = \" wx1 \"\r\n");
    let shown = home.run(&["whoami"]).ok();
    assert!(shown.contains("profile\t店 'x'.y\tdefault, line 1\napp_id\twx1\tprofile 店 'x'.y, line 4\n"), "{shown}");
    assert!(home.run(&["whoami", "--profile", "店 'x'.y"]).ok().contains("\t--profile\n"));
}

#[test]
fn a_broken_file_does_not_disturb_commands_that_need_no_profile() {
    let home = Home::new("broken");
    home.write("default = \n");
    home.run(&["explain", "40001"]).ok();
    home.run(&["whoami", "--app-id", "wx1"]).ok();
    let url = "https://example.com/";
    let mut command = home.command(&["oauth", "url", url]);
    Ran::of(command.env("WECHAT_APPID", "wx1").output().unwrap()).ok();
    assert!(home.run(&["oauth", "url", url]).failed(2).contains("line 1: no valid TOML"));
}

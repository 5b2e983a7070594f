//! `wechat-user whoami`: each setting and its source.

use serde_json::Value;

use super::{Home, Own};
use crate::support::Ran;

/// Value and source of a setting.
fn found(settings: &Value, name: &str) -> (String, String) {
    let row = settings.as_array().unwrap().iter().find(|row| row["setting"] == name).unwrap();
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    (text("value"), text("source"))
}

fn pair(value: &str, source: &str) -> (String, String) {
    (value.to_owned(), source.to_owned())
}

#[test]
fn each_setting_has_its_source_and_no_command_is_run() {
    let (home, own) = (Home::new("whoami"), Own::new("wx1", "0123456789abcdef0123456789abcdef"));
    let url = own.account.url();
    home.write(&format!(
        "default = 'shop'\n[profiles.shop]\napp_id = 'wx1'\nbase_url = '{url}'\nstore = 'file'\ntimeout = 5\n\
         secret_command = ['touch', '{}']\nca_cert = 'ca.pem'\n",
        home.0.join("was-run").display()
    ));
    let shown = home.run(&["whoami", "--json", "--token-mode", "plain"]).json();
    for (setting, expected) in [
        ("profile", pair("shop", "default, line 1")),
        ("app_id", pair("wx1", "profile shop, line 3")),
        ("secret", pair("from a command, which was not run", "profile shop, line 7")),
        ("base_url", pair(&url, "profile shop, line 4")),
        ("token_mode", pair("plain", "--token-mode")),
        ("timeout", pair("5s", "profile shop, line 6")),
        ("ca_cert", pair(&home.0.join(".config/wechat-user/ca.pem").display().to_string(), "profile shop, line 8")),
        ("store", pair("file", "profile shop, line 5")),
        ("redis_layout", pair("", "")),
        ("settings_file", pair(&home.config().display().to_string(), "")),
    ] {
        assert_eq!(found(&shown, setting), expected, "{setting}");
    }
    assert!(!home.0.join("was-run").exists());
    assert_eq!(own.account.wechat().calls(), 0);
    let lines = home.run(&["whoami"]).ok();
    assert!(lines.contains("\napp_id\twx1\tprofile shop, line 3\n"), "{lines}");
}

#[test]
fn the_environment_and_what_is_built_in_are_shown_and_no_secret() {
    let home = Home::new("whoami-environment");
    let secret = "hush-secret-of-the-environment";
    let mut command = home.command(&["whoami", "--json"]);
    command.env("WECHAT_APPID", "wx2").env("WECHAT_APPSECRET", secret).env("WECHAT_STORE", "redis");
    command.env("WECHAT_REDIS_URL", format!("redis://:{secret}@h")).env("WECHAT_REDIS_LAYOUT", "silenceper");
    command.env("ALL_PROXY", format!("http://me:{secret}@h:1")).env("WECHAT_PROFILE", "no-such-profile");
    let ran = Ran::of(command.output().unwrap());
    assert!(!ran.stdout.contains("hush") && !ran.stderr.contains("hush"), "{ran:?}");
    let shown = ran.json();
    for (setting, expected) in [
        ("profile", pair("", "")),
        ("app_id", pair("wx2", "WECHAT_APPID")),
        ("secret", pair("in WECHAT_APPSECRET, which is set", "WECHAT_APPSECRET")),
        ("base_url", pair("https://api.weixin.qq.com", "built in")),
        ("token_mode", pair("stable", "built in")),
        ("proxy", pair("in ALL_PROXY, which is set", "ALL_PROXY")),
        ("store", pair("redis", "WECHAT_STORE")),
        ("redis_url", pair("in WECHAT_REDIS_URL, which is set", "WECHAT_REDIS_URL")),
        ("redis_layout", pair("silenceper", "WECHAT_REDIS_LAYOUT")),
    ] {
        assert_eq!(found(&shown, setting), expected, "{setting}");
    }
    let nothing = home.run(&["whoami", "--json"]).json();
    assert_eq!(found(&nothing, "app_id"), pair("", ""));
    assert_eq!(found(&nothing, "secret"), pair("in WECHAT_APPSECRET, which is not set", "WECHAT_APPSECRET"));
    let file = home.0.join("secret");
    let given = home.run(&["whoami", "--json", "--app-secret-file", file.to_str().unwrap()]).json();
    let expected = format!("in {}, which does not exist", file.display());
    assert_eq!(found(&given, "secret"), pair(&expected, "--app-secret-file"));
}

#[test]
fn variables_of_the_store_do_not_reach_a_profile() {
    let home = Home::new("whoami-store");
    home.write("[profiles.a]\napp_id = 'wx1'\nstore = 'redis'\nredis_role = 'follow'\n[profiles.b]\napp_id = 'wx2'\n");
    let run = |args: &[&str]| {
        let mut command = home.command(&[&["whoami", "--json"], args].concat());
        command.env("WECHAT_STORE", "memory").env("WECHAT_REDIS_LAYOUT", "key=of-another-account");
        Ran::of(command.env("WECHAT_REDIS_ROLE", "share").output().unwrap()).json()
    };
    let shown = run(&["--profile", "a"]);
    assert_eq!(found(&shown, "store"), pair("redis", "profile a, line 3"));
    assert_eq!((found(&shown, "redis_layout").0.as_str(), found(&shown, "redis_role").0.as_str()), ("", "follow"));
    assert_eq!(found(&run(&["--profile", "b"]), "store"), pair("file", "built in"));
    // Another store on the command line leaves nothing of the one of the profile.
    let shown = run(&["--profile", "a", "--store", "memory"]);
    assert_eq!((found(&shown, "store"), found(&shown, "redis_role")), (pair("memory", "--store"), pair("", "")));
}

//! The places of a secret: `secret_env`, `secret_file`, `secret_command`.

use std::fs;

use super::{Home, Own};
use crate::support::Ran;

const SECRET: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

/// A home with a profile whose secret is at this place.
struct Shop {
    home: Home,
    own: Own,
}

impl Shop {
    fn new(name: &str) -> Self {
        Self { home: Home::new(name), own: Own::new("wx1", SECRET) }
    }

    fn run(&self, secret: &str, args: &[&str]) -> Ran {
        let url = self.own.account.url();
        self.home.write(&format!("[profiles.shop]\napp_id = 'wx1'\nbase_url = '{url}'\n{secret}\n"));
        let mut command = self.home.command(&[&["--profile", "shop"], args].concat());
        let ran = Ran::of(command.env("SHOP_SECRET", SECRET).output().unwrap());
        assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET), "{ran:?}");
        ran
    }

    fn list(&self, secret: &str) -> Ran {
        self.run(secret, &["groups", "list"])
    }
}

#[test]
fn a_command_prints_the_secret() {
    let shop = Shop::new("command");
    shop.home.file("secret.sh", &format!("printf '{SECRET}\\r\\n'; echo {SECRET} >&2\n"), 0o600);
    shop.home.file("run", "#!/bin/sh\nexec sh ~/secret.sh\n", 0o700);
    shop.home.file(".config/wechat-user/run", "#!/bin/sh\nexec sh ~/secret.sh\n", 0o700);
    let path = shop.home.0.join("secret.sh");
    shop.list(&format!("secret_command = ['sh', '{}']", path.display())).ok();
    shop.list("secret_command = ['printenv', 'SHOP_SECRET']").ok();
    // From the home folder, and from the folder of the settings file.
    shop.list("secret_command = ['~/run']").ok();
    shop.list("secret_command = ['./run']").ok();
    assert_eq!(shop.own.account.calls_to("/cgi-bin/stable_token"), 4);
}

#[test]
fn a_command_runs_once_and_only_if_the_secret_is_needed() {
    let shop = Shop::new("once");
    let count = shop.home.0.join("count");
    let script = format!("echo run >> {}; echo {SECRET}", count.display());
    shop.home.file("secret.sh", &script, 0o600);
    let secret = format!("secret_command = ['sh', '{}']", shop.home.0.join("secret.sh").display());
    shop.run(&secret, &["token", "refresh", "--force", "--yes"]).ok();
    assert_eq!(fs::read_to_string(&count).unwrap(), "run\n");
    fs::remove_file(&count).unwrap();
    for args in [
        &["whoami"][..],
        &["profile", "list"],
        &["groups", "create", "x", "--dry-run"],
        &["oauth", "url", "https://example.com/"],
        &["groups", "list", "--token-mode", "none"],
    ] {
        shop.run(&secret, args);
        assert!(!count.exists(), "{args:?}");
    }
}

#[test]
fn a_place_without_a_secret_is_refused_with_its_line() {
    let shop = Shop::new("without");
    shop.home.file("empty", "\n", 0o600);
    shop.home.file("two.sh", &format!("echo {SECRET}; echo {SECRET}\n"), 0o600);
    shop.home.file("fails.sh", &format!("echo {SECRET}; echo {SECRET} >&2; exit 3\n"), 0o600);
    let script = |name: &str| format!("secret_command = ['sh', '{}']", shop.home.0.join(name).display());
    for (secret, expected) in [
        ("secret_env = 'NO_SUCH_VARIABLE'".to_owned(), "NO_SUCH_VARIABLE is not set"),
        ("secret_file = '~/empty'".to_owned(), "the file is empty"),
        ("secret_file = 'missing'".to_owned(), ".config/wechat-user/missing: "),
        ("secret_file = '~'".to_owned(), ".config/wechat-user/~: "),
        ("secret_command = ['no-such-program-here']".to_owned(), "the command does not start: entity not found"),
        ("secret_command = ['true']".to_owned(), "the command printed nothing"),
        ("secret_command = ['printf', '\\n']".to_owned(), "what it printed is empty"),
        ("secret_command = ['seq', '1000000']".to_owned(), "printed more than 4096 bytes"),
        (script("two.sh"), "what it printed has a blank, a line break"),
        (script("fails.sh"), "the command ended with exit status: 3"),
        (String::new(), "the profile \"shop\" names none"),
    ] {
        let report = shop.list(&secret).failed(2);
        assert!(report.contains(expected), "{secret}: {report}");
        assert!(secret.is_empty() || report.contains("(profile shop, line 4)"), "{secret}: {report}");
    }
    // The variable of the environment is that of another account.
    let mut command = shop.home.command(&["groups", "list", "--profile", "shop"]);
    let report = Ran::of(command.env("WECHAT_APPSECRET", SECRET).output().unwrap()).failed(2);
    assert!(report.contains("names none"), "{report}");
    assert_eq!(shop.own.account.wechat().calls(), 0);
}

#[test]
fn a_file_that_others_can_read_gives_a_warning() {
    let shop = Shop::new("readable");
    shop.home.file("secret", SECRET, 0o640);
    let ran = shop.list("secret_file = '~/secret'");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.starts_with("warning: others can read the AppSecret") && ran.stderr.contains("0640"), "{ran:?}");
    shop.home.file("secret", SECRET, 0o600);
    shop.list("secret_file = '~/secret'").ok();
}

#[test]
fn a_layout_of_redis_must_not_hold_the_secret_of_the_profile() {
    let shop = Shop::new("layout");
    let layout = format!("secret_env = 'SHOP_SECRET'\nstore = 'redis'\nredis_layout = 'key=x{SECRET}'");
    for args in [&["groups", "list"][..], &["whoami"]] {
        let report = shop.run(&layout, args).failed(2);
        assert!(report.contains("--redis-layout must not hold the AppSecret"), "{report}");
    }
}

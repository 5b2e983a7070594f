//! Profiles: the settings file, which account a command uses, and that no secret shows.

mod commands;
mod pairs;
mod refusals;
mod secrets;
mod whoami;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use transport_mock::FakeWeChat;

use crate::support::{Account, Ran, wechat_user};

/// A home folder of the test's own, with a settings file. Removed at its end.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&home));
        fs::create_dir_all(home.join(".config/wechat-user")).unwrap();
        fs::create_dir(home.join("work")).unwrap();
        for folder in ["", "work", ".config", ".config/wechat-user"] {
            fs::set_permissions(home.join(folder), Permissions::from_mode(0o700)).unwrap();
        }
        Self(home)
    }

    /// The path of the settings file.
    fn config(&self) -> PathBuf {
        self.0.join(".config/wechat-user/config.toml")
    }

    fn write(&self, text: &str) {
        self.file(".config/wechat-user/config.toml", text, 0o600);
    }

    fn text(&self) -> String {
        fs::read_to_string(self.config()).unwrap()
    }

    /// Writes a file below the home folder.
    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    /// The binary with this home folder and no other settings.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = wechat_user(args);
        command.env_remove("WECHAT_CONFIG").env_remove("XDG_CONFIG_HOME").env_remove("XDG_CACHE_HOME");
        command.env("HOME", &self.0).current_dir(self.0.join("work"));
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// All files below the home folder that hold this text.
    fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let (mut open, mut found) = (vec![self.0.clone()], Vec::new());
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(text) {
                    found.push(path);
                }
            }
        }
        found
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A simulated account that accepts only its own AppID and secret.
struct Own {
    app_id: &'static str,
    secret: &'static str,
    account: Account,
}

impl Own {
    fn new(app_id: &'static str, secret: &'static str) -> Self {
        let account = Account::of(FakeWeChat::new().with_followers(50).with_page_size(20).with_account(app_id, secret));
        Self { app_id, secret, account }
    }

    /// How many requests it received for stable tokens, for plain tokens, and for its groups.
    fn calls(&self) -> [u64; 3] {
        ["/cgi-bin/stable_token", "/cgi-bin/token", "/cgi-bin/groups/get"].map(|path| self.account.calls_to(path))
    }
}

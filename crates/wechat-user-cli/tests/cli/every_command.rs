//! An account with something to print for every command, and the commands that print columns.

use std::cell::Cell;
use std::fs;

use transport_mock::{FakeWeChat, OldAccount, WebScope};
use wechat_user::SystemClock;
use wechat_user::clock::Clock;

use crate::support::{Account, Ran, run, scratch};

const OLD: &str = "wxaaaaaaaaaaaaaaaa";

/// The commands that print lists, with their arguments. `World` replaces words in capitals.
pub(crate) const LISTS: &[(&str, &str)] = &[
    ("tags list", ""),
    ("tags of", "OPENID"),
    ("tags members", "100"),
    ("tags delete", "100 --dry-run"),
    ("groups list", ""),
    ("users batch", "--file LIST"),
    ("users list", ""),
    ("followers changes", "--db DB --since 0"),
    ("followers select", "--db DB"),
    ("followers map", "--db DB"),
    ("blacklist list", ""),
    ("migrate openids", "--from OLD OLDLIST"),
    ("migrate plan", ""),
    ("stats growth", "--from 2025-01-01 --to 2025-01-09"),
    ("stats growth", "--from 9999-12-30 --to 9999-12-31 --by-source"),
    ("stats total", "--from 2025-01-01 --to 2025-01-09"),
    ("network callback-ips", ""),
    ("network api-ips", ""),
    ("network check", ""),
    ("doctor", "--quota /cgi-bin/user/get"),
    ("whoami", ""),
];

/// The commands that print a single record.
pub(crate) const RECORDS: &[(&str, &str)] = &[
    ("tags create", "UNIQUE"),
    ("tags ensure", "UNIQUE"),
    ("groups create", "UNIQUE"),
    ("groups ensure", "UNIQUE"),
    ("groups of", "OPENID"),
    ("users info", "OPENID"),
    ("followers sync", "--db DB"),
    ("followers forget", "OPENID --db DB --dry-run"),
    ("oauth exchange", "CODE"),
    ("oauth exchange", "CODE --reveal"),
    ("oauth user", "--code CODE"),
    ("qr create", "--number 7"),
    ("quota show", "/cgi-bin/user/get"),
    ("rid", "RID"),
    ("shorten create", "text"),
    ("shorten fetch", "KEY"),
    ("ticket", ""),
    ("ticket", "--reveal"),
    ("token show", ""),
    ("token show", "--reveal"),
    ("token refresh", "--quiet"),
    ("gateway key new", "worker"),
];

/// The account, and the files that the commands need.
pub(crate) struct World {
    pub(crate) account: Account,
    words: Vec<(&'static str, String)>,
    unique: Cell<u64>,
}

impl World {
    /// `name`: of its files. `nicknames`: of the first followers.
    pub(crate) fn new(name: &str, nicknames: &[&str]) -> Self {
        let old = OldAccount::new(OLD, "gh_91ae50dfeb1c", 300, SystemClock::new().now());
        let account = Account::of(FakeWeChat::new().with_followers(300).with_page_size(200).with_old_account(old));
        let wechat = account.wechat();
        let tag = wechat.create_tag("华东区的老客户👩‍👩‍👧‍👦");
        for number in 0..150 {
            wechat.tag(&wechat.openid(number), tag);
        }
        for (number, nickname) in (0..).zip(nicknames) {
            wechat.edit_profile(&wechat.openid(number), |profile| {
                profile.nickname = Some((*nickname).to_owned());
                profile.unionid = Some(format!("oUnion{number:022}"));
            });
        }
        for number in 200..260 {
            wechat.block(&wechat.openid(number));
        }
        let [list, old_list, db] = ["list", "old-list", "db"].map(|file| scratch(&format!("{name}-{file}")));
        for more in ["-wal", "-shm", "-writer"] {
            drop(fs::remove_file(format!("{db}{more}")));
        }
        fs::write(&list, account.openids(150).join("\n")).unwrap();
        let olds = (0..150).map(|number| wechat.old_openid(number).unwrap().to_string()).collect::<Vec<_>>();
        fs::write(&old_list, olds.join("\n")).unwrap();
        account.run(&["followers", "sync", "--db", &db]).ok();
        account.run(&["users", "remark", &account.openid(0), "王经理 of the east"]).ok();
        wechat.unfollow(&wechat.openid(299));
        account.run(&["followers", "sync", "--db", &db]).ok();
        let rid =
            account.run(&["groups", "rename", "999", "test", "--json"]).error(1)["rid"].as_str().unwrap().to_owned();
        let key =
            account.run(&["shorten", "create", "a text", "--json"]).json()["short_key"].as_str().unwrap().to_owned();
        let openid = account.openid(0);
        let words = [("OPENID", openid), ("LIST", list), ("OLDLIST", old_list), ("DB", db), ("RID", rid), ("KEY", key)];
        let words = words.into_iter().chain([("OLD", OLD.to_owned())]).collect();
        Self { account, words, unique: Cell::default() }
    }

    /// The arguments of a command, and more flags.
    pub(crate) fn args(&self, (command, args): (&str, &str), flags: &str) -> Vec<String> {
        let word = |word: &str| match word {
            "CODE" => {
                let wechat = self.account.wechat();
                wechat.authorize(&wechat.openid(3), WebScope::UserInfo).unwrap()
            }
            "UNIQUE" => {
                self.unique.set(self.unique.get() + 1);
                format!("name {}", self.unique.get())
            }
            other => {
                let known = self.words.iter().find(|(name, _)| *name == other);
                known.map_or_else(|| other.to_owned(), |(_, value)| value.clone())
            }
        };
        [command, args, flags].into_iter().flat_map(str::split_whitespace).map(word).collect()
    }

    /// Standard output of a command that succeeds.
    pub(crate) fn run(&self, command: (&str, &str), flags: &str) -> String {
        let ran = self.ran(command, flags);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{command:?} {flags}");
        ran.stdout
    }

    pub(crate) fn ran(&self, command: (&str, &str), flags: &str) -> Ran {
        let args = self.args(command, flags);
        // A few commands print a secret on purpose.
        self.account.reveal(&args.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The columns that the help of a command lists.
#[derive(Debug)]
pub(crate) struct Help {
    /// The flag with which the command prints them.
    pub(crate) flag: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) only_json: Vec<String>,
}

/// Reads the paragraphs of columns in the help of a command.
pub(crate) fn help(command: &str) -> Vec<Help> {
    let args: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
    let text = run(&args).ok();
    let about = text.split("\nUsage: ").next().unwrap();
    let paragraphs = about.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let names = |list: &str| list.trim_end_matches('.').split(", ").map(str::to_owned).collect::<Vec<_>>();
    paragraphs
        .filter(|paragraph| paragraph.starts_with("Columns"))
        .map(|paragraph| {
            let (head, lists) = paragraph.split_once(": ").unwrap();
            let (columns, only_json) = lists.split_once(" Only in JSON: ").unwrap_or((lists, ""));
            let flag = head.strip_prefix("Columns with ").map(str::to_owned);
            let only_json = if only_json.is_empty() { Vec::new() } else { names(only_json) };
            Help { flag, columns: names(columns), only_json }
        })
        .collect()
}

/// What the help says of a command with these arguments.
pub(crate) fn help_of((command, args): (&str, &str)) -> Help {
    let mut all = help(command);
    let is_given =
        |help: &Help| help.flag.as_deref().is_some_and(|flag| args.split_whitespace().any(|arg| arg == flag));
    let at = all.iter().position(is_given).or_else(|| all.iter().position(|help| help.flag.is_none()));
    all.swap_remove(at.unwrap_or_else(|| panic!("the help of {command} lists no columns: {all:?}")))
}

//! Tags and groups by their names, wherever a command takes the id of one.

use std::io::Write;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::FakeWeChat;
use wechat_user::GroupId;

use crate::support::{Account, Ran, scratch};

/// Commands, with `NAME` for the tag or group and `USER` for an openid, and the call that they make after the list.
struct Area {
    name: &'static str,
    list: &'static str,
    commands: &'static [(&'static [&'static str], &'static str)],
}

const TAGS: Area = Area {
    name: "tags",
    list: "/cgi-bin/tags/get",
    commands: &[
        (&["add", "NAME", "USER"], "/cgi-bin/tags/members/batchtagging"),
        (&["remove", "NAME", "USER"], "/cgi-bin/tags/members/batchuntagging"),
        (&["rename", "NAME", "新名"], "/cgi-bin/tags/update"),
        (&["delete", "NAME"], "/cgi-bin/tags/delete"),
    ],
};

const GROUPS: Area = Area {
    name: "groups",
    list: "/cgi-bin/groups/get",
    commands: &[
        (&["move", "NAME", "USER"], "/cgi-bin/groups/members/update"),
        (&["move", "NAME", "USER", "USER2"], "/cgi-bin/groups/members/batchupdate"),
        (&["rename", "NAME", "新名"], "/cgi-bin/groups/update"),
        (&["delete", "NAME"], "/cgi-bin/groups/delete"),
    ],
};

const AREAS: [Area; 2] = [TAGS, GROUPS];

impl Area {
    /// An account with tags and groups of these names, in this order. Returns the id of the first one, too.
    fn account(&self, names: &[&str]) -> (Account, i64) {
        let classes: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
        let seed = match self.name {
            "tags" => json!({"followers": 200, "tags": classes}),
            _ => json!({"followers": 200, "groups": classes}),
        };
        let wechat = FakeWeChat::new();
        wechat.seed(&seed.to_string()).unwrap();
        let account = Account::of(wechat);
        let id = self.ids(&account, names[0])[0];
        (account, id)
    }

    /// The ids of the tags or groups with this name.
    fn ids(&self, account: &Account, name: &str) -> Vec<i64> {
        let wechat = account.wechat();
        let all: Vec<(i64, String)> = match self.name {
            "tags" => wechat.tags().into_iter().map(|(id, name, _)| (id.get(), name)).collect(),
            _ => wechat.groups().into_iter().map(|(id, name, _)| (id.get(), name)).collect(),
        };
        all.into_iter().filter(|(_, found)| found == name).map(|(id, _)| id).collect()
    }

    fn members(&self, account: &Account, id: i64) -> usize {
        match self.name {
            "tags" => account.wechat().members_of_tag(wechat_user::TagId::new(id)).len(),
            _ => account.wechat().members_of(GroupId::new(id)).len(),
        }
    }

    fn run(&self, account: &Account, args: &[&str]) -> Ran {
        account.run(&[&[self.name], args].concat())
    }

    /// The command that puts users into the tag or group.
    fn put(&self) -> &'static str {
        self.commands[0].0[0]
    }
}

/// The arguments of a command for this name and two users.
fn arguments<'a>(command: &[&'a str], name: &'a str, users: &'a [String]) -> Vec<&'a str> {
    let replace = |argument: &&'a str| match *argument {
        "NAME" => name,
        "USER" => &users[0],
        "USER2" => &users[1],
        other => other,
    };
    command.iter().map(replace).collect()
}

#[test]
fn a_name_is_looked_up_with_one_list_request_and_digits_are_not() {
    for area in AREAS {
        for (command, path) in area.commands {
            let id = area.account(&["老客户"]).1.to_string();
            for (name, lists) in [(id.as_str(), 0), ("老客户", 1)] {
                let (account, _) = area.account(&["老客户", "100"]);
                area.run(&account, &arguments(command, name, &account.openids(2))).ok();
                assert_eq!((account.calls_to(area.list), account.calls_to(path)), (lists, 1), "{command:?}");
            }
        }
        for args in [&[area.put(), "老客户", "o1"][..], &["delete", "老客户"]] {
            let (account, _) = area.account(&["老客户"]);
            area.run(&account, args).code.unwrap();
            assert_eq!((account.wechat().token_requests(), account.wechat().calls()), (1, 3), "{args:?}: one token");
        }
    }
}

#[test]
fn the_look_up_is_one_of_the_calls_of_max_calls() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户"]);
        let user = account.openid(0);
        let put = |calls: &str| area.run(&account, &[area.put(), "老客户", &user, "--max-calls", calls]);
        for (calls, sent) in [("1", 1), ("2", 2)] {
            let before = account.wechat().calls();
            let report = put(calls).failed(6);
            assert!(report.contains(&format!("the {calls} calls of --max-calls are used up")), "{report}");
            assert_eq!(account.wechat().calls() - before, sent);
        }
        assert_eq!(area.members(&account, id), 0);
        put("3").ok();
        assert_eq!(area.members(&account, id), 1);
    }
    let (account, _) = TAGS.account(&["老客户"]);
    let out = scratch("names-max-calls.csv");
    let export = account.run(&["followers", "export", "--out", &out, "--tag", "老客户", "--max-calls", "1"]);
    let report = export.failed(6);
    assert!(report.contains("the 1 calls of --max-calls are used up"), "{report}");
    assert!(!std::path::Path::new(&out).exists());
}

#[test]
fn a_name_reaches_the_tag_or_group_that_has_it() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户", "渠道"]);
        let users = account.openids(60);
        let users: Vec<_> = users.iter().map(String::as_str).collect();
        area.run(&account, &[&[area.put(), "老客户"], &users[..]].concat()).ok();
        assert_eq!(area.members(&account, id), 60);
        assert_eq!(account.calls_to(area.list), 1, "one look-up for all batches");
        area.run(&account, &["rename", "老客户", "大客户"]).ok();
        assert_eq!(area.ids(&account, "大客户"), [id]);
        area.run(&account, &["delete", "大客户"]).ok();
        assert!(area.ids(&account, "大客户").is_empty() && area.ids(&account, "渠道").len() == 1);
    }
}

#[test]
fn reads_take_the_name_of_a_tag_too() {
    let (account, _) = TAGS.account(&["老客户", "100"]);
    let user = account.openid(7);
    TAGS.run(&account, &["add", "name:100", &user]).ok();
    assert_eq!(TAGS.run(&account, &["members", "name:100"]).ok(), format!("{user}\n"));
    assert_eq!(TAGS.run(&account, &["members", "老客户"]).ok(), "");
    let export = ["followers", "export", "--out", "-", "--fields", "openid", "--tag", "name:100"];
    assert_eq!(account.run(&export).ok(), format!("{}\n", json!({"openid": user})));
    assert_eq!(account.calls_to(TAGS.list), 4);

    let db = scratch("names.sqlite");
    for more in ["-wal", "-shm", "-writer"] {
        drop(std::fs::remove_file(format!("{db}{more}")));
    }
    account.run(&["followers", "sync", "--db", &db]).ok();
    let select = |name: &str| account.run(&["followers", "select", "--db", &db, "--tag", name]);
    assert_eq!(select("name:100").ok(), format!("{user}\n"));
    let report = select("老客").failed(2);
    assert!(report.starts_with("error: there is no tag \"老客\"; the nearest: \"老客户\" (id 100), "), "{report}");
}

#[test]
fn an_unknown_name_is_2_with_the_three_nearest_and_changes_nothing() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户", "华东客户", "VIP", "渠道"]);
        let noun = area.name.trim_end_matches('s');
        for (command, path) in area.commands {
            let report = area.run(&account, &arguments(command, "老客", &account.openids(2))).failed(2);
            let expected = format!("error: there is no {noun} \"老客\"; the nearest: \"老客户\" (id {id}), ");
            assert!(report.starts_with(&expected) && report.matches("(id ").count() == 3, "{report}");
            assert_eq!(account.calls_to(path), 0);
        }
        let error = area.run(&account, &["delete", "vip", "--json"]).error(2);
        let message = error["message"].as_str().unwrap_or_else(|| panic!("{error}"));
        assert!(message.contains(&format!("\"VIP\" (id {}, differs only in case)", id + 2)), "{message}");
        let report = area.run(&account, &["delete", " 老客户"]).failed(2);
        assert!(report.contains(&format!("\"老客户\" (id {id}, differs only in blanks)")), "{report}");
    }
}

#[test]
fn a_name_that_two_have_is_2_with_their_ids() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户", "渠道", "老客户"]);
        for (command, path) in area.commands {
            let report = area.run(&account, &arguments(command, "老客户", &account.openids(2))).failed(2);
            assert!(report.contains(&format!("give one of the ids {id}, {}", id + 2)), "{report}");
            assert_eq!(account.calls_to(path), 0);
        }
    }
}

#[test]
fn the_prefix_makes_a_name_of_anything() {
    for area in AREAS {
        let (account, id) = area.account(&["100", "name:", "name:100", "--yes", "-1", " 空 格 "]);
        for (offset, given) in ["name:100", "name:name:", "name:name:100", "name:--yes"].into_iter().enumerate() {
            area.run(&account, &[area.put(), given, &account.openid(offset as u64)]).ok();
            assert_eq!(area.members(&account, id + offset as i64), 1, "{given}");
        }
        // Without the prefix, a name that looks like an option needs `--`, as everywhere.
        area.run(&account, &["delete", "--yes", "--", "--yes"]).ok();
        area.run(&account, &["delete", "--yes", "--", "-1"]).ok();
        area.run(&account, &["delete", " 空 格 "]).ok();
        assert!(["--yes", "-1", " 空 格 "].iter().all(|name| area.ids(&account, name).is_empty()));
        let before = account.wechat().calls();
        area.run(&account, &["delete", "--yes", "-1"]).failed(2);
        assert_eq!(account.wechat().calls(), before);
    }
    let (account, _) = TAGS.account(&["--yes"]);
    let export = ["followers", "export", "--out", "-", "--tag=--yes"];
    assert_eq!(account.run(&export).ok(), "");
}

#[test]
fn an_empty_name_and_bad_arguments_are_refused_before_the_look_up() {
    let long = "名".repeat(31);
    for area in AREAS {
        let (account, _) = area.account(&["老客户"]);
        for name in ["", "name:", "99999999999999999999"] {
            for (command, _) in area.commands {
                area.run(&account, &arguments(command, name, &account.openids(2))).failed(2);
            }
        }
        area.run(&account, &[area.put(), "老客户", "@file"]).failed(2);
        assert_eq!(account.wechat().calls(), 0);
    }
    let (account, _) = GROUPS.account(&["老客户"]);
    let report = GROUPS.run(&account, &["rename", "老客户", &long]).failed(2);
    assert!(report.contains("at most 30 characters, got 31"), "{report}");
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn a_dry_run_sends_nothing_and_shows_the_list_and_the_name_in_place_of_the_id() {
    for area in AREAS {
        let (account, _) = area.account(&["老客户"]);
        for (command, path) in area.commands {
            let users = account.openids(2);
            let args = arguments(command, "没有的", &users);
            let planned = area.run(&account, &[&args[..], &["--dry-run", "--json"]].concat()).json();
            let url = |number: usize| planned[number]["url"].as_str().unwrap();
            assert!(url(0).contains(area.list) && url(1).contains(path), "{planned}");
            assert_eq!((planned.as_array().unwrap().len(), &planned[0]["method"]), (2, &json!("GET")));
            let body: Value = serde_json::from_str(planned[1]["body"].as_str().unwrap()).unwrap();
            let ids = [&body["tagid"], &body["to_groupid"], &body["tag"]["id"], &body["group"]["id"]];
            let ids: Vec<_> = ids.into_iter().filter(|id| !id.is_null()).collect();
            assert_eq!(ids, ["[id of 没有的]"], "{planned}");
        }
        // The list is shown once, before the requests of all batches.
        let users = account.openids(120);
        let users: Vec<_> = users.iter().map(String::as_str).collect();
        let printed = area.run(&account, &[&[area.put(), "name:100", "--dry-run"], &users[..]].concat()).ok();
        assert_eq!((printed.matches(area.list).count(), printed.lines().count()), (1, 4), "{printed}");
        assert_eq!(printed.matches("\"[id of 100]\"").count(), 3, "{printed}");
        assert_eq!(account.wechat().calls(), 0);
    }
}

#[test]
fn the_special_groups_have_names_as_the_others() {
    for (name, id) in [("未分组", 0), ("黑名单", 1), ("星标组", 2)] {
        let (account, _) = GROUPS.account(&["老客户"]);
        GROUPS.run(&account, &["move", "老客户", &account.openid(3)]).ok();
        let before = GROUPS.members(&account, id);
        GROUPS.run(&account, &["move", name, &account.openid(3)]).ok();
        assert_eq!(account.wechat().group_of(&account.wechat().openid(3)), Some(GroupId::new(id)));
        assert_eq!(GROUPS.members(&account, id), before + 1);
        let report = GROUPS.run(&account, &["delete", name]).failed(2);
        assert!(report.contains("cannot be changed") && report.contains(&format!("given {id}")), "{report}");
    }
    let (account, _) = TAGS.account(&["老客户"]);
    TAGS.run(&account, &["add", "星标组", &account.openid(3)]).ok();
    assert_eq!(TAGS.members(&account, 2), 1);
}

/// Between the look-up and the change, another process gives the name to another tag or group.
#[test]
fn a_name_that_is_changed_after_the_look_up_still_means_the_same_tag_or_group() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户", "新客户"]);
        let mut command = account.command(&[area.name, area.put(), "老客户", "-"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        // The list of users is read after the look-up.
        while account.calls_to(area.list) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        let (first, second) = (id.to_string(), (id + 1).to_string());
        area.run(&account, &["rename", &first, "别的"]).ok();
        area.run(&account, &["rename", &second, "老客户"]).ok();
        let mut input = child.stdin.take().unwrap();
        input.write_all(account.openids(60).join("\n").as_bytes()).unwrap();
        drop(input);
        account.finish(child).ok();
        assert_eq!((area.members(&account, id), area.members(&account, id + 1)), (60, 0));
        assert_eq!(account.calls_to(area.list), 1);
    }
}

#[test]
fn a_checkpoint_belongs_to_the_id_so_a_name_that_went_to_another_is_refused() {
    for area in AREAS {
        let (account, id) = area.account(&["老客户", "新客户"]);
        let (list, checkpoint) = (scratch("names-list"), scratch("names-checkpoint"));
        std::fs::write(&list, account.openids(120).join("\n")).unwrap();
        let put = |name: &str, more: &[&str]| {
            let args = [area.put(), name, "--file", &list, "--checkpoint", &checkpoint];
            area.run(&account, &[&args, more].concat())
        };
        put("老客户", &["--max-calls", "3", "--restart"]).failed(6);
        let (first, second) = (id.to_string(), (id + 1).to_string());
        area.run(&account, &["rename", &first, "别的"]).ok();
        area.run(&account, &["rename", &second, "老客户"]).ok();
        let report = put("老客户", &[]).failed(2);
        assert!(report.contains(&checkpoint), "{report}");
        assert_eq!(area.members(&account, id + 1), 0);
        put("别的", &[]).ok();
        assert_eq!(area.members(&account, id), 120);
    }
}

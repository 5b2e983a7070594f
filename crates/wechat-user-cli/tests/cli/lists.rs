//! Lists of openids: their sources, and the report of openids that failed.

use std::fs;

use serde_json::json;
use transport_mock::{FakeWeChat, Fault};
use wechat_user::OpenId;

use crate::support::{Account, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const BLOCK: &str = "/cgi-bin/tags/members/batchblacklist";

#[test]
fn a_list_comes_as_arguments_from_a_file_and_from_standard_input() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let [a, b, c] = [0, 1, 2].map(|number| account.openid(number));
    let file = scratch("lists-file");
    fs::write(&file, format!("\u{feff}{b}\r\n\r\n{a}\r\n{b}\r\n")).unwrap();
    account.run_with_input(&["tags", "add", "100", &a, "-", "--file", &file], &format!("{c}\n\n{c}\n{a}")).ok();
    assert_eq!((account.wechat().members_of_tag(tag).len(), account.calls_to(TAG)), (3, 1));

    account.run_with_input(&["tags", "remove", "100", "--file", "-"], &format!("{a}\n{b}\n")).ok();
    assert_eq!(account.wechat().members_of_tag(tag), [account.wechat().openid(2)]);
}

#[test]
fn the_commands_of_groups_and_users_take_lists_too() {
    let account = Account::new();
    let openids = account.openids(101).join("\n");
    account.run_with_input(&["groups", "move", "2", "-"], &openids).ok();
    assert_eq!(account.wechat().members_of(wechat_user::GroupId::STARRED).len(), 101);
    let lines = account.run_with_input(&["users", "batch", "-"], &openids).ok();
    assert_eq!((lines.lines().count(), account.calls_to("/cgi-bin/user/info/batchget")), (101, 2));
}

#[test]
fn an_empty_list_sends_nothing() {
    let account = Account::new();
    let ran = account.run_with_input(&["tags", "add", "100", "-"], "\n \r\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert!(ran.stderr.starts_with("note: "), "{ran:?}");
    assert_eq!(account.wechat().calls(), 0);
}

#[test]
fn a_list_that_cannot_be_read_is_refused_with_the_line_before_anything_is_sent() {
    let account = Account::new();
    for (input, problem) in [
        ("o1\no2 o3\n", "standard input: line 2 is not an openid"),
        ("o1\n\n'o2'\n", "standard input: line 3 is not an openid"),
        ("昵称,openid\n", "standard input: line 1: the openids must be in the first column, not in column 2"),
        ("[\"o1\",\n{}]", "standard input: line 2 has neither an openid nor "),
    ] {
        let report = account.run_with_input(&["blacklist", "add", "-"], input).failed(2);
        assert!(report.contains(problem), "{report}");
    }
    let file = scratch("lists-gbk");
    fs::write(&file, b"oA,\xb1\xb8\xd7\xa2\n").unwrap();
    let report = account.run(&["blacklist", "add", "--file", &file]).failed(2);
    assert!(report.contains("save it as UTF-8"), "{report}");
    account.run(&["blacklist", "add", "--file", "no/such/file"]).failed(2);
    account.run(&["blacklist", "add", &account.openid(0), "--failed", "no/such/folder/file"]).failed(2);
    assert_eq!(account.wechat().calls(), 0);
}

/// Two openids as other programs write them; `oA` and `oB` stand for them.
const OTHER_FORMATS: &[(&str, &[u8])] = &[
    ("UTF-16 with line ends of Windows", b"\xff\xfeo\0A\0\r\0\n\0o\0B\0\r\0\n\0"),
    ("two columns", b"oA,x\noB,y\n"),
    ("tab-separated columns under a header", b"openid\tremark\noA\tx y\noB\t\n"),
    ("quoted columns with a byte-order mark", b"\xef\xbb\xbf\"openid\",\"a, b\"\r\n\"oA\",\"\"\r\n\"oB\"\r\n"),
    ("the lines of users list --json", b"\"oA\"\n\"oB\"\n"),
    ("the array of users batch --json", b"[{\"subscribe\":1,\"openid\":\"oA\"},{\"openid\":\"oB\"}]\n"),
    ("the object of raw get /cgi-bin/user/get", b"{\"count\":2,\"data\":{\"openid\":[\"oA\",\"oB\"]}}\n"),
];

#[test]
fn lists_of_other_programs_and_of_this_one_are_read() {
    for (format, bytes) in OTHER_FORMATS {
        let account = Account::of(FakeWeChat::new());
        let openids = ["oA", "oB"].map(|openid| OpenId::new(openid).unwrap());
        openids.iter().for_each(|openid| account.wechat().follow(openid));
        let (tag, file) = (account.wechat().create_tag("test"), scratch("lists-formats"));
        fs::write(&file, bytes).unwrap();
        account.run(&["tags", "add", &tag.to_string(), "--file", &file]).ok();
        assert_eq!(account.wechat().members_of_tag(tag), openids, "{format}");
        assert_eq!(account.calls_to(TAG), 1, "{format}");
    }
}

#[test]
fn the_output_of_every_list_is_the_input_of_another() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let pick = |args: &[&str]| account.run(args).ok();
    for output in [
        pick(&["users", "list", "--limit", "2"]),
        pick(&["users", "list", "--limit", "2", "--json"]),
        pick(&["users", "batch", &account.openid(0), &account.openid(1)]),
        pick(&["users", "batch", &account.openid(0), &account.openid(1), "--json"]),
        pick(&["raw", "get", "/cgi-bin/user/info", "--query", &format!("openid={}", account.openid(0)), "--json"])
            + &pick(&["users", "info", &account.openid(1), "--json"]),
    ] {
        account.run_with_input(&["tags", "add", "100", "-"], &output).ok();
        assert_eq!(account.wechat().members_of_tag(tag).len(), 2, "{output}");
        account.run_with_input(&["tags", "remove", "100", "-"], &output).ok();
        assert_eq!(account.wechat().members_of_tag(tag).len(), 0, "{output}");
    }
}

/// 50 openids; those at 25 and 33 cannot be openids of the account.
fn with_two_bad_ones(account: &Account) -> Vec<String> {
    let mut openids = account.openids(50);
    ["o-not-an-openid", "o-neither"].into_iter().zip([25, 33]).for_each(|(bad, at)| openids[at] = bad.to_owned());
    openids
}

#[test]
fn a_bad_openid_is_found_in_its_batch_and_the_others_are_done() {
    let account = Account::new();
    let (openids, left) = (with_two_bad_ones(&account), scratch("lists-left"));
    let args = ["blacklist", "add", "-", "--failed", &left, "--json"];
    let error = account.run_with_input(&args, &openids.join("\n")).error(6);
    assert_eq!((&error["done"], &error["total"], &error["code"]), (&json!(48), &json!(50), &json!(40003)));
    assert_eq!(error["failed_openids"], json!([openids[25], openids[33]]));
    assert_eq!(account.wechat().blacklist().len(), 48);
    assert!(account.calls_to(BLOCK) < 20, "{}", account.calls_to(BLOCK));

    // The file can be the input of another run.
    let bad = format!("{}\n{}\n", openids[25], openids[33]);
    assert_eq!(fs::read_to_string(&left).unwrap(), bad);
    fs::write(&left, format!("{bad}{}\n", account.openid(25))).unwrap();
    account.run(&["blacklist", "add", "--file", &left, "--failed", &left]).failed(6);
    assert_eq!((account.wechat().blacklist().len(), fs::read_to_string(&left).unwrap()), (49, bad));
}

#[test]
fn a_quota_ends_the_run_and_the_rest_is_left() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45009).on(BLOCK).after(1).always());
    let (openids, left) = (account.openids(100), scratch("lists-quota"));
    let ran = account.run_with_input(&["blacklist", "add", "-", "--failed", &left], &openids.join("\n"));
    assert_eq!(ran.stdout, "");
    let report = ran.failed(6);
    assert!(report.starts_with("error: 20 of 100 openids are done, 80 are not: "), "{report}");
    assert!(report.contains("errcode 45009"), "{report}");
    assert_eq!(report.matches("\n  failed:  ").count(), 10, "{report}");
    assert!(report.contains(&format!("and 70 more in {left}\n  continue with --file {left}")), "{report}");
    assert_eq!(account.calls_to(BLOCK), 2, "after the quota nothing more is sent");
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[20..]);
}

#[test]
fn without_a_file_the_report_names_the_flag() {
    let account = Account::new();
    account.wechat().add_fault(Fault::errcode(45009).on(BLOCK).after(1).always());
    let report = account.run_with_input(&["blacklist", "add", "-"], &account.openids(100).join("\n")).failed(6);
    assert!(report.ends_with("  and 70 more: --failed FILE writes them all\n"), "{report}");
}

#[test]
fn the_file_never_has_the_rest_of_an_earlier_run() {
    let account = Account::new();
    let (openids, left) = (account.openids(50), scratch("lists-stale"));
    fs::write(&left, "o-of-an-earlier-run\n").unwrap();
    let gate = account.wechat().hold(BLOCK);
    let args = [&["blacklist", "add", "--failed", &left][..], &openids.iter().map(String::as_str).collect::<Vec<_>>()];
    let child = account.command(&args.concat()).spawn().unwrap();
    gate.until_arrived(1);
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), openids, "nothing is confirmed yet");
    gate.open();
    account.finish(child).ok();
    assert_eq!(fs::read_to_string(&left).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_no_openid_is_lost() {
    let account = Account::new();
    let openids = with_two_bad_ones(&account);
    let args = ["blacklist", "add", "-", "--failed", "/dev/full"];
    let error = account.run_with_input(&[&args[..], &["--json"]].concat(), &openids.join("\n")).error(1);
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("48 of 50 openids are done, 2 are not: "), "{error}");
    assert!(message.contains("; the rest could not be written to /dev/full: No space left"), "{error}");
    assert_eq!((&error["done"], &error["total"]), (&json!(48), &json!(50)));
    assert_eq!(error["failed_openids"], json!([openids[25], openids[33]]));

    let many: Vec<_> = account.openids(20).into_iter().map(|openid| format!("{openid}x")).collect();
    let report = account.run_with_input(&args, &[&openids[..20], &many].concat().join("\n")).failed(1);
    assert_eq!(report.matches("\n  failed:  ").count(), 20, "{report}");
}

#[test]
fn if_nothing_was_done_the_result_is_the_error_of_the_call() {
    let account = Account::new();
    let left = scratch("lists-nothing");
    account.wechat().add_fault(Fault::errcode(45009).on(BLOCK).always());
    account.run(&["blacklist", "add", &account.openid(0), "--failed", &left]).failed(5);
    assert_eq!(fs::read_to_string(&left).unwrap(), format!("{}\n", account.openid(0)));
}

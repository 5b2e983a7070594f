//! The flags of commands over lists: names, limits, results, checkpoints, and what ends a run.

use std::fs;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const BLOCK: &str = "/cgi-bin/tags/members/batchblacklist";
const REMARK: &str = "/cgi-bin/user/info/updateremark";

fn lines(file: &str) -> Vec<Value> {
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn several_calls_at_once_tag_everyone_once() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let openids = account.openids(2_500).join("\n");
    account.run_with_input(&["tags", "add", "100", "-", "--jobs", "8"], &openids).ok();
    assert_eq!((account.wechat().members_of_tag(tag).len(), account.calls_to(TAG)), (2_500, 50));

    let printed = account.run_with_input(&["users", "batch", "-", "--jobs", "8"], &openids).ok();
    let order: Vec<_> = printed.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(order.join("\n"), openids, "in the order given");
}

#[test]
fn every_position_has_its_line_in_the_results() {
    let account = Account::new();
    account.wechat().create_tag("test");
    let (results, outsider) = (scratch("bulk-results"), account.openid(2_500));
    let mut openids = account.openids(120);
    openids[70] = outsider;
    let args = ["tags", "add", "100", "-", "--results", &results, "--jobs", "2"];
    account.run_with_input(&args, &openids.join("\n")).failed(6);
    let mut found = lines(&results);
    found.sort_by_key(|line| line["position"].as_u64());
    assert_eq!(found.len(), 120);
    for (position, line) in found.iter().enumerate() {
        assert_eq!((&line["position"], &line["openid"]), (&json!(position), &json!(openids[position])));
        assert_eq!(line["result"], if position == 70 { "failed" } else { "done" });
    }
    assert_eq!(found[70]["code"], 45171);

    // What was not tried has a line too.
    account.wechat().add_fault(Fault::errcode(45009).on(TAG).after(1).always());
    account.run_with_input(&["tags", "add", "100", "-", "--results", &results], &openids.join("\n")).failed(6);
    let not_tried = lines(&results).iter().filter(|line| line["result"] == "not_tried").count();
    assert_eq!((lines(&results).len(), not_tried), (120, 70));
}

#[test]
fn the_calls_of_a_run_can_be_limited_and_the_same_command_goes_on() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    let (checkpoint, left) = (scratch("bulk-max-checkpoint"), scratch("bulk-max-left"));
    let openids = account.openids(250);
    // One of three calls is that for the token.
    let args = ["tags", "add", "100", "-", "--max-calls", "3", "--checkpoint", &checkpoint, "--failed", &left];
    let report = account.run_with_input(&args, &openids.join("\n")).failed(6);
    assert!(
        report.starts_with("error: 100 of 250 openids are done, 150 are not; the 3 calls of --max-calls"),
        "{report}"
    );
    assert!(report.ends_with("run the same command again to go on\n"), "{report}");
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), &openids[100..]);

    // The list is that of the first run.
    account.run_with_input(&args, "").failed(6);
    account.run_with_input(&args, "").ok();
    assert_eq!((account.wechat().members_of_tag(tag).len(), account.calls_to(TAG)), (250, 5));
    assert_eq!(fs::read_to_string(&left).unwrap(), "");

    // Done, so nothing is sent; --restart begins again.
    let ran = account.run_with_input(&args, "");
    assert!(ran.stderr.starts_with("note: ") && ran.stderr.contains("--restart"), "{ran:?}");
    assert_eq!((ran.code, account.calls_to(TAG)), (Some(0), 5));
    account.run_with_input(&[&args[..], &["--quiet"]].concat(), "").ok();
    account.run_with_input(&[&args[..], &["--restart"]].concat(), &openids[..50].join("\n")).ok();
    assert_eq!(account.calls_to(TAG), 6);
}

#[test]
fn a_checkpoint_of_another_command_or_account_or_version_is_refused() {
    let account = Account::new();
    account.wechat().create_tag("test");
    let checkpoint = scratch("bulk-foreign-checkpoint");
    let args = |tag: &'static str| ["tags", "add", tag, "-", "--checkpoint", &checkpoint].map(str::to_owned);
    let run = |args: &[String]| account.run_with_input(&args.iter().map(String::as_str).collect::<Vec<_>>(), "o1x\n");
    run(&args("100")).failed(1);
    let before = account.wechat().calls();
    let report = run(&args("2")).failed(2);
    assert!(report.contains("it belongs to `tags add 100`, not to `tags add 2`"), "{report}");
    let mut other = args("100").to_vec();
    other.extend(["--app-id".to_owned(), "wx-another".to_owned()]);
    let report = run(&other).failed(2);
    assert!(report.contains("it belongs to the account wx0123456789abcdef"), "{report}");

    let text = fs::read_to_string(&checkpoint).unwrap();
    fs::write(&checkpoint, text.replace("\"version\":1", "\"version\":2")).unwrap();
    let report = run(&args("100")).failed(2);
    assert!(report.contains("a later version of this program"), "{report}");
    fs::write(&checkpoint, text).unwrap();
    fs::remove_file(format!("{checkpoint}.list")).unwrap();
    let report = run(&args("100")).failed(2);
    assert!(report.contains(".list: ") && report.contains("--restart begins again"), "{report}");
    assert_eq!(account.wechat().calls(), before, "nothing is sent");
}

#[test]
fn a_used_up_quota_ends_the_run_and_the_next_day_goes_on() {
    let account = Account::new();
    let tag = account.wechat().create_tag("test");
    account.wechat().limit_per_day(TAG, 3);
    let (checkpoint, openids) = (scratch("bulk-quota-checkpoint"), account.openids(250).join("\n"));
    let args = ["tags", "add", "100", "-", "--checkpoint", &checkpoint, "--jobs", "2"];
    let report = account.run_with_input(&args, &openids).failed(6);
    assert!(report.starts_with("error: 150 of 250 openids are done, 100 are not: "), "{report}");
    assert!(report.contains("\n  again:   2") && report.contains("run the same command again to go on"), "{report}");
    account.run_with_input(&args, "").failed(6);
    account.wechat().clock().advance(std::time::Duration::from_secs(86_400));
    account.run_with_input(&args, "").ok();
    assert_eq!(account.wechat().members_of_tag(tag).len(), 250);
}

#[test]
fn a_list_of_another_account_ends_early_and_says_so() {
    let account = Account::new();
    let other = Account::of(FakeWeChat::new().with_seed(99).with_followers(2_500));
    let list = other.openids(2_500).join("\n");
    let report = account.run_with_input(&["groups", "move", "2", "-"], &list).failed(1);
    assert!(report.starts_with("error: 0 of 2500 openids are done, 2500 are not; "), "{report}");
    assert!(report.contains("the list seems to be another account's"), "{report}");
}

#[test]
fn one_malformed_openid_among_two_thousand_is_named_and_costs_few_calls() {
    let account = Account::new();
    let mut openids = account.openids(2_000);
    openids[1_234] = "o-malformed".to_owned();
    let error = account.run_with_input(&["blacklist", "add", "-", "--json"], &openids.join("\n")).error(6);
    assert_eq!((&error["done"], &error["failed_openids"]), (&json!(1_999), &json!(["o-malformed"])));
    assert!(account.calls_to(BLOCK) <= 120, "{}", account.calls_to(BLOCK));
}

#[test]
fn remarks_come_from_a_file() {
    let account = Account::new();
    let [a, b, c] = [0, 1, 2].map(|number| account.wechat().openid(number));
    let (pairs, left) = (scratch("bulk-pairs"), scratch("bulk-pairs-left"));
    fs::write(&pairs, format!("openid,备注名\n{a},老王\nooutsider,x\n{b},\"a \"\"b\"\", c\"\n")).unwrap();
    let planned = account.run(&["users", "remark", "--file", &pairs, "--dry-run"]).ok();
    assert_eq!((planned.lines().count(), account.wechat().calls()), (3, 0));

    account.run(&["users", "remark", "--file", &pairs, "--failed", &left, "--jobs", "2"]).failed(6);
    assert_eq!(account.wechat().remark_of(&a).as_deref(), Some("老王"));
    assert_eq!(account.wechat().remark_of(&b).as_deref(), Some("a \"b\", c"));
    assert_eq!(fs::read_to_string(&left).unwrap(), "ooutsider\tx\n");

    let json = format!("{{\"openid\":\"{c}\",\"remark\":\"小李\"}}\n");
    account.run_with_input(&["users", "remark", "--file", "-"], &json).ok();
    assert_eq!(account.wechat().remark_of(&c).as_deref(), Some("小李"));
    let calls = account.calls_to(REMARK);
    let report = account.run_with_input(&["users", "remark", "--file", "-"], &format!("{a}\n")).failed(2);
    assert!(report.contains("line 1 has no second column with the remark"), "{report}");
    for args in [&["users", "remark"][..], &["users", "remark", "o1"], &["users", "remark", "o1", "x", "--file", "f"]] {
        account.run(args).failed(2);
    }
    assert_eq!(account.calls_to(REMARK), calls);
}

#[test]
fn a_rate_is_kept_and_a_bad_one_refused() {
    let account = Account::new();
    account.wechat().create_tag("test");
    let openids = account.openids(120).join("\n");
    account.run_with_input(&["tags", "add", "100", "-", "--rate", "6000/m", "--jobs", "3"], &openids).ok();
    assert_eq!(account.calls_to(TAG), 3);
    for (flag, value) in [("--rate", "0"), ("--rate", "fast"), ("--jobs", "0"), ("--jobs", "65"), ("--max-calls", "0")]
    {
        account.run_with_input(&["tags", "add", "100", "-", flag, value], &openids).failed(2);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_refused_before_anything_is_sent() {
    let account = Account::new();
    let full = ["--results", "no/such/folder/file"];
    account.run(&[&["blacklist", "add", "o1"][..], &full].concat()).failed(2);
    for flag in ["--checkpoint", "--failed"] {
        let report = account.run(&["blacklist", "add", "o1", flag, "no/such/folder/file"]).failed(2);
        assert!(report.contains(flag), "{report}");
    }
    assert_eq!(account.wechat().calls(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn results_on_a_full_disk_end_the_run_and_nothing_is_lost() {
    let account = Account::new();
    let (openids, left) = (account.openids(100), scratch("bulk-full-left"));
    let args = ["blacklist", "add", "-", "--failed", &left, "--results", "/dev/full"];
    let report = account.run_with_input(&args, &openids.join("\n")).failed(1);
    assert!(report.contains("--results /dev/full: No space left"), "{report}");
    assert_eq!(account.calls_to(BLOCK), 1);
    assert_eq!(fs::read_to_string(&left).unwrap().lines().collect::<Vec<_>>(), openids);
}

#[test]
fn progress_is_silent_for_short_commands_and_without_a_terminal() {
    let account = Account::new();
    account.wechat().create_tag("test");
    let openids = account.openids(2_500).join("\n");
    account.run_with_input(&["tags", "add", "100", "-"], &openids).ok();
    account.run_with_input(&["tags", "add", "100", "-", "--progress", "plain"], &openids[..28]).ok();
    account.run(&["users", "list", "--progress", "plain", "--quiet"]).failed(2);
}

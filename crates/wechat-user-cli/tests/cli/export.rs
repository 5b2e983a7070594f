//! `wechat-user followers export`

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, Ran, kill_at, scratch, signal};

const BATCH: &str = "/cgi-bin/user/info/batchget";
const PAGE: &str = "/cgi-bin/user/get";

/// A file with this ending, without what an earlier run left of it.
fn out(name: &str) -> String {
    drop(fs::remove_file(format!("{}.checkpoint", scratch(name))));
    drop(fs::remove_file(format!("{}.checkpoint.list", scratch(name))));
    scratch(name)
}

/// The openids of an export, in its order.
fn exported(file: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    if file.ends_with(".csv") {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        return reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    }
    let openid = |line: &str| serde_json::from_str::<Value>(line).unwrap()["openid"].as_str().unwrap().to_owned();
    text.lines().map(openid).collect()
}

fn export(account: &Account, args: &[&str]) -> Ran {
    account.run(&[&["followers", "export"], args].concat())
}

#[test]
fn every_follower_is_exported_in_order_and_a_second_run_does_nothing() {
    let account = Account::new();
    for name in ["export-all.ndjson", "export-all.csv"] {
        let file = out(name);
        export(&account, &["--out", &file]).ok();
        assert_eq!(exported(&file), account.openids(2_500), "{name}");
        let (calls, text) = (account.wechat().calls(), fs::read_to_string(&file).unwrap());
        let again = export(&account, &["--out", &file, "--json"]);
        assert!(again.code == Some(0) && again.stderr.starts_with("note: the export is finished"), "{again:?}");
        assert_eq!((account.wechat().calls(), fs::read_to_string(&file).unwrap() == text), (calls, true));
        export(&account, &["--out", &file, "--restart", "--quiet"]).ok();
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    let printed = export(&account, &["--out", "-", "--fields", "openid"]).ok();
    assert_eq!(printed.lines().count(), 2_500);
    assert_eq!(printed.lines().next(), Some(format!("{{\"openid\":\"{}\"}}", account.openid(0)).as_str()));
}

#[test]
fn json_lines_have_the_fields_of_the_service() {
    let account = Account::of(FakeWeChat::new().with_followers(3).with_settings(|settings| settings.unionids = true));
    let file = out("export-fields.ndjson");
    export(&account, &["--out", &file, "--lang", "en"]).ok();
    let first = fs::read_to_string(&file).unwrap().lines().next().map(str::to_owned).unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(first, account.run(&["users", "info", &account.openid(0), "--lang", "en", "--json"]).json());
    for field in ["unionid", "subscribe_scene", "qr_scene", "subscribe_time", "tagid_list", "headimgurl"] {
        assert!(!first[field].is_null(), "{field}: {first}");
    }
}

#[test]
fn csv_is_for_spreadsheets() {
    let account = Account::of(FakeWeChat::new().with_followers(2));
    account.wechat().edit_profile(&account.wechat().openid(0), |profile| {
        profile.nickname = Some("=HYPERLINK(\"http://x\")".to_owned());
    });
    account.run(&["users", "remark", &account.openid(1), "张三, \"老王\""]).ok();
    let file = out("export-sheet.csv");
    export(&account, &["--out", &file, "--fields", "openid,nickname,remark"]).ok();
    let text = fs::read_to_string(&file).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}openid,nickname,remark"));
    let first = format!("{},\"'=HYPERLINK(\"\"http://x\"\")\",", account.openid(0));
    assert_eq!(lines.next(), Some(first.as_str()));
    assert!(lines.next().unwrap().ends_with(",\"张三, \"\"老王\"\"\""), "{text}");
    assert!(text.ends_with("\r\n"));

    let plain = out("export-plain.csv");
    export(&account, &["--out", &plain, "--fields", "openid", "--no-bom"]).ok();
    assert!(fs::read_to_string(&plain).unwrap().starts_with("openid\r\n"));
    let report = export(&account, &["--out", &plain, "--fields", "openid"]).failed(2);
    assert!(report.contains("it belongs to `followers export csv --no-bom "), "{report}");
}

#[test]
fn the_followers_of_a_tag_or_a_list_of_openids_are_exported() {
    let account = Account::new();
    let tag = account.wechat().create_tag("老客户");
    (0..150).for_each(|number| assert!(account.wechat().tag(&account.wechat().openid(2 * number), tag)));
    let file = out("export-tag.ndjson");
    export(&account, &["--out", &file, "--tag", "老客户"]).ok();
    assert_eq!(exported(&file).len(), 150);

    let (list, file) = (scratch("export-list"), out("export-list.ndjson"));
    let mut openids = account.openids(300);
    openids.reverse();
    fs::write(&list, openids.join("\n")).unwrap();
    export(&account, &["--out", &file, "--file", &list, "--limit", "120"]).ok();
    assert_eq!(exported(&file), &openids[..120]);
    export(&account, &["--out", &file, "--file", &list]).ok();
    assert_eq!(exported(&file), openids);

    let kept = out("export-kept.ndjson");
    let args = ["followers", "export", "--out", &kept, "--file", "-", "--max-calls", "2", "--jobs", "1"];
    let report = account.run_with_input(&args, &openids.join("\n")).failed(6);
    assert!(report.contains("the 2 calls of --max-calls are used up"), "{report}");
    assert!(report.ends_with("run the same command again to go on\n"), "{report}");
    while account.run_with_input(&args, "").code == Some(6) {}
    assert_eq!(exported(&kept), openids);
}

#[test]
fn a_malformed_openid_is_named_and_the_others_are_exported() {
    let account = Account::new();
    let mut openids = account.openids(250);
    openids[120] = "o-malformed".to_owned();
    let (list, file) = (scratch("export-bad"), out("export-bad.ndjson"));
    fs::write(&list, openids.join("\n")).unwrap();
    let args = ["followers", "export", "--out", &file, "--file", &list, "--json"];
    let error = account.run(&args).error(6);
    assert_eq!((&error["done"], &error["failed_openids"]), (&json!(249), &json!(["o-malformed"])));
    assert_eq!(exported(&file).len(), 249);
    assert_eq!(account.run(&args).code, Some(6), "again, without a call");
}

#[test]
fn bad_arguments_and_files_are_refused_and_nothing_is_lost() {
    let account = Account::new();
    for args in [
        &["--out", "file.txt"][..],
        &["--out", "-", "--checkpoint", "file"],
        &["--out", "-", "--restart"],
        &["--out", "a.csv", "--fields", "name"],
        &["--out", "no/such/folder/a.csv"],
        &["--out", "a.csv", "--tag", "1", "--file", "b"],
    ] {
        export(&account, args).failed(2);
    }
    let file = out("export-mine.csv");
    fs::write(&file, "my own text").unwrap();
    let report = export(&account, &["--out", &file]).failed(2);
    assert!(report.contains("it exists, and has no checkpoint; --restart replaces it"), "{report}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "my own text");

    let file = out("export-foreign.ndjson");
    export(&account, &["--out", &file, "--limit", "100"]).ok();
    let (checkpoint, text) = (format!("{file}.checkpoint"), fs::read_to_string(&file).unwrap());
    let kept = fs::read_to_string(&checkpoint).unwrap();
    for (change, problem) in [
        (["wx0123456789abcdef", "wx-another"], "it belongs to the account wx-another"),
        (["\"version\":1,\"account\"", "\"version\":2,\"account\""], "a later version of this program"),
        (["\"version\":1,\"app_id\"", "\"version\":2,\"app_id\""], "damaged: checkpoint: version 2"),
        (["{", "["], "this is not a checkpoint"),
    ] {
        fs::write(&checkpoint, kept.replace(change[0], change[1])).unwrap();
        let report = export(&account, &["--out", &file]).failed(2);
        assert!(report.contains(problem), "{report}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    fs::write(&checkpoint, kept).unwrap();
    export(&account, &["--out", &file]).ok();
    assert_eq!(exported(&file), account.openids(2_500));
}

/// A limit of the size of files stands for a disk that is full in the middle of a row.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_the_file_keeps_whole_rows_and_the_same_command_goes_on() {
    let account = Account::new();
    let file = out("export-full.ndjson");
    let args = ["followers", "export", "--out", &file];
    let command = account.command(&args);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 700; exec \"$0\" \"$@\""]).arg(command.get_program()).args(args);
    for (name, value) in command.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        shell.env(name, value);
    }
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let report = account.finish(shell.spawn().unwrap()).failed(1);
    assert!(report.contains(&format!("--out {file}: File too large")), "{report}");
    let kept = exported(&file);
    assert!(!kept.is_empty() && kept == account.openids(kept.len() as u64), "{}", kept.len());
    account.run(&args).ok();
    assert_eq!(exported(&file), account.openids(2_500));

    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = account.command(&["followers", "export", "--out", "-"]);
    let report = account.finish(command.stdout(full).spawn().unwrap()).failed(1);
    assert!(report.contains("No space left"), "{report}");
}

#[test]
fn an_interruption_keeps_the_file_and_the_same_command_goes_on() {
    let account = Account::new();
    account.wechat().add_fault(Fault::drip(10_000, Duration::from_millis(5)).on(BATCH).after(7).always());
    let file = out("export-interrupted.csv");
    let args = ["followers", "export", "--out", &file];
    let child = account.command(&args).spawn().unwrap();
    while account.calls_to(BATCH) < 12 {
        std::thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "INT");
    let report = account.finish(child).failed(130);
    assert!(report.contains("run the same command again to go on"), "{report}");
    let before = exported(&file);
    assert!(before.len() < 2_500 && before == account.openids(before.len() as u64));
    account.wechat().clear_faults();
    account.run(&args).ok();
    assert_eq!(exported(&file), account.openids(2_500));
}

#[test]
fn a_used_up_quota_ends_it_and_the_next_day_goes_on() {
    let account = Account::new();
    account.wechat().limit_per_day(BATCH, 10);
    let file = out("export-quota.ndjson");
    let report = export(&account, &["--out", &file]).failed(6);
    // Profiles that came before an earlier one of the list are not kept.
    let done = exported(&file).len() as u64;
    assert!(done > 0 && done <= 1_000, "{done}");
    assert!(
        report.starts_with(&format!("error: {done} of 2500 openids are done, {} are not: ", 2_500 - done)),
        "{report}"
    );
    assert!(report.contains("errcode 45009") && report.contains("\n  again:   "), "{report}");
    assert!(report.contains("run the same command again to go on"), "{report}");
    export(&account, &["--out", &file]).failed(6);
    for _ in 0..3 {
        account.wechat().clock().advance(Duration::from_secs(86_400));
        export(&account, &["--out", &file]);
    }
    assert_eq!(exported(&file), account.openids(2_500));
}

/// How many followers the kills are tried with, and at how many points: more in `.ci/long`.
fn scale() -> (u64, u64) {
    let of = |name: &str, default| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    (of("KILL_FOLLOWERS", 16_000), of("KILL_POINTS", 5))
}

/// After so many calls of a run there is a new checkpoint, and some rows behind it.
const CALLS: u64 = 32;

/// Kills an export again and again, each time at a count of the journal, and lets it end then.
fn export_with_kills(name: &str, noise: &[Fault], calls: u64) {
    let (followers, points) = scale();
    // Longer runs, and as many of them: the list must not end before the last kill.
    let followers = followers * calls / CALLS;
    let account = Account::of(FakeWeChat::new().with_followers(followers));
    noise.iter().for_each(|fault| account.wechat().add_fault(fault.clone().with_probability(0.02).always()));
    let file = out(name);
    let args = ["followers", "export", "--out", &file];
    let (mut unfinished, mut counts) = (0, vec![0]);
    for _ in 0..points {
        if kill_at(&account, account.command(&args), BATCH, account.calls_to(BATCH) + calls) {
            let checkpoint = fs::read_to_string(format!("{file}.checkpoint")).unwrap_or_else(|_| "{}".to_owned());
            let checkpoint: Value = serde_json::from_str(&checkpoint).unwrap();
            unfinished += u64::from(checkpoint["list"]["finished"] == false);
            counts.extend(checkpoint["list"]["count"].as_u64());
        }
    }
    assert!(unfinished * 5 >= points * 4, "{unfinished} of {points} kills were in the middle");
    assert!(counts.is_sorted() && counts.last() > Some(&0), "no checkpoint goes back: {counts:?}");
    account.run(&args).ok();
    let (mut found, mut all) = (exported(&file), account.openids(followers));
    assert_eq!(found.len() as u64, followers);
    assert!(found == all, "in the order of the list");
    found.sort_unstable();
    all.sort_unstable();
    assert!(found == all, "as a set");
}

#[test]
fn after_kills_every_follower_is_in_the_json_lines_once() {
    export_with_kills("export-killed.ndjson", &[], CALLS);
}

#[test]
fn after_kills_every_follower_is_in_the_csv_once() {
    export_with_kills("export-killed.csv", &[], CALLS);
}

#[test]
fn with_noise_on_the_line_and_kills_the_export_is_exact() {
    let faults =
        [Fault::errcode(-1), Fault::replace_token(), Fault::status(502), Fault::lose_response(), Fault::cut_body(10)];
    let on = |path: &'static str| faults.clone().map(|fault| fault.on(path));
    // A batch that is tried again holds up to 16 others back.
    export_with_kills("export-noise.ndjson", &[on(BATCH), on(PAGE)].concat(), CALLS + 18);
}

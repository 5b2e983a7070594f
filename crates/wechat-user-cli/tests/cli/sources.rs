//! `wechat-user qr|stats|shorten`

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault, ScannedCode};
use wechat_user::{QrPicture, Timestamp};

use crate::support::{Account, scratch};

const CREATE: &str = "/cgi-bin/qrcode/create";
/// 09:00 in China on 2025-03-03.
const MORNING: Timestamp = Timestamp::from_unix_secs(1_740_963_600);

#[test]
fn the_picture_of_a_code_is_written_to_a_file() {
    let account = Account::new();
    for ending in ["png", "SVG"] {
        let file = scratch(&format!("picture.{ending}"));
        let code = account.run(&["qr", "create", "--number", "42", "--out", &file, "--json"]).json();
        assert_eq!(code["expire_seconds"], 2_592_000);
        let picture = QrPicture::new(code["url"].as_str().unwrap()).unwrap();
        let expected = if ending == "png" { picture.png(8).unwrap() } else { picture.svg().into_bytes() };
        assert!(fs::read(&file).unwrap() == expected, "{ending}");
    }
    // Not a terminal: four columns and no picture.
    let line = account.run(&["qr", "create", "--text", "test", "--days", "7"]).ok();
    assert_eq!((line.lines().count(), line.split('\t').count()), (1, 4));
    assert_eq!(line.split('\t').nth(2), Some("604800"));
    account.wechat().scan(ScannedCode::Ticket(line.split('\t').next().unwrap()), &account.wechat().openid(1)).unwrap();
}

#[test]
fn a_bad_scene_or_file_is_refused_before_a_code_is_created() {
    let account = Account::new();
    let folder = scratch("no-such-folder");
    for args in [
        &[][..],
        &["--number", "0"],
        &["--number", "100001", "--permanent"],
        &["--number", "4294967296"],
        &["--text", ""],
        &["--text", "x", "--number", "1"],
        &["--text", "x", "--days", "31"],
        &["--text", "x", "--days", "0"],
        &["--text", "x", "--days", "3", "--permanent"],
        &["--text", "x", "--out", "code.gif"],
        &["--text", "x", "--out", &format!("{folder}/code.png")],
    ] {
        account.run(&[&["qr", "create"], args].concat()).failed(2);
    }
    assert_eq!(account.wechat().calls(), 0);
    account.wechat().add_fault(Fault::lose_response().on(CREATE));
    let report = account.run(&["qr", "create", "--number", "1", "--permanent"]).failed(3);
    assert!(report.contains("The change may have been made nevertheless"), "{report}");
    assert_eq!(account.calls_to(CREATE), 1, "it is not repeated");
}

#[cfg(unix)]
#[test]
fn on_a_terminal_the_code_is_drawn_with_half_blocks() {
    use crate::screen::on_screen;

    let account = Account::new();
    let args = ["qr", "create", "--number", "42", "--yes"];
    let screen = on_screen(account.command(&args), 200).stdout;
    let url = screen.split_whitespace().find(|word| word.starts_with("http://weixin.qq.com/q/")).unwrap();
    let drawn = format!("{}\n", QrPicture::new(url).unwrap().half_blocks());
    assert!(screen.ends_with(&drawn), "{screen}");
    let narrow = on_screen(account.command(&args), 30);
    assert!(narrow.stderr.contains("note: the terminal is too narrow for the code"), "{narrow:?}");
    assert!(!narrow.stdout.contains(drawn.lines().next().unwrap()), "{narrow:?}");
}

#[test]
fn days_that_are_not_ready_have_no_figures() {
    let account = Account::of(FakeWeChat::new().with_followers(10));
    let growth = account.run(&["stats", "growth", "--from", "9999-12-30", "--to", "9999-12-31"]).ok();
    assert_eq!(growth, "9999-12-30\t\t\t\tfalse\n9999-12-31\t\t\t\tfalse\n");
    let total = account.run(&["stats", "total", "--from", "9999-12-31", "--to", "9999-12-31", "--json"]).json();
    assert_eq!(total, json!([{"day": "9999-12-31", "followers": null, "ready": false, "reported": false}]));
    assert_eq!(account.wechat().calls(), 0);
    let zero = account.run(&["stats", "growth", "--from", "2025-01-01", "--to", "2025-01-01", "--json"]).json();
    assert_eq!(zero, json!([{"day": "2025-01-01", "new": 0, "cancelled": 0, "net": 0, "ready": true}]));
    for (from, to) in [("2025-01-02", "2025-01-01"), ("2014-11-30", "2014-12-01"), ("2025-1-1", "2025-01-01")] {
        account.run(&["stats", "growth", "--from", from, "--to", to]).failed(2);
    }
    account.run(&["stats", "growth", "--from", "2025-01-01"]).failed(2);
}

/// The quarter of the library's test, from the command line.
#[test]
fn the_growth_of_a_quarter_of_20_000_followers_sums_to_the_journal_of_follows() {
    let account = Account::of(FakeWeChat::new().with_followers(20_000));
    let wechat = account.wechat();
    wechat.clock().set(MORNING);
    let code = account.run(&["qr", "create", "--number", "42", "--permanent", "--json"]).json();
    let ticket = ScannedCode::Ticket(code["ticket"].as_str().unwrap());
    for day in 0..92 {
        for user in 0..day % 30 {
            wechat.scan(ticket, &wechat.openid(100_000 + day * 100 + user)).unwrap();
        }
        for user in 0..day % 7 {
            wechat.follow(&wechat.openid(200_000 + day * 100 + user));
            wechat.unfollow(&wechat.openid(day * 200 + user));
        }
        wechat.clock().advance(Duration::from_secs(86_400));
    }
    let journal = wechat.follow_changes();
    let counted = |follows| journal.iter().filter(|change| change.follows == follows).count() as i64;
    let span = ["--from", "2025-03-03", "--to", "2025-06-02"];
    let growth = account.run(&[&["stats", "growth"], &span[..]].concat()).ok();
    assert_eq!(growth.lines().count(), 92);
    let sum = |column: usize| -> i64 {
        growth.lines().map(|line| line.split('\t').nth(column).unwrap().parse::<i64>().unwrap()).sum()
    };
    assert_eq!((sum(1), sum(2)), (counted(true), counted(false)));
    assert_eq!(sum(3), wechat.followers() as i64 - 20_000);
    let by_source = account.run(&[&["stats", "growth"], &span[..], &["--by-source", "--json"]].concat()).json();
    let of_codes = by_source.as_array().unwrap().iter().filter(|row| row["source"] == 30 && row["name"] == "qr_code");
    let of_codes: i64 = of_codes.map(|row| row["new"].as_i64().unwrap()).sum();
    let scanned = journal.iter().filter(|change| change.follows && change.source == 30).count() as i64;
    assert!(of_codes == scanned && scanned > 1_000, "{of_codes} {scanned}");
}

#[test]
fn a_short_key_is_created_and_read() {
    let account = Account::new();
    let key = account.run(&["shorten", "create", "shop=12&table=4", "--days", "1"]).ok();
    assert_eq!(key.trim().len(), 15);
    let data = account.run(&["shorten", "fetch", key.trim(), "--json"]).json();
    assert_eq!(data["long_data"], "shop=12&table=4");
    assert!(data["expire_seconds"].as_u64().is_some_and(|left| (86_000..=86_400).contains(&left)), "{data}");
    assert_eq!(account.run(&["shorten", "fetch", "iTqRJFSEqk9RvPk", "--json"]).error(1)["code"], 40_097);
    account.run(&["shorten", "create", &"x".repeat(4_097)]).failed(2);
    account.run(&["shorten", "fetch", " "]).failed(2);
    assert_eq!(account.run(&["shorten", "create", "x", "--dry-run", "--json"]).json()[0]["only_if"], Value::Null);
}

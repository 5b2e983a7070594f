//! Tables on terminals of several widths.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::every_command::{LISTS, RECORDS, World};
use crate::screen::on_screen;
use crate::support::{Account, Ran};

const NICKNAMES: &[&str] = &[
    "张三李四王五赵六钱七孙八周九吴十",
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    "e\u{301}a\u{300}\u{323}o\u{302}e\u{301}a\u{300}\u{323}o\u{302}e\u{301}a\u{300}\u{323}o\u{302}e\u{301}a\u{300}\u{323}o\u{302}",
    "🇨🇳🇨🇳🇨🇳🇨🇳🇨🇳🇨🇳🇨🇳",
    "a\u{202e}bc\u{2066}d\u{200f}e\u{1b}[31mf\tg\nh and more of it",
    "محمد عبد الله الطويل",
];

fn on(world: &World, command: (&str, &str), flags: &str, width: u16) -> Ran {
    let args = world.args(command, flags);
    on_screen(world.account.command(&args.iter().map(String::as_str).collect::<Vec<_>>()), width)
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let world = World::new("tables", NICKNAMES);
    for width in [40, 80, 200] {
        for command in LISTS.iter().chain(RECORDS).filter(|(command, _)| *command != "qr create") {
            let ran = on(&world, *command, "", width);
            assert_eq!(ran.code, Some(0), "{command:?}: {ran:?}");
            assert!(ran.stdout.lines().count() > 1, "{command:?} has nothing to print: {ran:?}");
            for line in ran.stdout.lines() {
                assert!(line.width() <= width.into(), "{command:?} at {width}, {}: {line}", line.width());
                assert!(!line.contains(char::is_control), "{command:?}: {line:?}");
            }
            let known: Vec<_> = world.account.openids(300);
            for word in ran.stdout.split_whitespace().filter(|word| word.starts_with("ogn")) {
                assert!(known.iter().any(|openid| openid == word), "{command:?} at {width} cuts {word}");
            }
        }
    }
}

#[test]
fn cells_are_cut_between_graphemes_and_the_rest_is_noted() {
    let world = World::new("cut", NICKNAMES);
    let ran = on(&world, ("users batch", "--file LIST"), "--fields nickname", 10);
    for (line, nickname) in ran.stdout.lines().skip(1).zip(NICKNAMES) {
        let Some(start) = line.strip_suffix('…') else { panic!("{line:?} is not cut") };
        let hostile = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let shown: String = nickname.chars().map(|c| if hostile(c) { ' ' } else { c }).collect();
        let ends = shown.grapheme_indices(true).map(|(at, _)| shown[..at].trim_end()).any(|end| end == start);
        assert!(ends, "{line:?} of {shown:?}");
    }
    assert_eq!(ran.stderr, "note: the terminal is too narrow; cut: nickname; --format tsv prints everything\n");

    let fields = "--fields openid,nickname,subscribe_time";
    let ran = on(&world, ("users batch", "--file LIST"), fields, 40);
    let note =
        "note: the terminal is too narrow; left out: subscribe_time; cut: nickname; --format tsv prints everything\n";
    assert_eq!(ran.stderr, note);
    assert_eq!(on(&world, ("users batch", "--file LIST"), &format!("{fields} --quiet"), 40).stderr, "");
    // What is piped is whole, also as a table.
    let piped = world.run(("users batch", "--file LIST"), "--format table --fields openid,nickname,subscribe_time");
    assert!([0, 1, 2, 3, 5].iter().all(|at: &usize| piped.contains(NICKNAMES[*at])) && !piped.contains('…'), "{piped}");
}

#[test]
fn times_are_those_of_china_in_tables_only() {
    let world = World::new("times", &[]);
    let command = ("users info", "OPENID --fields subscribe_time");
    let table = on(&world, command, "", 80).stdout;
    assert!(table.lines().nth(1).unwrap().ends_with("+08:00"), "{table}");
    for flags in ["", "--format csv --no-header"] {
        assert!(world.run(command, flags).trim_end().ends_with('Z'), "{flags}");
    }
    assert!(world.run(command, "--json").contains("\"subscribe_time\":1"), "as the service sends it");
}

#[test]
fn strange_terminals_get_a_table() {
    let account = Account::new();
    let list = || account.command(&["groups", "list"]);
    // Ids and counts stay whole, whatever the width.
    let one = on_screen(list(), 1);
    assert_eq!(one.stdout, "…\n0\n1\n2\n", "{one:?}");
    // A terminal without a size: the environment, or 80.
    let unknown = on_screen(list(), 0);
    assert!(unknown.stdout.starts_with("id  name"), "{unknown:?}");
    let mut narrow = list();
    narrow.env("COLUMNS", "1");
    assert_eq!(on_screen(narrow, 0).stdout, one.stdout);
    for columns in ["", "0", "wide", "-3"] {
        let mut command = list();
        command.env("COLUMNS", columns);
        assert_eq!(on_screen(command, 0).stdout, unknown.stdout, "{columns:?}");
    }
    // A list without rows has its header.
    assert_eq!(on_screen(account.command(&["blacklist", "list"]), 80).stdout, "openid\n");
    // CSV on a terminal has no escape sequences either.
    let wechat = account.wechat();
    wechat.edit_profile(&wechat.openid(0), |profile| profile.nickname = Some("a\u{1b}[31mb".to_owned()));
    let openid = account.openid(0);
    let csv = on_screen(account.command(&["users", "info", &openid, "--format", "csv", "--fields", "nickname"]), 80);
    assert_eq!(csv.stdout, "nickname\r\na [31mb\r\n", "{csv:?}");
}

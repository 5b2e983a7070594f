//! Every command in every format, with the columns of its help.

use serde_json::Value;

use crate::every_command::{Help, LISTS, RECORDS, World, help, help_of};
use crate::support::{Account, run};

fn commands() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTS.iter().chain(RECORDS).copied()
}

/// The rows of CSV, without the header, which must be these columns.
fn csv_rows(text: &str, columns: &[String], what: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns, "{what}");
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Each object has keys of the help only, and all together have all columns that are not empty everywhere.
fn check_objects(objects: &[Value], help: &Help, rows: &[Vec<String>], what: &str) {
    assert_eq!(objects.len(), rows.len(), "{what}");
    for (object, row) in objects.iter().zip(rows) {
        let object = object.as_object().unwrap_or_else(|| panic!("{what}: {object}"));
        for key in object.keys() {
            assert!(help.columns.contains(key) || help.only_json.contains(key), "{what}: {key} is not in the help");
        }
        for (column, cell) in help.columns.iter().zip(row) {
            assert!(cell.is_empty() || object.contains_key(column), "{what}: {column} is missing in {object:?}");
        }
    }
}

#[test]
fn each_command_parses_in_each_format_with_the_columns_of_its_help() {
    let world = World::new("formats", &["张三", "=1+1", "a\tb\nc, \"d\"", "👩‍👩‍👧‍👦"]);
    for command in commands() {
        let (what, help) = (format!("{command:?}"), help_of(command));
        let rows = csv_rows(&world.run(command, "--format csv"), &help.columns, &what);
        assert!(!rows.is_empty(), "{what} has nothing to print");

        let tsv = world.run(command, "--format tsv --header");
        let mut lines = tsv.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        assert_eq!(lines.next().unwrap(), help.columns, "{what}");
        let lines: Vec<_> = lines.collect();
        assert_eq!(lines.len(), rows.len(), "{what}");
        assert!(lines.iter().all(|line| line.len() == help.columns.len()), "{what}: {tsv}");
        assert_eq!(world.run(command, "").lines().count(), rows.len(), "{what}: no header by default");

        let table = world.run(command, "--format table");
        let mut lines = table.lines();
        assert_eq!(lines.next().unwrap().split_whitespace().collect::<Vec<_>>(), help.columns, "{what}");
        assert_eq!(lines.count(), rows.len(), "{what}");

        let ndjson = world.run(command, "--format ndjson");
        let objects: Vec<Value> = ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        check_objects(&objects, &help, &rows, &what);

        let json = world.run(command, "--format json");
        let values: Vec<Value> = serde_json::Deserializer::from_str(&json).into_iter().map(Result::unwrap).collect();
        let values = match values.as_slice() {
            [Value::Array(all)] => all.clone(),
            several => several.to_vec(),
        };
        assert_eq!(values.len(), rows.len(), "{what}");
        if values.iter().all(Value::is_object) {
            check_objects(&values, &help, &rows, &what);
        }
    }
}

#[test]
fn fields_choose_and_order_the_columns_of_every_command() {
    let world = World::new("fields", &["张三"]);
    for command in commands() {
        let (what, mut help) = (format!("{command:?}"), help_of(command));
        help.columns.reverse();
        help.columns.truncate(3);
        help.only_json.clear();
        let fields = help.columns.join(",");
        let rows = csv_rows(&world.run(command, &format!("--format csv --fields {fields}")), &help.columns, &what);
        let json = world.run(command, &format!("--format ndjson --fields {fields}"));
        let objects: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        check_objects(&objects, &help, &rows, &what);

        let calls = world.account.wechat().calls();
        let ran = world.ran(command, "--fields nmae");
        let known = help_of(command).columns.join(", ");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{what}");
        assert!(ran.stderr.contains(&format!("there is no column \"nmae\"; there are {known}")), "{what}: {ran:?}");
        assert_eq!(world.account.wechat().calls(), calls, "{what} sends nothing");
    }
}

/// The commands of which the help lists columns and that are not in the tables above.
const ELSEWHERE: &[(&str, &str)] = &[
    ("followers export", "export.rs"),
    ("token keep", "prints the record of `token show` until a signal ends it"),
    ("mock push", "push.rs: the reply of a server"),
    ("profile list", "profiles.rs: it needs a settings file"),
];

#[test]
fn no_command_with_columns_is_forgotten() {
    let mut open = vec![String::new()];
    let mut missing = Vec::new();
    let mut seen = 0;
    while let Some(path) = open.pop() {
        let args: Vec<_> = path.split_whitespace().chain(["--help"]).collect();
        let text = run(&args).ok();
        let names =
            text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with(' '));
        let names: Vec<_> = names
            .filter(|line| !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| *name != "help")
            .collect();
        open.extend(names.iter().map(|name| format!("{path} {name}").trim().to_owned()));
        if !names.is_empty() || ELSEWHERE.iter().any(|(command, _)| path.starts_with(command)) {
            continue;
        }
        for found in help(&path).iter().filter(|help| help.flag.as_deref() != Some("--dry-run")) {
            seen += 1;
            let is_tested = commands()
                .any(|(command, args)| command == path && found.flag.as_deref().is_none_or(|flag| args.contains(flag)));
            if !is_tested {
                missing.push(format!("{path} {}", found.flag.as_deref().unwrap_or_default()));
            }
        }
    }
    assert!(seen > 35, "the commands were not found: {seen}");
    assert!(missing.is_empty(), "not in every_command.rs:\n{}", missing.join("\n"));
}

#[test]
fn commands_without_columns_refuse_fields_and_contradictions_are_refused() {
    let account = Account::new();
    for args in [
        &["tags", "delete", "100", "--fields", "id"][..],
        &["raw", "get", "/cgi-bin/tags/get", "--fields", "tags"],
        &["explain", "40164", "--fields", "code"],
        &["tags", "list", "--json", "--format", "csv"],
        &["tags", "list", "--json", "--header"],
        &["tags", "list", "--header", "--no-header"],
        &["tags", "list", "--format", "tsv", "--bom"],
        &["tags", "list", "--fields", "id,id"],
        &["tags", "list", "--format", "yaml"],
    ] {
        let ran = account.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}: {ran:?}");
    }
    assert_eq!(account.wechat().calls(), 0);
    for flags in [&["--format", "ndjson"][..], &["--format=json"], &["--json"]] {
        let args = [&["tags", "list", "--fields", "nmae"], flags].concat();
        assert!(account.run(&args).error(2)["message"].is_string(), "{flags:?}");
        let args = [&["tags", "list", "--no-such-flag"], flags].concat();
        assert!(account.run(&args).error(2)["message"].is_string(), "{flags:?}");
    }
}

#[test]
fn openids_in_ndjson_are_the_input_of_every_command_with_lists() {
    let account = Account::new();
    let lines = account.run(&["users", "list", "--limit", "3"]).ok();
    let openids: Vec<_> = lines.lines().collect();
    let [first, second, third] = openids.as_slice() else { panic!("{lines}") };
    let escaped = format!("\\u{:04x}{}", u32::from(first.chars().next().unwrap()), &first[1..]);
    let hostile = format!(
        "\u{feff}\r\n{{\"openid\":\"{escaped}\"}}\r\n\r\n{{\"a\":[{{\"openid\":\"no\"}}],\"openid\" : \"{second}\"}}\r\n  \r\n\
         {{\"remark\":null,\"openid\":\"{third}\",\"z\":1}}"
    );
    let printed = account.run(&["users", "list", "--limit", "3", "--format", "ndjson"]).ok();
    for args in [
        &["tags", "add", "100", "-", "--dry-run"][..],
        &["tags", "remove", "100", "-", "--dry-run"],
        &["groups", "move", "101", "-", "--dry-run"],
        &["blacklist", "add", "-", "--dry-run"],
        &["blacklist", "remove", "-", "--dry-run"],
        &["users", "batch", "-"],
        &["followers", "export", "--out", "-", "--file", "-"],
    ] {
        let expected = account.run_with_input(args, &lines).ok();
        assert!(openids.iter().all(|openid| expected.contains(openid)), "{args:?}: {expected}");
        assert_eq!(account.run_with_input(args, &printed).ok(), expected, "{args:?}");
        assert_eq!(account.run_with_input(args, &hostile).ok(), expected, "{args:?}");
    }
}

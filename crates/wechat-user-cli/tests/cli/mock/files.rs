//! `--seed-file`, `--faults`.

use std::fs;

use super::Mock;
use crate::support::{run, scratch};

fn file(name: &str, text: &str) -> String {
    let file = scratch(name);
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_fault_of_the_file_is_injected() {
    let faults = r#"[{"fault":"errcode","code":45009,"on":"/cgi-bin/groups/get"}, {"fault":"errcode","code":43004,"on":"/cgi-bin/groups/getid"}]"#;
    let mock = Mock::serve(&["--faults", &file("mock-faults.json", faults)]);
    assert_eq!(mock.call(&["groups", "list", "--json"]).error(5)["code"], 45009);
    mock.call(&["groups", "list"]).ok();
    let openids = mock.call(&["users", "list", "--limit", "1"]).ok();
    assert_eq!(mock.call(&["groups", "of", openids.trim_end(), "--json"]).error(1)["code"], 43004);
}

#[test]
fn the_seed_file_defines_the_account() {
    let seed = r#"{
        "followers": 30,
        "app_id": "wx-of-the-seed", "app_secret": "s3cr3t-of-the-seed",
        "groups": [{"name": "常客", "members": [1, {"from": 4, "to": 8}]}],
        "settings": {"page_size": 20},
        "faults": [{"fault": "errcode", "code": 45009, "on": "/cgi-bin/user/get"}]
    }"#;
    let seed = file("mock-seed.json", seed);
    let run = |mock: &Mock, args: &[&str]| mock.run("wx-of-the-seed", "s3cr3t-of-the-seed", args);
    let mock = Mock::serve(&["--seed-file", &seed, "--followers", "9"]);
    assert!(run(&mock, &["groups", "list"]).ok().contains("100\t常客\t5\n"));
    run(&mock, &["users", "list"]).failed(5);
    assert_eq!(run(&mock, &["users", "list"]).ok().lines().count(), 30, "the file goes before the flag");

    let mock = Mock::serve(&["--seed-file", &seed, "--faults", &file("mock-no-faults.json", "[]")]);
    run(&mock, &["users", "list"]).ok();
}

#[test]
fn what_the_seed_file_does_not_mention_comes_from_the_flags() {
    let seed = file("mock-small-seed.json", r#"{"tags": [{"name": "广东", "members": [2]}]}"#);
    let mock = Mock::serve(&["--followers", "3", "--strict", "--page-size", "2", "--seed-file", &seed]);
    assert_eq!(mock.call(&["users", "list"]).ok().lines().count(), 3);
    assert_eq!(mock.call(&["tags", "members", "100"]).ok().lines().count(), 1);
}

#[test]
fn a_bad_file_is_named_with_the_position() {
    for (flag, text, expected) in [
        ("--faults", "[\n {\"fault\":\"errcod\"}]", &["there is no fault \"errcod\"", "line 2 column"][..]),
        ("--faults", r#"[{"fault":"stall","path":"/a"}]"#, &["unknown field `path`", "line 1 column"]),
        ("--faults", r#"{"fault":"stall"}"#, &["this is not a list of faults: ", "line 1 column"]),
        ("--faults", "", &["line 1 column 0"]),
        ("--seed-file", "{\n \"followres\": 1}", &["not a seed: ", "unknown field `followres`", "line 2 column"]),
        ("--seed-file", r#"{"followers":1,"blacklist":[1]}"#, &["names the followers 1 to 2 of 1"]),
        ("--seed-file", "[]", &["it is not a JSON object"]),
    ] {
        let file = file("mock-bad.json", text);
        let report = run(&["mock", "serve", flag, &file]).failed(2);
        assert!(report.starts_with(&format!("error: {flag} {file}: ")), "{report}");
        assert!(expected.iter().all(|part| report.contains(part)), "{report}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text, "it is left as it was");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let missing = scratch("mock-missing.json");
    for flag in ["--faults", "--seed-file"] {
        let error = run(&["mock", "serve", flag, &missing, "--json"]).error(2);
        assert!(error["message"].as_str().unwrap().starts_with(&format!("{flag} {missing}: ")), "{error}");
    }
}

#[test]
fn flags_that_a_seed_file_would_override_are_refused() {
    let seed = file("mock-seed-settings.json", r#"{"app_id": "wx-a", "settings": {"group_limit": 3}}"#);
    for flags in [&["--strict"][..], &["--loose"], &["--page-size", "7"]] {
        let report = run(&[&["mock", "serve", "--seed-file", &seed], flags].concat()).failed(2);
        assert!(report.contains("\"settings\"") && report.contains(flags[0]), "{report}");
    }
    let report = run(&["mock", "serve", "--seed-file", &seed, "--app-id", "wx-b"]).failed(2);
    assert!(report.contains("wx-a") && report.contains("--app-id is wx-b"), "{report}");
}

//! `--state`.

use std::fs;

use super::Mock;
use crate::support::{run, scratch};

/// A new folder, and the path of a state file in it.
fn folder(name: &str) -> (String, String) {
    let folder = scratch(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir(&folder).unwrap();
    let state = format!("{folder}/state.json");
    (folder, state)
}

#[test]
fn the_state_survives_a_restart() {
    let (folder, state) = folder("mock-state");
    let faults = format!("{folder}/faults.json");
    fs::write(&faults, r#"[{"fault":"errcode","code":45009,"on":"/cgi-bin/groups/get","times":2}]"#).unwrap();

    let mock = Mock::serve(&["--state", &state, "--followers", "12", "--faults", &faults]);
    mock.call(&["groups", "create", "常客"]).ok();
    mock.call(&["groups", "list"]).failed(5);
    assert_eq!(mock.end("TERM").ok(), "");

    for signal in ["INT", "TERM"] {
        let mock = Mock::serve(&["--state", &state]);
        if signal == "INT" {
            // The second of the two runs.
            mock.call(&["groups", "list"]).failed(5);
        }
        assert!(mock.call(&["groups", "list"]).ok().contains("100\t常客\t0\n"), "{signal}");
        assert_eq!(mock.call(&["users", "list"]).ok().lines().count(), 12, "{signal}");
        let ended = mock.end(signal);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
        assert_eq!(ended.stderr, format!("continuing with the state in {state}\n"));
    }
    let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["faults.json", "state.json"], "no drafts");
}

#[test]
fn tokens_are_in_the_state_and_the_secret_is_not() {
    let (_, state) = folder("mock-state-token");
    let reveal = |mock: &Mock| mock.run("wx-mine", "s3cr3t-of-mine", &["token", "show", "--reveal"]).ok();
    let args = ["--state", &state, "--app-id", "wx-mine", "--app-secret", "s3cr3t-of-mine"];
    let first = Mock::serve(&args);
    let token = reveal(&first);
    first.end("TERM").ok();
    assert!(!fs::read_to_string(&state).unwrap().contains("s3cr3t-of-mine"));
    let again = Mock::serve(&args);
    assert_eq!(token.split('\t').next(), reveal(&again).split('\t').next());
}

#[test]
fn a_state_overrides_the_flags_and_belongs_to_one_account() {
    let (_, state) = folder("mock-state-flags");
    Mock::serve(&["--state", &state, "--followers", "3"]).end("TERM").ok();
    let mock = Mock::serve(&["--state", &state, "--followers", "4"]);
    assert_eq!(mock.call(&["users", "list"]).ok().lines().count(), 3);
    drop(mock);
    let report = run(&["mock", "serve", "--state", &state, "--app-id", "wx-another"]).failed(2);
    assert!(report.contains("--app-id is wx-another"), "{report}");
}

#[test]
fn the_old_file_is_replaced_and_not_written_over() {
    let (folder, state) = folder("mock-state-whole");
    Mock::serve(&["--state", &state]).end("TERM").ok();
    let (old, text) = (format!("{folder}/old.json"), fs::read_to_string(&state).unwrap());
    // A second name of the same file shows whether the file was overwritten.
    fs::hard_link(&state, &old).unwrap();
    let mock = Mock::serve(&["--state", &state]);
    mock.call(&["groups", "create", "常客"]).ok();
    assert_eq!(mock.end("TERM").code, Some(0));
    assert!(fs::read_to_string(&state).unwrap().contains("常客"));
    assert_eq!(fs::read_to_string(&old).unwrap(), text);
}

#[test]
fn the_target_of_a_link_is_replaced() {
    let (folder, state) = folder("mock-state-link");
    Mock::serve(&["--state", &state]).end("TERM").ok();
    let link = format!("{folder}/link.json");
    std::os::unix::fs::symlink("state.json", &link).unwrap();
    let mock = Mock::serve(&["--state", &link]);
    mock.call(&["groups", "create", "常客"]).ok();
    assert_eq!(mock.end("TERM").code, Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&state).unwrap().contains("常客"));
}

#[test]
fn a_state_that_cannot_be_saved_at_the_end_is_an_error() {
    let (folder, state) = folder("mock-state-gone");
    let mock = Mock::serve(&["--state", &state]);
    fs::remove_dir_all(&folder).unwrap();
    let report = mock.end("TERM").failed(2);
    assert!(report.starts_with(&format!("error: --state {state}: ")), "{report}");
}

#[test]
fn a_bad_state_is_refused_and_left_as_it_was() {
    let (folder, state) = folder("mock-state-bad");
    for text in ["", "[]", r#"{"format":1}"#] {
        fs::write(&state, text).unwrap();
        let report = run(&["mock", "serve", "--state", &state]).failed(2);
        assert!(report.starts_with(&format!("error: --state {state}: not a saved state: ")), "{report}");
        assert_eq!(fs::read_to_string(&state).unwrap(), text);
    }
    fs::write(&state, "{\n \"format\": 1}").unwrap();
    let report = run(&["mock", "serve", "--state", &state]).failed(2);
    assert!(report.contains("line 2 column"), "{report}");
    for nowhere in [format!("{folder}/none/state.json"), folder] {
        let report = run(&["mock", "serve", "--state", &nowhere]).failed(2);
        assert!(report.starts_with(&format!("error: --state {nowhere}: ")), "{report}");
    }
}

#[test]
fn accounts_that_tests_created_are_not_in_the_state() {
    let (_, state) = folder("mock-state-accounts");
    let mock = Mock::serve(&["--state", &state]);
    mock.post("accounts", r#"{"app_id":"wx-of-a-test","followers":3}"#);
    assert_eq!(mock.end("TERM").code, Some(0));
    assert!(!fs::read_to_string(&state).unwrap().contains("wx-of-a-test"));
}

#[test]
fn a_state_with_a_blank_openid_is_refused_and_one_that_is_only_strange_is_read() {
    let (_, state) = folder("mock-state-strange");
    let mock = Mock::serve(&["--state", &state, "--followers", "0"]);
    mock.post("follow", r#"{"openid":"oGuest"}"#);
    mock.end("TERM").ok();
    let text = fs::read_to_string(&state).unwrap();
    assert!(text.contains("oGuest"), "{text}");
    fs::write(&state, text.replace("oGuest", " ")).unwrap();
    let report = run(&["mock", "serve", "--state", &state]).failed(2);
    assert!(report.contains("users that do not exist"), "{report}");
    fs::write(&state, text.replace("oGuest", "o G\u{201d}")).unwrap();
    let mock = Mock::serve(&["--state", &state]);
    assert_eq!(mock.call(&["users", "list"]).ok(), "o G\u{201d}\n");
}

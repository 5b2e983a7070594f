//! Every message of the command line has a Chinese text: its sentences stand in the table of messages only, and every
//! kind of error of the libraries has a text there.

mod literals;
mod variants;

use wechat_user_tests::{files_below, root};

use literals::{Literal, sentences};

/// Files with English sentences that are no messages, and why.
const ENGLISH: &[(&str, &str)] = &[
    ("messages/", "the table itself"),
    ("demo/", "its checks, for those who work on this program; what it prints is in the table"),
    ("exit.rs", "a part of --help"),
    ("examples", "a part of --help"),
    ("output/tests.rs", "tests"),
];

/// English texts that reach no user as a message: what clap reports, results, and the names of commands.
const TEXTS: &[&str] = &[
    // Results.
    "the response does not name this openid",
    "no tag has this name",
    "no group has this name",
    "listening on {}",
    // Replaced before a user sees them.
    "an openid or an object with \"openid\"",
    "a list in a list",
    "no openid",
    // Commands of a migration.
    "followers export --out old.ndjson",
    "tags list --json",
    "groups list --json",
    "blacklist list",
    "migrate openids --from FROM --in old.ndjson --out new.ndjson --checkpoint migrate.json",
    "tags list",
    "followers export --out new-followers.ndjson",
    // Names of commands, for checkpoints.
    "tags add {}",
    "tags remove {}",
    "groups move {}",
    "migrate openids --from {}",
    "followers export {format} --fields {fields} --lang {}{list}",
    "blacklist add",
    "blacklist remove",
    "users batch",
    "users remark",
    // Names of commands, as the place of a name that is not known.
    "profile remove",
    "profile use",
];

#[test]
fn english_sentences_stand_in_the_table_of_messages() {
    let source = root().join("crates/wechat-user-cli/src");
    let (mut files, mut bad) = (0, Vec::new());
    for path in files_below(&source, ".rs") {
        let name = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        if ENGLISH.iter().any(|(start, _)| name.starts_with(start)) {
            continue;
        }
        files += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        for Literal { line, text } in sentences(&text) {
            if !TEXTS.contains(&text.as_str()) {
                bad.push(format!("{name}:{line}: {text:?}"));
            }
        }
    }
    assert!(files > 80, "only {files} files were found");
    let rule = "English texts outside of the table of messages (crates/wechat-user-cli/src/messages.rs)";
    assert!(bad.is_empty(), "{rule}:\n{}", bad.join("\n"));
}

#[test]
fn every_exception_is_needed() {
    let source = root().join("crates/wechat-user-cli/src");
    for (start, why) in ENGLISH {
        assert!(
            files_below(&source, ".rs")
                .iter()
                .any(|path| { path.strip_prefix(&source).is_ok_and(|name| name.to_str().unwrap().starts_with(start)) }),
            "{start} ({why}) is not there"
        );
    }
    let all: String = files_below(&source, ".rs").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    for text in TEXTS {
        assert!(all.contains(&format!("\"{}\"", text.replace('"', "\\\""))), "{text:?} is not there");
    }
}

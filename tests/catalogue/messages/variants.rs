//! Every variant of an error of the libraries, and every text in the fields of one, has a Chinese text.

use std::collections::BTreeSet;

use wechat_user_tests::{files_below, root};

/// The enum, the file that declares it, and the file of the table that has its Chinese texts.
const ENUMS: &[(&str, &str, &str)] = &[
    ("InputError", "wechat-user-core/src/values/input_error.rs", "input.rs"),
    ("ErrorKind", "wechat-user-core/src/errors/error/kind.rs", "call.rs"),
    ("SetupError", "wechat-user/src/setup_error.rs", "call.rs"),
    ("PictureError", "wechat-user/src/qr_picture.rs", "store.rs"),
    ("MirrorErrorKind", "follower-mirror/src/error.rs", "store.rs"),
    ("SyncError", "follower-mirror/src/sync_report.rs", "store.rs"),
    ("SideList", "follower-mirror/src/sync_report.rs", "store.rs"),
    ("ErrorKind", "transport-ureq/src/error.rs", "transport.rs"),
    ("BuildError", "transport-ureq/src/builder.rs", "transport.rs"),
    ("SecretError", "wechat-user-web/src/secret.rs", "web.rs"),
    ("SendError", "wechat-user-web/src/outgoing/sender.rs", "web.rs"),
    ("ReplyError", "wechat-user-web/src/reply.rs", "web.rs"),
    ("PushError", "wechat-user-web/src/push_error.rs", "web.rs"),
    ("DecryptError", "wechat-user-web/src/encryption.rs", "web.rs"),
    ("MessageError", "wechat-user-web/src/reply_rules.rs", "web.rs"),
];

const LIBRARY: &str = "wechat-user-cli/src/messages/library";

fn read(path: &str) -> String {
    let path = root().join("crates").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn variants(file: &str, name: &str) -> Vec<String> {
    let file = syn::parse_file(&read(file)).unwrap();
    let found = file.items.into_iter().find_map(|item| match item {
        syn::Item::Enum(found) if found.ident == name => Some(found),
        _ => None,
    });
    let found = found.unwrap_or_else(|| panic!("there is no enum {name}"));
    found.variants.into_iter().map(|variant| variant.ident.to_string()).collect()
}

#[test]
fn every_variant_of_an_error_has_a_chinese_text() {
    let (mut seen, mut bad) = (0, Vec::new());
    for (name, file, table) in ENUMS {
        let table = read(&format!("{LIBRARY}/{table}"));
        for variant in variants(file, name) {
            seen += 1;
            let path = format!("{name}::{variant}");
            let is_there = table
                .match_indices(&path)
                .any(|(at, _)| !table[at + path.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'));
            if !is_there {
                bad.push(path);
            }
        }
    }
    assert!(seen > 100, "only {seen} variants were found");
    assert!(bad.is_empty(), "no Chinese text in {LIBRARY}:\n{}", bad.join("\n"));
}

/// What begins the fixed text of a field, in the sources of the libraries.
const FIELDS: &[(&str, &[&str])] = &[
    ("wechat-user-core/src", &["refuse(\"", "problem: \"", "out_of_time(\"", "waiting_for: \"", "StoreError::new(\""]),
    ("wechat-user/src", &["failed(\"", "refuse(\"", "StoreError::new(\""]),
    ("credential-store-redis/src", &["StoreError::new(\"", "self.failed(\""]),
    ("wechat-gateway/src/config", &["refuse(\"", "refuse(format!(\""]),
];

#[test]
fn every_fixed_text_of_a_field_has_a_chinese_text() {
    let phrases: String =
        ["core", "stores", "gateway"].map(|name| read(&format!("{LIBRARY}/phrases/{name}.rs"))).concat();
    let (mut seen, mut bad) = (BTreeSet::new(), Vec::new());
    for (folder, marks) in FIELDS {
        for path in files_below(&root().join("crates").join(folder), ".rs") {
            if path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            for mark in *marks {
                for (at, _) in text.match_indices(mark) {
                    let literal = text[at + mark.len()..].split('"').next().unwrap_or_default();
                    // Of a text with a value in it, what stands before.
                    let start = literal.split('{').next().unwrap_or_default();
                    if start.len() > 3 && !phrases.contains(start) {
                        bad.push(format!("{}: {literal:?}", path.display()));
                    }
                    seen.insert(literal.to_owned());
                }
            }
        }
    }
    assert!(seen.len() > 40, "only {} texts were found", seen.len());
    assert!(bad.is_empty(), "no Chinese text in {LIBRARY}/phrases:\n{}", bad.join("\n"));
}

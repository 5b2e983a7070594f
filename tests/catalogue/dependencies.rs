use std::collections::BTreeSet;
use std::process::Command;

use wechat_user_tests::root;

fn tree(package: &str, extra: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(root())
        .args(["tree", "--locked", "-e", "normal", "--prefix", "none", "-f", "{p}", "-p", package]);
    let output = cargo.args(extra).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_core_depends_on_four_crates_and_no_others() {
    let mut direct = tree("wechat-user-core", &["--depth", "1"]);
    direct.remove("wechat-user-core");
    let expected = ["http", "serde", "serde_json", "thiserror"].map(str::to_owned);
    assert_eq!(direct, BTreeSet::from(expected));
}

#[test]
fn the_core_is_at_most_16_crates_in_all() {
    let all = tree("wechat-user-core", &[]);
    assert!(all.len() <= 16, "{} crates: {all:?}", all.len());
}

#[test]
fn the_core_has_no_standard_library() {
    let lib = std::fs::read_to_string(root().join("crates/wechat-user-core/src/lib.rs")).unwrap();
    assert!(lib.lines().any(|line| line == "#![no_std]"));
}

#[test]
fn the_client_with_tls_is_at_most_40_crates_in_all() {
    let all = tree("wechat-user", &["--target", "x86_64-unknown-linux-gnu"]);
    assert!(all.len() <= 40, "{} crates: {all:?}", all.len());
}

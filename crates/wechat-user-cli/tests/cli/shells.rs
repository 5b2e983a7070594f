//! `wechat-user completions` and `wechat-user man`, checked by the shells and by `man` themselves.
//!
//! A shell that is missing is named, and counts as a failure where `CI` is set.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use crate::support::run;

/// Whether the program is there. Prints that its checks are skipped if not.
fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    assert!(there || env::var_os("CI").is_none(), "{program} is missing");
    if !there {
        eprintln!("SKIPPED: {program} is missing");
    }
    there
}

fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("wechat-user-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The letters without the bold and underlined ones, which `man` prints as two letters with a backspace between them.
fn without_overstrikes(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        if letter == '\u{8}' {
            plain.pop();
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[test]
fn each_shell_accepts_its_script() {
    let folder = folder("scripts");
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.join(shell);
        fs::write(&script, run(&["completions", shell]).ok()).unwrap();
        if is_there(shell) {
            output(Command::new(shell).arg("-n").arg(&script));
        }
    }
    let powershell = run(&["completions", "powershell"]).ok();
    assert!(powershell.contains("Register-ArgumentCompleter") && powershell.contains("'wechat-user;tags;add'"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn bash_completes_a_command_and_a_flag() {
    if !is_there("bash") {
        return;
    }
    let folder = folder("bash");
    let script = folder.join("script");
    fs::write(&script, run(&["completions", "bash"]).ok()).unwrap();
    let complete = |words: &str, current: &str, at: usize| {
        let line = format!(
            "source {}; COMP_WORDS=({words}); COMP_CWORD={at}; _wechat__user wechat-user '{current}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            script.display()
        );
        output(Command::new("bash").args(["-c", &line]))
    };
    assert_eq!(complete("wechat-user black", "black", 1), "blacklist\n");
    assert_eq!(complete("wechat-user tags add --dry", "--dry", 3), "--dry-run\n");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn fish_completes_a_command_and_a_flag() {
    if !is_there("fish") {
        return;
    }
    let folder = folder("fish");
    let script = folder.join("script");
    fs::write(&script, run(&["completions", "fish"]).ok()).unwrap();
    let complete = |line: &str| {
        let line = format!("source {}; complete --do-complete '{line}'", script.display());
        output(Command::new("fish").args(["--no-config", "-c", &line]))
    };
    assert!(complete("wechat-user black").starts_with("blacklist\t"));
    assert!(complete("wechat-user tags add --dry").starts_with("--dry-run\t"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_manual_has_a_page_for_each_command_and_they_render() {
    let folder = folder("man");
    run(&["man", folder.to_str().unwrap()]).ok();
    let pages: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for name in ["wechat-user", "wechat-user-tags-add", "wechat-user-mock-serve"] {
        assert!(pages.iter().any(|page| page.file_stem().is_some_and(|stem| stem == name)), "{name}");
    }
    if is_there("man") {
        let mut man = Command::new("man");
        man.args(["-E", "UTF-8", "-l", "-Tutf8"]).args(&pages).env("MANWIDTH", "80").env("MANPAGER", "cat");
        let shown = without_overstrikes(&output(&mut man));
        assert_eq!(shown.lines().filter(|line| *line == "SYNOPSIS").count(), pages.len());
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let file = folder("no-folder").join("file");
    fs::write(&file, "").unwrap();
    let error = run(&["man", file.to_str().unwrap()]).failed(2);
    assert!(error.contains(file.to_str().unwrap()), "{error}");
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

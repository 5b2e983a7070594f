//! The manual of the command line in two languages: the Chinese page shows the examples of the English one, which are
//! run, with the same output.

use std::ops::Range;

use wechat_user_tests::root;

use crate::pages::read;

const ENGLISH: &str = "docs/cli.md";
const CHINESE: &str = "docs/zh-CN/cli.md";

/// The lines of each block: those between fences, and indented lines of the top level.
fn blocks(lines: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let start = at;
        if lines[at].starts_with("```") {
            at += 1;
            while at < lines.len() && lines[at] != "```" {
                at += 1;
            }
            at += 1;
            found.push(start..at.min(lines.len()));
        } else if lines[at].starts_with("    ") {
            while at < lines.len() && lines[at].starts_with("    ") {
                at += 1;
            }
            found.push(start..at);
        } else {
            at += 1;
        }
    }
    found
}

/// The first block that differs, with the command line before the difference.
fn difference(english: &str, chinese: &str) -> Option<String> {
    let [english, chinese] = [english, chinese].map(|page| page.lines().collect::<Vec<_>>());
    let [left, right] = [&english, &chinese].map(|lines| blocks(lines));
    for (number, (left, right)) in (1..).zip(left.iter().zip(&right)) {
        let (left, right) = (&english[left.clone()], &chinese[right.clone()]);
        if left != right {
            let at = left.iter().zip(right).take_while(|(left, right)| left == right).count();
            let [left, right] = [left, right].map(|lines| lines.get(at).copied().unwrap_or("(the block ends)"));
            return Some(format!("block {number}, line {}:\n  {ENGLISH}: {left}\n  {CHINESE}: {right}", at + 1));
        }
    }
    (left.len() != right.len()).then(|| format!("{} and {} blocks", left.len(), right.len()))
}

/// The Chinese page with the blocks of the English one, if it has as many.
fn with_blocks(english: &str, chinese: &str) -> Option<String> {
    let [english, mut chinese] = [english, chinese].map(|page| page.lines().collect::<Vec<_>>());
    let [left, right] = [&english, &chinese].map(|lines| blocks(lines));
    if left.len() != right.len() {
        return None;
    }
    for (left, right) in left.into_iter().zip(right).rev() {
        chinese.splice(right, english[left].iter().copied());
    }
    Some(chinese.join("\n") + "\n")
}

#[test]
fn both_languages_of_the_manual_have_the_same_blocks() {
    let [english, chinese] = [ENGLISH, CHINESE].map(read);
    assert!(blocks(&english.lines().collect::<Vec<_>>()).len() > 25, "the blocks were not found");
    let Some(difference) = difference(&english, &chinese) else { return };
    let how = "UPDATE_GOLDEN=1 copies the blocks of the English page, if there are as many";
    if std::env::var_os("UPDATE_GOLDEN").is_some()
        && let Some(page) = with_blocks(&english, &chinese)
    {
        std::fs::write(root().join(CHINESE), page).unwrap();
    }
    panic!("{difference}\n{how}");
}

#[test]
fn both_languages_of_the_manual_have_the_same_sections() {
    let sections = |page: &str| read(page).lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(sections(ENGLISH), sections(CHINESE));
}

#[test]
fn the_first_difference_is_named_and_the_blocks_are_copied() {
    let english = "# A\n\n    one\n\n```console\n$ a\nb\n```\n";
    let chinese = "# 甲\n\n    one\n\n```console\n$ a\nc\n```\n乙\n";
    let found = difference(english, chinese).unwrap();
    assert!(found.starts_with("block 2, line 3:") && found.contains("docs/zh-CN/cli.md: c"), "{found}");
    let copied = with_blocks(english, chinese).unwrap();
    assert_eq!(copied, "# 甲\n\n    one\n\n```console\n$ a\nb\n```\n乙\n");
    assert_eq!(difference(english, &copied), None);
    assert_eq!(difference(english, "    one\n").as_deref(), Some("2 and 1 blocks"));
}

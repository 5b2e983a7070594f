//! The words of sources and documents: plain technical English, in comments of at most 120 columns.

use std::path::{Path, PathBuf};

use wechat_user_tests::{files_below, root};

/// Folders whose lines and words are still to be corrected.
const STILL_TO_BE_CORRECTED: [&str; 0] = [];

/// Words of a private dialect, and what to write instead.
const DIALECT: [(&str, &str); 17] = [
    ("afresh", "again, from the start"),
    ("anew", "again"),
    ("anybody", "any program, any user"),
    ("complain", "report an error"),
    ("complains", "reports an error"),
    ("complaint", "error"),
    ("everybody", "all, each of them"),
    ("how-manieth", "the number of"),
    ("likewise", "as well, too"),
    ("meanwhile", "in the meantime, during that"),
    ("nobody", "no program, no user"),
    ("of whom", "name the users or openids"),
    ("somebody", "a user, a program"),
    ("someone", "a user, a program"),
    ("thereby", "so"),
    ("told", "reported, received"),
    ("whoever", "the caller, a program that"),
];

/// The Rust sources of the workspace, with their paths from its root.
fn sources() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for folder in ["crates", "tests"] {
        for path in files_below(&root().join(folder), ".rs") {
            let shown = path.strip_prefix(root()).unwrap().display().to_string();
            let skipped =
                shown.contains("/target/") || STILL_TO_BE_CORRECTED.iter().any(|todo| shown.starts_with(todo));
            // This file lists the words.
            if !skipped && !shown.ends_with("catalogue/words.rs") {
                found.push((shown, path));
            }
        }
    }
    assert!(found.len() > 100, "only {} sources were found", found.len());
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is written for readers in a line of Rust: the comment, or the name of a function.
fn prose(line: &str) -> Option<String> {
    let line = line.trim_start();
    let name = line.split("fn ").nth(1).and_then(|rest| rest.split('(').next());
    if line.starts_with("//") { Some(line.to_owned()) } else { name.map(|name| name.replace('_', " ")) }
}

/// The first word of the dialect in a text; code in backticks does not count.
fn dialect(text: &str) -> Option<&'static (&'static str, &'static str)> {
    let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ").to_lowercase();
    DIALECT.iter().find(|(word, _)| {
        plain.match_indices(word).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
            !letter(plain[..at].chars().next_back()) && !letter(plain[at + word.len()..].chars().next())
        })
    })
}

#[test]
fn no_comment_and_no_name_is_written_in_dialect() {
    let mut found = Vec::new();
    for (shown, path) in sources() {
        for (number, line) in read(&path).lines().enumerate() {
            if let Some((word, instead)) = prose(line).and_then(|prose| dialect(&prose)) {
                found.push(format!("{shown}:{}: \"{word}\": write {instead}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_page_is_written_in_dialect() {
    let mut found = Vec::new();
    let mut pages = files_below(&root().join("docs"), ".md");
    pages.extend(["README.md", "tests/README.md"].map(|page| root().join(page)));
    for page in pages {
        let text = read(&page);
        let mut in_code = false;
        for (number, line) in text.lines().enumerate() {
            in_code ^= line.starts_with("```");
            if let Some((word, instead)) = dialect(line).filter(|_| !in_code) {
                found.push(format!("{}:{}: \"{word}\": write {instead}", page.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

/// Rustfmt holds the lines of code. Rows of tables, and lines with a word of more than 50 characters, cannot be broken.
#[test]
fn no_comment_is_longer_than_120_columns() {
    let mut found = Vec::new();
    for (shown, path) in sources() {
        for (number, line) in read(&path).lines().enumerate() {
            let columns = line.chars().count();
            let comment = line.trim_start().trim_start_matches(['/', '!']).trim_start();
            let is_comment = line.trim_start().starts_with("//");
            let breaks = !comment.starts_with('|') && comment.split(' ').all(|word| word.chars().count() <= 50);
            if is_comment && columns > 120 && breaks {
                found.push(format!("{shown}:{}: {columns} columns", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{} lines:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_search_finds_dialect_in_comments_and_names_only() {
    assert!(dialect("// Whoever waits for it").is_some() && dialect("a token of somebody's").is_some());
    assert!(dialect("`nobody` of nobodys whom-ever").is_none());
    assert_eq!(prose("    fn it_is_told_so() {").as_deref(), Some("it is told so"));
    assert_eq!(prose("let told = 1;"), None);
}

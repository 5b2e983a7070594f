//! The cookbook: ten recipes in two languages, with the same blocks. Those of the English pages are run: commands by
//! the tests of the command line, programs as doctests.

use std::collections::BTreeSet;

use wechat_user_tests::{files_below, root};

use crate::pages::read;

const ENGLISH: &str = "docs/cookbook";
const CHINESE: &str = "docs/zh-CN/cookbook";

/// The recipes, in the order of the index.
const RECIPES: [&str; 10] = [
    "one-token",
    "no-fixed-address",
    "followers-in-a-database",
    "tagging-thousands",
    "qr-channels",
    "growth",
    "web-login",
    "several-accounts",
    "moving-an-account",
    "quotas",
];

/// A code block: its language, and its lines without comments.
#[derive(Debug, PartialEq)]
struct Block {
    language: String,
    lines: Vec<String>,
}

/// A line without its comment, which may be in another language.
fn without_comment(line: &str, language: &str) -> String {
    let marks: &[&str] = match language {
        "rust" => &["// ", "/// "],
        "toml" => &["# "],
        _ => &[],
    };
    let begins = |mark: &&str| {
        let at = line.find(mark)?;
        (at == 0 || line[..at].ends_with(' ')).then_some(at)
    };
    // The first line of a TOML block is the name of its file.
    let is_name = language == "toml" && line.ends_with(".toml");
    let end = if is_name { None } else { marks.iter().filter_map(begins).min() };
    line[..end.unwrap_or(line.len())].trim_end().to_owned()
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else { continue };
        let block = lines.by_ref().take_while(|line| *line != "```");
        let lines = block.map(|line| without_comment(line, language)).filter(|line| !line.is_empty()).collect();
        found.push(Block { language: language.to_owned(), lines });
    }
    found
}

/// The headings of the second level.
fn headings(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix("## ")).collect()
}

/// The simulator of the recipe: the first command in the text.
fn simulator(page: &str) -> Option<&str> {
    page.split("`wechat-user mock serve").nth(1)?.split('`').next()
}

#[test]
fn both_languages_have_the_ten_recipes_and_an_index() {
    let wanted: BTreeSet<_> = RECIPES.iter().chain(&["README"]).map(|name| format!("{name}.md")).collect();
    for folder in [ENGLISH, CHINESE] {
        let pages = files_below(&root().join(folder), "");
        let names: BTreeSet<_> =
            pages.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, wanted, "{folder}");
        let index = read(format!("{folder}/README.md"));
        let places: Vec<_> = RECIPES.iter().map(|recipe| index.find(&format!("]({recipe}.md)"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{folder}/README.md: {places:?}");
    }
}

#[test]
fn a_recipe_has_commands_a_program_and_pitfalls() {
    for (folder, sections) in [(ENGLISH, ["Commands", "Program", "Pitfalls"]), (CHINESE, ["命令", "程序", "注意事项"])]
    {
        for recipe in RECIPES {
            let page = read(format!("{folder}/{recipe}.md"));
            assert_eq!(headings(&page), sections, "{folder}/{recipe}.md");
            let parts: Vec<&str> = page.split("\n## ").collect();
            assert!(parts[1].contains("```console\n$ "), "{folder}/{recipe}.md has no command");
            assert!(parts[2].contains("```rust\n"), "{folder}/{recipe}.md has no program");
            assert!(parts[3].contains("\n* "), "{folder}/{recipe}.md has no pitfall");
            assert!((50..=130).contains(&page.lines().count()), "{folder}/{recipe}.md is too long or too short");
            let known = ["console", "rust", "toml"];
            assert!(blocks(&page).iter().all(|block| known.contains(&&*block.language)), "a block that nothing runs");
        }
    }
}

#[test]
fn the_recipes_of_both_languages_have_the_same_blocks() {
    for recipe in RECIPES {
        let [english, chinese] = [ENGLISH, CHINESE].map(|folder| read(format!("{folder}/{recipe}.md")));
        assert_eq!(simulator(&english), simulator(&chinese), "{recipe}");
        assert_eq!(blocks(&english), blocks(&chinese), "{recipe}");
    }
}

#[test]
fn only_comments_may_differ() {
    let rust = |line| without_comment(line, "rust");
    assert_eq!(rust("let a = 1; // one"), rust("let a = 1; // 一"));
    assert_eq!(rust("/// One."), rust("// 一"));
    assert_eq!(rust("let url = \"https://a.example\";"), "let url = \"https://a.example\";");
    assert_eq!(without_comment("a = 1   # one", "toml"), "a = 1");
    assert_eq!(without_comment("# gateway.toml", "toml"), "# gateway.toml");
    assert_eq!(without_comment("$ echo // # a", "console"), "$ echo // # a");
    let page = blocks("a\n```rust\n// a\nb\n```\n```toml\n# a\n```\n");
    assert_eq!((page.len(), page[0].lines.as_slice()), (2, &["b".to_owned()][..]));
}

//! The documents against the sources: links have targets, copies are verbatim, named tests exist, nothing is left out.

use std::path::{Path, PathBuf};

use wechat_user_tests::{files_below, root};

/// The pages for readers: at the root, in `docs`, and one in each crate.
fn pages() -> Vec<PathBuf> {
    let mut pages = files_below(&root().join("docs"), ".md");
    pages.push(root().join("README.md"));
    pages.push(root().join("tests/README.md"));
    for krate in std::fs::read_dir(root().join("crates")).unwrap() {
        pages.push(krate.unwrap().path().join("README.md"));
    }
    pages
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_link_leads_to_a_file() {
    let mut seen = 0;
    for page in pages() {
        let text = read(&page);
        let inline = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let defined = text.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split_once("]: "));
        for link in inline.chain(defined.map(|(_, target)| target)) {
            let target = link.split('#').next().unwrap();
            let elsewhere = target.contains("://") || target.contains("::") || target.is_empty();
            if elsewhere {
                continue;
            }
            seen += 1;
            let file = page.parent().unwrap().join(target);
            assert!(file.exists(), "{}: the link {link} has no target", page.display());
        }
    }
    assert!(seen > 40, "only {seen} links were found");
}

/// Every `area().method(` that the page of endpoints names.
#[test]
fn every_client_method_that_the_endpoints_name_exists() {
    let mut seen = 0;
    for code in read("docs/endpoints.md").split('`').skip(1).step_by(2) {
        let Some((area, call)) = code.split_once("().") else { continue };
        let method = call.split('(').next().unwrap();
        let source = read(format!("crates/wechat-user/src/areas/{area}.rs"));
        assert!(source.contains(&format!("pub fn {method}(")), "client.{area}().{method}() does not exist");
        seen += 1;
    }
    assert!(seen > 40, "only {seen} methods are named");
}

/// Every command in the column `command` is shown in `docs/cli.md`, whose examples are run by a test.
#[test]
fn every_command_that_the_endpoints_name_is_shown_on_its_page() {
    let commands = read("docs/cli.md");
    let page = read("docs/endpoints.md");
    let mut seen = 0;
    for table in page.split("| HTTP | type | client | command |").skip(1) {
        let rows = table.lines().take_while(|line| line.starts_with('|') || line.starts_with(" limits"));
        for cell in rows.filter_map(|row| row.split(" | ").nth(3)) {
            for command in cell.split('`').skip(1).step_by(2) {
                let literal =
                    command.split_whitespace().take_while(|word| word.chars().all(|c| !c.is_ascii_uppercase()));
                let words: Vec<&str> =
                    literal.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-')).collect();
                let line = format!("wechat-user {}", words[..words.len().min(2)].join(" "));
                assert!(commands.contains(&line), "docs/cli.md does not show `{line}`");
                seen += 1;
            }
        }
    }
    assert!(seen > 35, "only {seen} commands are named");
}

/// Commands on other pages are copied from `docs/cli.md`, whose examples are run by a test.
#[test]
fn every_command_in_the_chinese_guide_is_run() {
    let commands = read("docs/cli.md");
    let guide = read("docs/zh-CN/README.md");
    let shown: Vec<&str> = guide.lines().filter(|line| line.starts_with("$ ")).collect();
    assert!(shown.len() >= 10, "only {} commands were found", shown.len());
    for line in shown {
        assert!(commands.lines().any(|other| other == line), "docs/cli.md does not run `{line}`");
    }
}

/// A sample that cannot be compiled in its page is copied from a file that is compiled, and a comment before it names
/// that file.
#[test]
fn every_sample_that_is_not_compiled_is_a_verbatim_copy() {
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let mut seen = 0;
    for page in pages() {
        let text = read(&page);
        let mut samples = text.split("```rs\n");
        let mut before = samples.next().unwrap();
        for sample in samples {
            let source = before.trim_end().rsplit("<!-- from ").next().and_then(|rest| rest.strip_suffix(" -->"));
            let source = source.unwrap_or_else(|| panic!("{}: a sample that does not name its source", page.display()));
            let sample_lines = lines(sample.split("\n```").next().unwrap());
            let source_lines = lines(&read(source));
            let found = source_lines.windows(sample_lines.len()).any(|window| window == sample_lines);
            assert!(found, "{}: the sample differs from {source}", page.display());
            before = sample;
            seen += 1;
        }
    }
    assert!(seen >= 2, "only {seen} samples were found");
}

/// In any language: a comment before the sample names the file, which a test runs.
#[test]
fn every_sample_that_names_its_source_is_a_verbatim_copy() {
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let mut seen = 0;
    for page in pages() {
        for part in read(&page).split("<!-- from ").skip(1) {
            let (source, rest) = part.split_once(" -->\n```").unwrap();
            let sample = rest.split_once('\n').unwrap().1.split("\n```").next().unwrap();
            let (sample, source_lines) = (lines(sample), lines(&read(source)));
            let found = source_lines.windows(sample.len()).any(|window| window == sample);
            assert!(found, "{}: the sample differs from {source}", page.display());
            seen += 1;
        }
    }
    assert!(seen >= 3, "only {seen} samples were found");
}

#[test]
fn the_diagrams_of_the_architecture_are_those_of_the_sources() {
    let page = read("docs/architecture.md");
    for source in ["flow/call_flow.rs", "flow/slot.rs"] {
        let text = read(format!("crates/wechat-user-core/src/{source}"));
        let head: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let head = head.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
        let diagram = head.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap();
        assert!(page.contains(diagram), "docs/architecture.md does not contain the diagram of {source}");
    }
}

/// The documents that name tests, and how many they name at least.
const NAMING_TESTS: [(&str, usize); 2] = [("docs/architecture.md", 30), ("docs/adding-an-endpoint.md", 13)];

#[test]
fn every_test_that_the_documents_name_exists() {
    let mut sources = String::new();
    for folder in ["crates", "tests"] {
        files_below(&root().join(folder), ".rs").iter().for_each(|path| sources += &read(path));
    }
    let is_test = |name: &str| {
        name.matches('_').count() >= 3 && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    for (page, least) in NAMING_TESTS {
        let text = read(page);
        let named: Vec<&str> = text.split('`').skip(1).step_by(2).filter(|name| is_test(name)).collect();
        assert!(named.len() >= least, "only {} tests are named in {page}", named.len());
        for name in named {
            let declared = format!("fn {name}()");
            let exists = sources.contains(&declared) || sources.contains(&format!("{name},\n"));
            assert!(exists, "{page} names the test {name}, which does not exist");
        }
    }
}

#[test]
fn every_folder_of_the_tests_has_a_row_in_its_readme() {
    let page = read("tests/README.md");
    for entry in std::fs::read_dir(root().join("tests")).unwrap() {
        let entry = entry.unwrap();
        let row = format!("| `{}/` |", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            assert!(page.contains(&row), "tests/README.md has no row that begins with {row}");
        }
    }
}

#[test]
fn every_direct_dependency_has_a_line_in_the_documents() {
    let page = read("docs/dependencies.md");
    let output = std::process::Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() >= 7);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let section = if name == "wechat-user-tests" { "The tests" } else { name };
        let text = page.split("\n## ").find(|part| {
            part.strip_prefix(section).is_some_and(|rest| rest.starts_with(':') || rest.starts_with('\n'))
        });
        let text = text.unwrap_or_else(|| panic!("docs/dependencies.md has no section on {name}"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let dependency = dependency["name"].as_str().unwrap();
            let line = format!("`{dependency}`");
            assert!(text.contains(&line), "docs/dependencies.md has no line on {line} in its section on {name}");
        }
    }
}

/// Nothing is published yet: a version from the registry cannot be had, and a page on docs.rs does not exist.
#[test]
fn no_page_offers_what_is_not_published() {
    for page in pages() {
        let text = read(&page);
        for krate in std::fs::read_dir(root().join("crates")).unwrap() {
            let name = krate.unwrap().file_name().into_string().unwrap();
            let links = [format!("docs.rs/{name}"), format!("crates.io/crates/{name}")];
            let registry = [format!("{name} = \"0"), format!("{name} = {{ version")];
            for offer in links.iter().chain(&registry) {
                assert!(!text.contains(offer.as_str()), "{} offers {offer}", page.display());
            }
        }
    }
}

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wechat_user_core::endpoint::CATALOGUE;
use wechat_user_tests::{files_below, golden, root};

/// The endpoints in the sources: the type and the file of each. Read from the texts, so that a file without a `mod` is
/// found too. Raw calls are not in the catalogue: the caller gives their path.
fn declared() -> Vec<(String, PathBuf)> {
    let mut declared = Vec::new();
    for path in files_below(&root().join("crates/wechat-user-core/src"), ".rs") {
        for line in read(&path).lines().filter(|line| line.starts_with("impl") && line.contains(" Endpoint for ")) {
            let name = line.split(" Endpoint for ").nth(1).unwrap().trim_end_matches(" {").split('<').next().unwrap();
            if !name.starts_with('&') && !path.ends_with("raw.rs") {
                declared.push((name.to_owned(), path.clone()));
            }
        }
    }
    assert!(declared.len() > 30, "only {} endpoints were found", declared.len());
    declared
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn snake_case(camel: &str) -> String {
    camel
        .chars()
        .enumerate()
        .fold(String::new(), |mut out, (at, c)| {
            if c.is_ascii_uppercase() && at > 0 {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
            out
        })
        .replace("open_id", "openid")
}

#[test]
fn step_1_a_file_of_the_endpoints_own_named_after_it() {
    for (name, path) in declared() {
        let file = format!("{}.rs", snake_case(&name));
        let path = path.display();
        assert!(
            path.to_string().ends_with(&file),
            "step 1 of adding an endpoint: `{name}` is in {path}, not in {file}"
        );
    }
}

/// The file of an area, `groups.rs`, names each endpoint below it three times.
#[test]
fn step_1_the_area_declares_exports_and_lists_it() {
    for (name, path) in declared() {
        let area = path.parent().unwrap().with_extension("rs");
        let text = read(&area);
        let file = snake_case(&name);
        let export = format!("pub use {file}::");
        let exported = text.lines().any(|line| {
            let words = line.strip_prefix(&export).unwrap_or_default();
            words.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name)
        });
        let listed = text.lines().any(|line| line.starts_with(&format!("//! | [`{name}`]")));
        let area = area.display();
        let step = "step 1 of adding an endpoint";
        assert!(text.lines().any(|line| line == format!("mod {file};")), "{step}: {area} has no `mod {file};`");
        assert!(exported, "{step}: {area} does not re-export `{name}` (`{export}{name};`)");
        assert!(listed, "{step}: the table at the top of {area} has no row for [`{name}`]");
    }
}

#[test]
fn step_2_a_spec_named_after_the_endpoint_with_a_path_of_its_own() {
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|spec| spec.name()).collect();
    assert_eq!(names.len(), CATALOGUE.len(), "step 2 of adding an endpoint: two specs have one name");
    for spec in CATALOGUE {
        let path = spec.path();
        assert!(path.starts_with('/') && !path.contains(['?', '#', ' ']), "step 2 of adding an endpoint: {path:?}");
    }
}

#[test]
fn step_3_a_line_in_the_catalogue() {
    let catalogued: BTreeSet<String> = CATALOGUE.iter().map(|spec| spec.name().to_owned()).collect();
    let declared: BTreeSet<String> = declared().iter().map(|(name, _)| snake_case(name)).collect();
    let missing: Vec<_> = declared.difference(&catalogued).collect();
    assert!(missing.is_empty(), "step 3 of adding an endpoint: not in CATALOGUE: {missing:?}");
    let unknown: Vec<_> = catalogued.difference(&declared).collect();
    assert!(unknown.is_empty(), "in CATALOGUE, but not declared under this name: {unknown:?}");
}

// Step 4, a sample, is tested in tests/wire.

#[test]
fn step_5_three_golden_files() {
    for spec in CATALOGUE {
        for ending in ["request", "reply.json", "error.json"] {
            let path = golden::path(spec.name(), ending);
            assert!(path.is_file(), "step 5 of adding an endpoint: {} is missing", path.display());
        }
    }
}

// Steps 6 and 7, a route in the simulator and a client method, are tested in tests/flows.

/// The endpoints that no command calls, with the reason.
const WITHOUT_A_COMMAND: [(&str, &str); 2] = [
    ("refresh_user_token", "the refresh token belongs to a program that keeps it"),
    ("check_user_token", "`oauth user` shows the same"),
];

/// The row of `docs/endpoints.md` for this HTTP line, as cells.
fn row<'a>(page: &'a str, line: &str) -> Option<Vec<&'a str>> {
    let start = format!("| {line}");
    page.lines()
        .find(|row| row.starts_with(&start))
        .map(|row| row.split(" |").map(|cell| cell.trim_start_matches("| ").trim()).collect())
}

/// The other half, that `docs/cli.md` shows each command that is named here, is
/// `every_command_that_the_endpoints_name_is_shown_on_its_page`; its examples are run by the tests of the command line.
#[test]
fn step_8_a_command_that_makes_the_call() {
    let page = read(&root().join("docs/endpoints.md"));
    for spec in CATALOGUE {
        let line = format!("`{} {}`", spec.verb().as_str(), spec.path());
        let Some(cells) = row(&page, &line) else { continue };
        let has_command = cells[3].contains('`');
        let excepted = WITHOUT_A_COMMAND.iter().any(|(name, _)| *name == spec.name());
        assert!(
            has_command != excepted,
            "step 8 of adding an endpoint: docs/endpoints.md must name a command for {line}, or WITHOUT_A_COMMAND the \
             reason why there is none"
        );
    }
}

#[test]
fn step_9_a_row_in_the_documents() {
    let page = read(&root().join("docs/endpoints.md"));
    for spec in CATALOGUE {
        let line = format!("`{} {}`", spec.verb().as_str(), spec.path());
        let cells = row(&page, &line);
        assert!(cells.is_some(), "step 9 of adding an endpoint: docs/endpoints.md has no row that begins with {line}");
        let found = cells.unwrap().len();
        assert_eq!(found, 8, "step 9 of adding an endpoint: the row of {line} has {} cells, not 7", found - 1);
    }
}

/// A test with a number of routes or endpoints would have to be changed for each new endpoint.
#[test]
fn no_test_counts_the_routes_or_the_endpoints() {
    for folder in ["crates", "tests"] {
        for path in files_below(&root().join(folder), ".rs") {
            for line in read(&path).lines() {
                let code = line.split('"').next().unwrap();
                let counted = ["routes().len()", "CATALOGUE.len()"].iter().any(|count| code.contains(count));
                let mut words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let number = words.any(|word| word.parse::<u32>().is_ok());
                assert!(!(counted && number), "{} counts the endpoints: {line}", path.display());
            }
        }
    }
}

#[test]
fn golden_files_and_endpoints_are_one_to_one() {
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|spec| spec.name()).collect();
    for file in files_below(&root().join("tests/golden"), "") {
        let name = file.file_name().unwrap().to_string_lossy().split('.').next().unwrap().to_owned();
        assert!(names.contains(name.as_str()), "{} belongs to no endpoint", file.display());
    }
}

use std::collections::BTreeSet;

use wechat_user_core::CATALOGUE;
use wechat_user_tests::{files_below, golden, root};

/// The endpoints that the sources declare, by the type they are declared for. Raw calls have their own path and no place in the catalogue.
fn declared() -> Vec<(String, String)> {
    let mut declared = Vec::new();
    for path in files_below(&root().join("crates/wechat-user-core/src"), ".rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.starts_with("impl") && line.contains(" Endpoint for ")) {
            let name = line.split(" Endpoint for ").nth(1).unwrap().trim_end_matches(" {").split('<').next().unwrap();
            if !name.starts_with('&') && !path.ends_with("raw.rs") {
                declared.push((name.to_owned(), path.display().to_string()));
            }
        }
    }
    declared
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
        assert!(path.ends_with(&file), "step 1 of adding an endpoint: `{name}` lies in {path}, not in {file}");
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
    assert!(unknown.is_empty(), "in CATALOGUE, but declared nowhere under this name: {unknown:?}");
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

#[test]
fn step_8_a_row_in_the_documents() {
    let page = std::fs::read_to_string(root().join("docs/endpoints.md")).unwrap();
    for spec in CATALOGUE {
        let line = format!("`{} {}`", spec.verb().as_str(), spec.path());
        assert!(page.contains(&line), "step 8 of adding an endpoint: docs/endpoints.md has no row with {line}");
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

//! The pages about the simulator against its sources: doubts and settings.

use std::collections::BTreeSet;

use serde_json::Value;
use transport_mock::Settings;

use crate::pages::read;

#[test]
fn every_doubt_of_the_simulator_is_in_the_documents() {
    let page = read("docs/doubts.md");
    let settings = read("crates/transport-mock/src/service/state/settings.rs");
    let mut doubtful = false;
    let mut seen = 0;
    for line in settings.lines().map(str::trim) {
        if line.starts_with("/// Doubt:") {
            doubtful = true;
        } else if let Some(field) = line.strip_prefix("pub ").and_then(|rest| rest.split(':').next()) {
            assert!(!doubtful || page.contains(&format!("`{field}")), "docs/doubts.md does not mention `{field}`");
            seen += usize::from(doubtful);
            doubtful = false;
        }
    }
    assert!(seen >= 8, "only {seen} doubts were found");
    let faults = read("crates/transport-mock/src/service/faults.rs");
    for name in page.split("`Fault::").skip(1).filter_map(|rest| rest.split(['`', '(']).next()) {
        assert!(faults.contains(&format!(" fn {name}(")), "docs/doubts.md names Fault::{name}, which does not exist");
    }
}

/// The table of settings for readers without Rust: every field, its default, and values that a seed accepts.
#[test]
fn every_setting_of_the_simulator_is_on_its_page_with_values() {
    let page = read("docs/simulator.md");
    let table = page.split("| setting | other values | default |\n").nth(1).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map_while(|line| line.strip_prefix("| "))
        .map(|line| line.split(" | ").collect())
        .collect();
    let defaults = serde_json::to_value(Settings::default()).unwrap();
    let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut named = BTreeSet::new();
    for row in rows {
        for field in code(row[0].split(':').next().unwrap()) {
            assert_eq!(defaults[&field], value(&code(row[2])[0]), "docs/simulator.md: the default of `{field}`");
            for other in code(row[1]) {
                let settings = serde_json::json!({ &field: value(&other) });
                let read = serde_json::from_value::<Settings>(settings);
                assert!(read.is_ok_and(|read| read != Settings::default()), "`{field}` is never {other}");
            }
            named.insert(field);
        }
    }
    let all: BTreeSet<String> = defaults.as_object().unwrap().keys().cloned().collect();
    assert_eq!(named, all, "docs/simulator.md, the table of settings");
}

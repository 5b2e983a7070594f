//! The names at the root of the core: few enough to read at a glance.

use wechat_user_tests::root;

/// The names that `pub use` statements at the root bring in; `http` and the areas are modules.
fn root_names(lib: &str) -> Vec<String> {
    let statements = lib.split('\n').filter(|line| !line.starts_with(' ')).collect::<Vec<_>>().join("\n");
    let uses = statements.split(';').filter_map(|statement| statement.trim().strip_prefix("pub use "));
    uses.flat_map(|path| {
        let (_, last) = path.rsplit_once("::").unwrap_or(("", path));
        let last = path.split_once('{').map_or(last, |(_, names)| names.trim_end_matches('}'));
        last.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()
    })
    .filter(|name| !name.is_empty())
    .collect()
}

fn is_module(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_lowercase()) && !["encode", "decode"].contains(&name)
}

#[test]
fn the_core_has_at_most_25_names_at_its_root() {
    let lib = std::fs::read_to_string(root().join("crates/wechat-user-core/src/lib.rs")).unwrap();
    let names: Vec<String> = root_names(&lib).into_iter().filter(|name| !is_module(name)).collect();
    assert!(names.contains(&"OpenId".to_owned()) && names.contains(&"encode".to_owned()), "{names:?}");
    assert!(names.len() <= 25, "{} names: {names:?}", names.len());
}

#[test]
fn names_are_found_one_by_one_and_in_lists() {
    let names = root_names("pub use a::b::{C, D};\npub use e::F;\npub use http;\npub mod m {\n    pub use x::Y;\n}\n");
    assert_eq!(names, ["C", "D", "F", "http"]);
}

//! Step 2 of adding an endpoint: the first line of its file and its row in the documents say what its spec says.

use wechat_user_core::endpoint::{CATALOGUE, Replay};
use wechat_user_tests::{files_below, root};

use crate::pages::read;

/// The first line of the file named after an endpoint.
fn first_line(name: &str) -> String {
    let folder = root().join("crates/wechat-user-core/src/endpoints");
    let file =
        files_below(&folder, &format!("{name}.rs")).into_iter().find(|path| path.ends_with(format!("{name}.rs")));
    let file = file.unwrap_or_else(|| panic!("step 1 of adding an endpoint: no file {name}.rs"));
    read(file).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn step_2_the_file_and_the_row_say_what_the_spec_says() {
    let page = read("docs/endpoints.md");
    for spec in CATALOGUE {
        let (name, line) = (spec.name(), format!("{} {}", spec.verb().as_str(), spec.path()));
        let step = "step 2 of adding an endpoint";
        let head = first_line(name);
        let given = head.trim_start_matches("//! `").trim_end_matches('`').split('?').next().unwrap_or_default();
        assert_eq!(given, line, "{step}: the first line of {name}.rs");
        let row = page.lines().find(|row| row.starts_with(&format!("| `{line}")));
        let row = row.unwrap_or_else(|| panic!("step 9 of adding an endpoint: no row for {line}"));
        let mut cells = row.split('|').map(str::trim);
        let twice = if spec.replay() == Replay::Safe { "yes" } else { "**no**" };
        assert!(cells.any(|cell| cell == twice), "{step}: the column `twice` of {line} must be {twice}");
    }
}

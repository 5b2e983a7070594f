//! No two source files import each other in a circle, of any length.
//!
//! A file that names something of another file has an arrow to it. A circle of arrows means that none of its files can
//! be read, moved or tested without the others. [`arrows`] defines what counts as an arrow.

mod arrows;
mod modules;
mod names;
mod samples;

use std::path::Path;

use wechat_user_tests::root;

use arrows::Arrows;
use modules::Modules;

/// The circles below the root file of a crate, one text each.
fn circles(root_file: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Vec<String> {
    Arrows::between(&Modules::read(root_file, read)).circles()
}

/// The root files of the crates, with the crate's name.
fn crates() -> Vec<(String, std::path::PathBuf)> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap();
        for file in ["lib.rs", "main.rs"] {
            let path = folder.path().join("src").join(file);
            if path.exists() {
                found.push((folder.file_name().into_string().unwrap(), path));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut bad = Vec::new();
    let crates = crates();
    assert!(crates.len() >= 7, "only {} crates were found", crates.len());
    for (name, file) in crates {
        let found = circles(&file, &|path| std::fs::read_to_string(path).ok());
        bad.extend(found.iter().map(|circle| format!("{name}: {circle}")));
    }
    assert!(bad.is_empty(), "{} circles:\n{}", bad.len(), bad.join("\n"));
}

/// The rooms of the core in the order of `docs/architecture.md`.
const ROOMS: [&str; 6] = ["values", "io", "errors", "wire", "endpoints", "flow"];

#[test]
fn each_room_of_the_core_imports_only_from_the_rooms_before_it() {
    let root_file = root().join("crates/wechat-user-core/src/lib.rs");
    let arrows = Arrows::between(&Modules::read(&root_file, &|path| std::fs::read_to_string(path).ok()));
    let room = |file: &str| ROOMS.iter().position(|room| file.split(['/', '.']).next() == Some(*room));
    let mut seen = 0;
    for (from, to, path) in arrows.all() {
        if from == "lib.rs" {
            continue;
        }
        let (Some(own), Some(other)) = (room(from), room(to)) else { panic!("{from} or {to} is in no room") };
        assert!(other <= own, "{from} imports {path} from {to}, a room after its own");
        seen += usize::from(other < own);
    }
    assert!(seen > 50, "only {seen} imports between rooms were found");
}

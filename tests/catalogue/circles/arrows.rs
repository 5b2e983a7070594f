//! The arrows between the files of a crate, and the circles they form.
//!
//! * An arrow leads to the file of the last module that a path names: `crate::groups::CreateGroup` leads to
//!   `groups.rs`, also if `groups.rs` re-exports the type from a child.
//! * A name that a module above imports leads to the file that defines it: `crate::OpenId` to the file of `OpenId`, and
//!   `super::Slot` to the sibling's file. Otherwise siblings could hide a circle in their parent.
//! * An arrow from a file to a module above it does not count: children may name their parent. An arrow from the parent
//!   to a child counts, because all files that import the parent need what the child imports.
//! * `mod` declarations, other crates, and code that is only compiled for tests do not count.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::modules::{Module, Modules};

/// Where a name leads.
#[derive(Clone, Copy)]
enum Found {
    Module(usize),
    Item { file: usize },
}

/// Which file names which other, and by which path.
#[derive(Debug)]
pub(super) struct Arrows {
    files: Vec<String>,
    from: Vec<BTreeMap<usize, String>>,
}

impl Arrows {
    pub(super) fn between(modules: &Modules) -> Self {
        let mut from = vec![BTreeMap::new(); modules.files.len()];
        for (at, module) in modules.all.iter().enumerate() {
            for words in &module.mentions {
                let target = match resolve(modules, at, words, module.file, 0) {
                    Some(Found::Module(found)) => modules.all[found].file,
                    Some(Found::Item { file }) => file,
                    None => continue,
                };
                if target != module.file && !modules.is_ancestor(target, module.file) {
                    from[module.file].entry(target).or_insert_with(|| words.join("::"));
                }
            }
        }
        Self { files: modules.files.clone(), from }
    }

    /// Every arrow: from a file, to a file, and the path that makes it.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let each = self.from.iter().enumerate();
        each.flat_map(move |(from, targets)| {
            targets.iter().map(move |(to, path)| (&*self.files[from], &*self.files[*to], &**path))
        })
    }

    /// For each file the shortest circle that it is part of, each circle once, as a text:
    /// `a.rs -> b.rs (crate::b::B) -> a.rs (crate::a::A)`.
    pub(super) fn circles(&self) -> Vec<String> {
        let mut circles = BTreeSet::new();
        for start in 0..self.files.len() {
            if let Some(mut circle) = self.shortest_circle(start) {
                let first = (0..circle.len()).min_by_key(|at| &self.files[circle[*at]]).unwrap();
                circle.rotate_left(first);
                circles.insert(circle);
            }
        }
        circles.iter().map(|circle| self.describe(circle)).collect()
    }

    fn shortest_circle(&self, start: usize) -> Option<Vec<usize>> {
        let mut before = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(at) = queue.pop_front() {
            for next in self.from[at].keys() {
                if *next == start {
                    let mut circle = vec![at];
                    while circle[0] != start {
                        circle.insert(0, before[&circle[0]]);
                    }
                    return Some(circle);
                }
                if !before.contains_key(next) {
                    before.insert(*next, at);
                    queue.push_back(*next);
                }
            }
        }
        None
    }

    fn describe(&self, circle: &[usize]) -> String {
        let mut text = self.files[circle[0]].clone();
        for (at, file) in circle.iter().enumerate() {
            let next = circle[(at + 1) % circle.len()];
            text += &format!(" -> {} ({})", self.files[next], self.from[*file][&next]);
        }
        text
    }
}

/// Follows `words` from inside the module `at`, for code in the file `viewer`. Names of other crates lead nowhere.
fn resolve(modules: &Modules, at: usize, words: &[String], viewer: usize, depth: usize) -> Option<Found> {
    let (first, mut rest) = words.split_first()?;
    let mut found = match &**first {
        "crate" => Found::Module(0),
        "self" => Found::Module(at),
        "super" => Found::Module(modules.all[at].parent?),
        name => look_up(modules, at, name, viewer, depth)?,
    };
    while let (Found::Module(module), Some((name, more))) = (found, rest.split_first()) {
        rest = more;
        found = if name == "super" {
            Found::Module(modules.all[module].parent?)
        } else {
            look_up(modules, module, name, viewer, depth)?
        };
    }
    Some(found)
}

/// A name in the module `at`, as code in the file `viewer` sees it.
fn look_up(modules: &Modules, at: usize, name: &str, viewer: usize, depth: usize) -> Option<Found> {
    let module: &Module = &modules.all[at];
    if let Some(child) = module.children.get(name) {
        return Some(Found::Module(*child));
    }
    let is_own_or_above = module.file == viewer || modules.is_ancestor(module.file, viewer);
    if module.items.contains(name) || !is_own_or_above {
        return Some(Found::Item { file: module.file });
    }
    // A re-export of itself would never end. The compiler refuses it, so the limit is never reached.
    if depth == 16 {
        return None;
    }
    if let Some(words) = module.imports.get(name) {
        // `use http;` imports a crate under its own name.
        return if words.first().is_some_and(|first| first == name) {
            None
        } else {
            resolve(modules, at, words, viewer, depth + 1)
        };
    }
    module.globs.iter().find_map(|words| {
        let Found::Module(target) = resolve(modules, at, words, viewer, depth + 1)? else { return None };
        let seen = modules.all[target].file == viewer || modules.is_ancestor(modules.all[target].file, viewer);
        let has = !seen && modules.all[target].items.contains(name);
        if seen || has { look_up(modules, target, name, viewer, depth + 1) } else { None }
    })
}

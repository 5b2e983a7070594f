//! The module tree of a crate: the file of each module, the names it has, and the paths it mentions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::Item;

use super::names::{self, Import};

/// A path as it is written: `crate::a::B` is three words.
pub(super) type Words = Vec<String>;

#[derive(Debug, Default)]
pub(super) struct Module {
    /// The index of its file.
    pub(super) file: usize,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    /// The names of what is defined here.
    pub(super) items: BTreeSet<String>,
    /// The names that a `use` brings in, with the path each stands for.
    pub(super) imports: BTreeMap<String, Words>,
    /// The paths before `::*`.
    pub(super) globs: Vec<Words>,
    /// Every path in the code, imports included.
    pub(super) mentions: Vec<Words>,
}

/// All modules of a crate, the root first, without those that are only compiled for tests.
#[derive(Debug)]
pub(super) struct Modules {
    pub(super) all: Vec<Module>,
    /// The files, shown relative to the folder of the root file.
    pub(super) files: Vec<String>,
    folder: PathBuf,
}

impl Modules {
    pub(super) fn read(root_file: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let folder = root_file.parent().unwrap().to_owned();
        let mut modules = Self { all: Vec::new(), files: Vec::new(), folder: folder.clone() };
        modules.add_file(root_file, &folder, None, read);
        modules
    }

    fn add_file(
        &mut self,
        path: &Path,
        folder: &Path,
        parent: Option<usize>,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> usize {
        let text = read(path).unwrap_or_else(|| panic!("{} cannot be read", path.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.files.push(path.strip_prefix(&self.folder).unwrap().display().to_string());
        self.add_module(&parsed.items, self.files.len() - 1, folder, parent, read)
    }

    fn add_module(
        &mut self,
        items: &[Item],
        file: usize,
        folder: &Path,
        parent: Option<usize>,
        read: &dyn Fn(&Path) -> Option<String>,
    ) -> usize {
        let at = self.all.len();
        self.all.push(Module { file, parent, ..Module::default() });
        for item in items.iter().filter(|item| !names::is_for_tests(names::attributes(item))) {
            if let Item::Mod(module) = item {
                let name = names::plain(&module.ident);
                assert!(
                    !module.attrs.iter().any(|attribute| attribute.path().is_ident("path")),
                    "{}: `mod {name}` has a #[path], which this test does not follow",
                    self.files[file]
                );
                let below = folder.join(&name);
                let child = if let Some((_, items)) = &module.content {
                    self.add_module(items, file, &below, Some(at), read)
                } else {
                    let flat = folder.join(format!("{name}.rs"));
                    let path = if read(&flat).is_some() { flat } else { below.join("mod.rs") };
                    self.add_file(&path, &below, Some(at), read)
                };
                self.all[at].children.insert(name, child);
                continue;
            }
            let module = &mut self.all[at];
            if let Item::Use(import) = item {
                for Import { words, name } in names::imports(import) {
                    match name {
                        Some(name) => drop(module.imports.insert(name, words)),
                        None => module.globs.push(words),
                    }
                }
            }
            module.items.extend(names::defined(item));
            module.mentions.extend(names::mentions(item));
        }
        at
    }

    /// Whether `above` is the file of a module that contains the module of `file`.
    pub(super) fn is_ancestor(&self, above: usize, file: usize) -> bool {
        let mut at = self.all.iter().position(|module| module.file == file);
        while let Some(module) = at {
            at = self.all[module].parent;
            if at.is_some_and(|parent| self.all[parent].file == above) && above != file {
                return true;
            }
        }
        false
    }
}

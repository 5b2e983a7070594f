//! What one item of the source defines, imports and mentions.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, ImplItem, Item, ItemUse, Macro, Meta, Path, UseTree};

use super::modules::Words;

/// One leaf of a `use`: the path, and the name it gets here. A glob has none.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) words: Words,
    pub(super) name: Option<String>,
}

pub(super) fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

pub(super) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    // `use ::http` is never a path of this crate.
    if item.leading_colon.is_none() {
        leaves(&item.tree, &mut Vec::new(), &mut found);
    }
    found
}

fn leaves(tree: &UseTree, before: &mut Words, found: &mut Vec<Import>) {
    let mut leaf = |ident: &Ident, name: Option<&Ident>| {
        let mut words = before.clone();
        if ident != "self" || before.is_empty() {
            words.push(plain(ident));
        }
        let name = name.map_or_else(|| words.last().cloned(), |name| Some(plain(name)));
        found.push(Import { words, name });
    };
    match tree {
        UseTree::Path(path) => {
            before.push(plain(&path.ident));
            leaves(&path.tree, before, found);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
        UseTree::Name(name) => leaf(&name.ident, None),
        UseTree::Rename(rename) => leaf(&rename.ident, Some(&rename.rename)),
        UseTree::Glob(_) => found.push(Import { words: before.clone(), name: None }),
    }
}

/// The name that the item defines in its module.
pub(super) fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(plain(ident))
}

pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]`, alone or in an `all`.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        let words: Vec<String> =
            list.tokens.to_string().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        let has = |word: &str| words.iter().any(|w| w == word);
        list.path.is_ident("cfg") && has("test") && !has("not") && !has("any")
    })
}

/// Every path in the item: in imports, types, expressions, the arguments of macros, and the texts of attributes
/// (`#[serde(with = "crate::a::b")]`).
pub(super) fn mentions(item: &Item) -> Vec<Words> {
    let mut found = Mentions::default();
    found.visit_item(item);
    found.0
}

#[derive(Default)]
struct Mentions(Vec<Words>);

impl<'ast> Visit<'ast> for Mentions {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let for_tests = matches!(item, ImplItem::Fn(function) if is_for_tests(&function.attrs));
        if !for_tests {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.0.extend(imports(item).into_iter().map(|import| import.words));
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() {
            self.0.push(path.segments.iter().map(|segment| plain(&segment.ident)).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.scan(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.scan(list.tokens.clone());
        }
    }
}

impl Mentions {
    /// The paths in tokens that are not parsed: names with `::` between them, and texts that are such a path as a
    /// whole.
    fn scan(&mut self, tokens: TokenStream) {
        let mut words: Words = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.keep(&mut words);
                    }
                    words.push(plain(&ident));
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.keep(&mut words);
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.scan(group.stream()),
                        TokenTree::Literal(literal) => self.text(&literal.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.keep(&mut words);
    }

    fn keep(&mut self, words: &mut Words) {
        if words.len() > 1 {
            self.0.push(std::mem::take(words));
        }
        words.clear();
    }

    fn text(&mut self, literal: &str) {
        let inner = literal.trim_matches('"');
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if inner.contains("::") && inner.split("::").all(word) {
            self.0.push(inner.split("::").map(str::to_owned).collect());
        }
    }
}

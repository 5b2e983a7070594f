//! The reader of arrows on made-up crates: what it must find, and what it must not report.

use std::path::Path;

/// The circles of a crate that is given as files with their texts.
fn circles(files: &[(&str, &str)]) -> Vec<String> {
    let read = |path: &Path| {
        files.iter().find(|(name, _)| Path::new("src").join(name) == path).map(|(_, text)| (*text).to_owned())
    };
    super::circles(Path::new("src/lib.rs"), &read)
}

#[test]
fn a_circle_of_two_files_is_found() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "pub struct B; fn f(_: super::a::A) {}"),
    ]);
    assert_eq!(found, ["a.rs -> b.rs (crate::b::B) -> a.rs (super::a::A)"]);
}

#[test]
fn a_circle_of_three_files_through_re_exports_and_folders_is_found() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod c; pub use c::deep::Deep; pub use a::A;"),
        ("a.rs", "use crate::b::{self, make as build}; pub struct A; fn f() { build(); b::make(); }"),
        ("b.rs", "pub fn make() -> crate::Deep { crate::Deep }"),
        ("c/mod.rs", "pub mod deep;"),
        ("c/deep.rs", "#[derive(Deserialize)] pub struct Deep { #[serde(with = \"crate::a::read\")] a: u8 }"),
    ]);
    assert_eq!(found, ["a.rs -> b.rs (crate::b) -> c/deep.rs (crate::Deep) -> a.rs (crate::a::read)"]);
}

#[test]
fn a_circle_through_a_parent_is_found() {
    let found = circles(&[
        ("lib.rs", "mod flow; mod slot;"),
        ("flow.rs", "mod fetch; pub fn flow() { fetch::fetch() }"),
        ("flow/fetch.rs", "pub fn fetch() { debug!(x = crate::slot::slot()) }"),
        ("slot.rs", "use crate::flow; pub fn slot() { flow::flow() }"),
    ]);
    assert_eq!(
        found,
        ["flow.rs -> flow/fetch.rs (fetch::fetch) -> slot.rs (crate::slot::slot) -> flow.rs (crate::flow)"]
    );
}

#[test]
fn siblings_do_not_hide_a_circle_in_their_parent() {
    for how in ["use super::{Left, Right};", "use super::*;"] {
        let left = format!("{how} pub struct Left(Right);");
        let right = format!("{how} pub struct Right(Vec<Left>);");
        let found = circles(&[
            ("lib.rs", "mod pair;"),
            ("pair.rs", "mod left; mod right; pub use left::Left; pub use right::Right;"),
            ("pair/left.rs", &left),
            ("pair/right.rs", &right),
        ]);
        assert_eq!(found.len(), 1, "{how}: {found:?}");
        assert!(found[0].starts_with("pair/left.rs -> pair/right.rs"), "{found:?}");
    }
}

#[test]
fn what_is_no_circle_is_not_reported() {
    // A parent and its child; two that share a third; tests that look back; a crate that is called as a module is.
    let found = circles(&[
        ("lib.rs", "//! [`a`]\nmod a; mod b; mod c; mod http { pub use ::http::Uri; } pub use a::A; pub struct Root;"),
        ("a.rs", "mod child; pub use child::Child; use crate::c::C; pub struct A(C); fn f(_: crate::Root) {}"),
        ("a/child.rs", "use super::A; use crate::b::B; pub struct Child(A, B);"),
        (
            "b.rs",
            "use crate::c::C; use a::Other; pub struct B(C, Other);
            #[cfg(test)] mod tests { use crate::a::A; }
            #[cfg(all(test, feature = \"x\"))] fn g() -> crate::a::A {}
            impl B { #[cfg(test)] fn h() -> crate::a::A {} }",
        ),
        ("c.rs", "// crate::b::B\n/// [`crate::a::A`]\npub struct C; fn f() { let a = \"crate::a::A\"; a::b(a) }"),
    ]);
    assert_eq!(found, [""; 0]);
}

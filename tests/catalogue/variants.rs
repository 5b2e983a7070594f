//! Variants with named fields of public error types can grow fields: each of them is `#[non_exhaustive]`.

use wechat_user_tests::{files_below, root};

#[test]
fn every_struct_variant_of_a_public_error_is_non_exhaustive() {
    let mut seen = 0;
    for path in files_below(&root().join("crates"), ".rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut attributes = Vec::new();
        let mut inside = false;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("pub enum ") {
                let name = name.trim_end_matches(" {");
                inside = name.ends_with("Error") || name == "ErrorKind";
            }
            inside &= line != "}";
            let line = line.strip_prefix("    ").filter(|line| !line.starts_with(' '));
            let Some(line) = line.filter(|_| inside) else { continue };
            if line.starts_with("#[") {
                attributes.push(line);
            } else if line.chars().next().is_some_and(|first| first.is_ascii_uppercase()) {
                if line.ends_with(" {") {
                    seen += 1;
                    assert!(attributes.contains(&"#[non_exhaustive]"), "{}: {line}", path.display());
                }
                attributes.clear();
            }
        }
    }
    assert!(seen >= 20, "only {seen} variants were found");
}

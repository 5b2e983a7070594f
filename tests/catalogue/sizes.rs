use wechat_user_tests::{files_below, root};

/// The number of lines that are neither blank nor a comment nor an import.
fn code_lines(text: &str) -> usize {
    let comment = |line: &str| line.starts_with("//") || line.starts_with("#[doc");
    let import = |line: &str| line.starts_with("use ") || line.starts_with("mod ") || line.starts_with("pub use ");
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !comment(line) && !import(line)).count()
}

#[test]
fn an_endpoint_block_has_at_most_12_lines_and_its_file_at_most_45_apart_from_docs() {
    let mut seen = 0;
    for path in files_below(&root().join("crates/wechat-user-core/src"), ".rs") {
        // Raw calls are not endpoints of the service.
        if path.ends_with("raw.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let is_endpoint = line.starts_with("impl") && line.contains(" Endpoint for ") && !line.contains(" for &");
            if !is_endpoint {
                continue;
            }
            seen += 1;
            let end = lines[at..].iter().position(|line| *line == "}").unwrap() + 1;
            assert!(end <= 12, "{}: the impl block has {end} lines", path.display());
            // The response is not counted: the service decides how many fields it has.
            let response: usize =
                text.split("\n\n").filter(|block| block.contains("Deserialize")).map(code_lines).sum();
            let own = code_lines(&text) - response;
            assert!(own <= 45, "{}: {own} lines of code without the response", path.display());
        }
    }
    assert!(seen >= wechat_user_core::endpoint::CATALOGUE.len(), "only {seen} endpoints were found");
}

#[test]
fn no_file_has_more_than_400_lines_without_a_reason_in_its_head() {
    for folder in ["crates", "tests"] {
        for path in files_below(&root().join(folder), ".rs") {
            let shown = path.display().to_string();
            if shown.contains("/target/") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().count();
            let reason =
                text.lines().take_while(|line| line.starts_with("//!")).any(|line| line.contains("long because"));
            assert!(lines <= 400 || reason, "{shown} has {lines} lines, and its head does not say \"long because\"");
        }
    }
}

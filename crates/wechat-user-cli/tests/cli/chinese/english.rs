//! Finds English sentences in a Chinese text.

/// Runs of at least three English words. Quotations, flags, names, paths, what the service says (`errcode N ..`) and
/// what the operating system says (`.. (os error N)`) are none.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in without_quotations(text).lines() {
        let line = line.split("errcode").next().unwrap_or_default();
        let line = if line.contains("(os error ") { before_the_cause(line) } else { line };
        // A Chinese character ends a run.
        let line = line.replace(|c: char| !c.is_ascii(), " - ");
        let mut run: Vec<&str> = Vec::new();
        for word in line.split(' ').filter(|word| !word.is_empty()).chain(["-"]) {
            let plain = word.trim_matches([',', '.', ';', ':']);
            if !plain.is_empty() && plain.chars().all(|c| c.is_ascii_alphabetic() || c == '\'') {
                run.push(plain);
            } else if run.len() >= 3 {
                found.push(std::mem::take(&mut run).join(" "));
            } else {
                run.clear();
            }
        }
    }
    found
}

/// Without what the operating system says, after the last colon.
fn before_the_cause(line: &str) -> &str {
    line.rsplit_once('：').map_or("", |(before, _)| before)
}

/// Without what stands between back-ticks.
fn without_quotations(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("``")
}

#[test]
fn sentences_are_found_and_names_are_not() {
    assert_eq!(sentences("错误：the list is damaged"), ["the list is damaged"]);
    assert_eq!(sentences("a b c d"), ["a b c d"]);
    assert_eq!(sentences("a.txt：No such file or directory (os error 2)"), Vec::<String>::new());
    assert_eq!(sentences("用 `wechat-user quota clear all` 重置，再用 --store file"), Vec::<String>::new());
    assert_eq!(sentences("错误：/cgi-bin/a：errcode 40050 invalid timeline type"), Vec::<String>::new());
}

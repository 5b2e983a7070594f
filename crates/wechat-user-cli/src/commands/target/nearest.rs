//! The report on a name that no tag or group has: the nearest names, with their ids.

use strsim::normalized_damerau_levenshtein;

use super::kind::Kind;
use crate::messages::{Text, list, names};
use crate::text::is_blank;

/// How many names are reported.
const SHOWN: usize = 3;

/// Says that there is no such name, and which ones are near it.
pub(super) fn report(kind: Kind, name: &str, all: &[(i64, String)]) -> Text {
    let quoted = format!("{name:?}");
    let (problem, no_others): (Text, fn(Text) -> Text) = match kind {
        Kind::Tag => (names::no_tag(quoted), names::no_other_tags),
        Kind::Group => (names::no_group(quoted), names::no_other_groups),
    };
    if all.is_empty() {
        return no_others(problem);
    }
    let mut ranked: Vec<_> = all.iter().map(|(id, found)| (similarity(name, found), *id, found)).collect();
    // Equally near names stay in the order of the list.
    ranked.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let near = ranked.iter().take(SHOWN).map(|(_, id, found)| match difference(name, found) {
        Some(difference) => names::near_but_for(format!("{found:?}"), *id, difference),
        None => names::near(format!("{found:?}"), *id),
    });
    names::nearest(problem, list(near))
}

/// From 0 to 1. Case and blanks count little: a name that differs only in them is the nearest one.
fn similarity(one: &str, other: &str) -> f64 {
    let [one, other] = [one, other].map(|name| without_blanks(&name.to_lowercase()));
    normalized_damerau_levenshtein(&one, &other)
}

/// What two names differ in, if it is easily overlooked.
fn difference(one: &str, other: &str) -> Option<Text> {
    let lowercase = [one, other].map(str::to_lowercase);
    let [left, right] = lowercase.each_ref().map(|name| without_blanks(name));
    if left != right {
        None
    } else if lowercase[0] == lowercase[1] {
        Some(names::case())
    } else if without_blanks(one) == without_blanks(other) {
        Some(names::blanks())
    } else {
        Some(names::case_and_blanks())
    }
}

/// Without blanks, control characters and marks that nobody sees.
fn without_blanks(name: &str) -> String {
    name.chars().filter(|c| !is_blank(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(name: &str, all: &[&str]) -> String {
        let all: Vec<_> = (100..).zip(all.iter().map(|&name| name.to_owned())).collect();
        let report = report(Kind::Tag, name, &all).to_string();
        report.split_once("; the nearest: ").map(|(_, near)| near.to_owned()).unwrap_or(report)
    }

    #[test]
    fn the_three_nearest_names_come_nearest_first() {
        let all = ["华东客户", "新客户", "老客户", "渠道", "客户"];
        assert_eq!(near("老客", &all), r#""老客户" (id 102), "新客户" (id 101), "华东客户" (id 100)"#);
        assert_eq!(near("xyz", &all[..2]), r#""华东客户" (id 100), "新客户" (id 101)"#);
        assert_eq!(near("x", &[]), r#"there is no tag "x", and there are no other tags"#);
    }

    #[test]
    fn a_difference_that_is_easily_overlooked_is_named() {
        let only = |name: &str, found: &str| near(name, &["渠道", found]).split(['(', ')']).nth(1).map(str::to_owned);
        assert_eq!(only("VIP", "vip").as_deref(), Some("id 101, differs only in case"));
        for (name, found) in [("vip ", "vip"), ("老 客户", "老客户"), ("老客户", "老\u{3000}客户"), ("a", "a\u{200b}")]
        {
            assert_eq!(only(name, found).as_deref(), Some("id 101, differs only in blanks"), "{name:?}");
        }
        assert_eq!(only("V IP", "vip").as_deref(), Some("id 101, differs only in case and blanks"));
        assert_eq!(only("vip1", "vip").as_deref(), Some("id 101"));
    }

    #[test]
    fn marks_that_nobody_sees_are_written_as_numbers() {
        assert!(near("a", &["a\u{200b}"]).starts_with(r#""a\u{200b}" (id 100"#));
    }
}

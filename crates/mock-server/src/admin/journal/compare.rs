//! Whether a JSON value contains another one.

use serde_json::Value;

/// Where `got` lacks what is expected: each difference with its JSON pointer. An object may have more members than
/// expected; a list must have as many items.
pub(super) fn differences(expected: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(expected, got, &mut String::new(), &mut found);
    found
}

fn compare(expected: &Value, got: &Value, pointer: &mut String, found: &mut Vec<String>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            for (name, expected) in expected {
                let name_of_member = name.replace('~', "~0").replace('/', "~1");
                match got.get(name) {
                    Some(got) => below(pointer, &name_of_member, |pointer| compare(expected, got, pointer, found)),
                    None => found.push(format!("{pointer}/{name_of_member}: expected {expected}, it is missing")),
                }
            }
        }
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            for (at, (expected, got)) in expected.iter().zip(got).enumerate() {
                below(pointer, &at.to_string(), |pointer| compare(expected, got, pointer, found));
            }
        }
        (Value::Array(expected), Value::Array(got)) => {
            found.push(format!("{pointer}: expected {} items, got {}", expected.len(), got.len()));
        }
        _ if expected == got => {}
        _ => found.push(format!("{pointer}: expected {expected}, got {got}")),
    }
}

fn below(pointer: &mut String, name: &str, work: impl FnOnce(&mut String)) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(name);
    work(pointer);
    pointer.truncate(length);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_contains_its_parts() {
        let got = json!({"tag": {"id": 1, "name": "a"}, "list": [{"x": 1, "y": 2}, 3], "null": null});
        for part in [json!({}), json!({"tag": {"name": "a"}}), json!({"list": [{"x": 1}, 3], "null": null})] {
            assert_eq!(differences(&part, &got), Vec::<String>::new(), "{part}");
        }
    }

    #[test]
    fn each_difference_has_its_place() {
        let got = json!({"tag": {"id": 1}, "list": [1, 2], "a/b": "x"});
        let expected = json!({"tag": {"id": "1", "name": "a"}, "list": [1], "a/b": {"c": 1}});
        let expected_differences = [
            "/a~1b: expected {\"c\":1}, got \"x\"",
            "/list: expected 1 items, got 2",
            "/tag/id: expected \"1\", got 1",
            "/tag/name: expected \"a\", it is missing",
        ];
        let mut found = differences(&expected, &got);
        found.sort();
        assert_eq!(found, expected_differences);
        assert_eq!(differences(&json!([1]), &json!({})), [": expected [1], got {}"]);
    }
}

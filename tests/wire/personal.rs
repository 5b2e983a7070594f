//! The `Debug` of every response: no personal data, no secret.

use serde_json::Value;
use wechat_user_core::transport::Response;
use wechat_user_tests::golden::reply;
use wechat_user_tests::samples;

/// Members of responses that may be printed: no user can be recognised by them, and they authenticate no request.
const NOT_PERSONAL: [&str; 11] = [
    "client_ip", // of the program that called the service
    "err_msg",
    "from_operator",
    "ip",
    "ip_list",
    "name", // of a group or a tag
    "package_loss",
    "real_operator",
    "scope",
    "subscribe_scene",
    "time", // of a ping
];

const MARK: &str = "PERSONAL-VALUE-THAT-MUST-NOT-BE-PRINTED";

/// The JSON with one text replaced by the mark, for each text in it, with the name of the member that holds it.
fn marked(json: &Value, member: &str) -> Vec<(String, Value)> {
    match json {
        Value::String(_) => vec![(member.to_owned(), Value::String(MARK.to_owned()))],
        Value::Array(list) => {
            let replace = |at: usize, changed: Value| {
                let mut list = list.clone();
                list[at] = changed;
                Value::Array(list)
            };
            let each = list.iter().enumerate();
            each.flat_map(|(at, value)| {
                marked(value, member).into_iter().map(move |(name, changed)| (name, replace(at, changed)))
            })
            .collect()
        }
        Value::Object(members) => {
            let replace = |key: &str, changed: Value| {
                let mut members = members.clone();
                members.insert(key.to_owned(), changed);
                Value::Object(members)
            };
            let each = members.iter();
            each.flat_map(|(key, value)| {
                marked(value, key).into_iter().map(move |(name, changed)| (name, replace(key, changed)))
            })
            .collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn step_4_of_adding_an_endpoint_debug_shows_no_personal_data() {
    let (mut searched, mut shown) = (0, Vec::new());
    for sample in samples::all() {
        let name = sample.spec.name();
        let golden: Value = serde_json::from_slice(&reply(name, "reply.json")).unwrap();
        for (member, json) in marked(&golden, "") {
            // A text where no text can stand, a number say, is refused, and then nothing is printed.
            let Ok(printed) = (sample.debug)(&Response::new(json.to_string().into_bytes())) else { continue };
            searched += 1;
            if printed.contains(MARK) && !NOT_PERSONAL.contains(&&*member) {
                shown.push(format!("`{member}` of `{name}`"));
            }
        }
    }
    assert!(searched > 60, "only {searched} texts were replaced");
    assert!(
        shown.is_empty(),
        "step 4 of adding an endpoint: `Debug` prints these; hide them, or add them to NOT_PERSONAL: {shown:#?}"
    );
}

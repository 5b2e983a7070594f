//! `--latency-ms`, `--connect-latency-ms`, `--strict`, `--loose`.

use serde_json::{Value, json};

use super::Mock;
use crate::support::run;

/// Sets a remark of this many Chinese characters without the checks of the client. Returns the code in the response.
fn remark(mock: &Mock, characters: usize) -> Value {
    let openids = mock.call(&["users", "list", "--limit", "1"]).ok();
    let body = json!({"openid": openids.trim_end(), "remark": "备".repeat(characters)}).to_string();
    let ran = mock.call(&["raw", "post", "/cgi-bin/user/info/updateremark", &body, "--json"]);
    if ran.code == Some(0) { ran.json()["errcode"].clone() } else { ran.error(1)["code"].clone() }
}

#[test]
fn strict_refuses_what_loose_accepts() {
    for (flags, ten, eleven) in [(&["--strict"][..], 40092, 40092), (&[], 0, 40092), (&["--loose"], 0, 0)] {
        let mock = Mock::serve(flags);
        assert_eq!((remark(&mock, 10), remark(&mock, 11)), (json!(ten), json!(eleven)), "{flags:?}");
        assert_eq!(remark(&mock, 9), 0, "{flags:?}");
    }
    run(&["mock", "serve", "--strict", "--loose"]).failed(2);
}

#[test]
fn a_page_size_can_be_combined_with_them() {
    let mock = Mock::serve(&["--strict", "--page-size", "5"]);
    let page = mock.call(&["raw", "get", "/cgi-bin/user/get"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&page).unwrap()["count"], 5);
    assert_eq!(remark(&mock, 10), 40092);
}

#[test]
fn responses_arrive_with_latency() {
    let mock = Mock::serve(&["--latency-ms", "1", "--connect-latency-ms", "2"]);
    mock.call(&["groups", "list"]).ok();
}

#[test]
fn a_client_with_a_shorter_deadline_gives_up() {
    for flag in ["--latency-ms", "--connect-latency-ms"] {
        let mock = Mock::serve(&[flag, "3600000"]);
        mock.call(&["groups", "list", "--timeout", "200ms"]).failed(3);
    }
    run(&["mock", "serve", "--latency-ms", "1s"]).failed(2);
}

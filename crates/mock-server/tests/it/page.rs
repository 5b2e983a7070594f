//! The examples of `docs/simulator.md` and the table of `docs/faults.md` do what they say.

use std::fs;

use mock_server::MockServer;
use transport_mock::{FakeWeChat, Fault};

use crate::client::Client;

fn page(name: &str) -> String {
    let path = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Verb, path and body of a command line.
fn command(line: &str) -> (&str, &str, &str) {
    let url = line.rsplit(' ').next().unwrap().trim_matches('"');
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
    let body = line.split_once("-d '").map_or("", |(_, rest)| rest.split_once('\'').unwrap().0);
    let verb = match line.split_once("-X ") {
        Some((_, rest)) => rest.split(' ').next().unwrap(),
        None if body.is_empty() => "GET",
        None => "POST",
    };
    (verb, path, body)
}

#[test]
fn the_examples_with_curl_get_the_responses_on_the_page() {
    let wechat = FakeWeChat::new().with_followers(25_000).with_seed(7).with_bodies(1 << 20);
    let token = wechat.stable_token();
    let server = MockServer::builder().service(wechat).start().unwrap();
    let page = page("simulator.md");
    let lines: Vec<&str> = page.lines().collect();
    let mut passed = 0;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("curl ")) {
        let (verb, path, body) = command(line);
        let path = path.replace("TOKEN", token.expose());
        let mut client = Client::new(&server);
        client.write(&format!("{verb} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
        let response = String::from_utf8(client.read().unwrap().body).unwrap();
        let expected = lines[at + 1].strip_prefix("# ").unwrap_or_else(|| panic!("{line} has no response"));
        assert!(response.starts_with(expected), "{line}\n{response}");
        passed += 1;
    }
    assert!(passed >= 17, "{passed}");
}

#[test]
fn every_fault_of_the_page_is_one_and_none_is_missing() {
    let page = page("faults.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `{\"fault\"")?.split_once("` |"));
    let faults: Vec<serde_json::Value> = rows
        .map(|(rest, _)| {
            let text = format!("{{\"fault\"{rest}");
            serde_json::from_str::<Fault>(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            serde_json::from_str(&text).unwrap()
        })
        .collect();
    let count = |name: &str| faults.iter().filter(|fault| fault["fault"] == name).count();
    let names = [
        "refuse_connection",
        "lose_request",
        "lose_response",
        "stall",
        "status",
        "cut_body",
        "drip",
        "errcode",
        "replace_token",
        "reject_token",
        "exhaust_quota",
        "hide_new_tag",
        "delay_members",
        "fail_some",
        "concurrent_change",
    ];
    for name in names {
        assert_eq!(count(name), 1, "{name}");
    }
    assert_eq!((count("dirty"), faults.len()), (13, 13 + names.len()));
    // What the simulator itself lists when it is asked for something that there is not.
    let error = serde_json::from_str::<Fault>(r#"{"fault":"dirty","dirt":"mud"}"#).unwrap_err().to_string();
    let listed: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
    assert_eq!(listed.len(), 13, "{error}");
    for dirt in listed {
        assert!(page.contains(&format!("\"{dirt}\"")), "docs/faults.md has no row for the dirt {dirt}");
    }
}

//! Hostile bodies cost little: allocations are counted, not seconds. One test, because the counter covers the whole
//! process.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use wechat_user_core::Timestamp;
use wechat_user_core::http::Method;
use wechat_user_web::{Inbox, PushError, PushToken};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[test]
fn hostile_bodies_cost_little() {
    let token = PushToken::new("t").unwrap();
    let query = format!("signature={}&timestamp=1&nonce=1", token.sign("1", "1"));
    let inbox = Inbox::new("wx1", token).with_max_body(2_000_000);
    let now = Timestamp::from_unix_secs(1);

    // (name, body, most allocations, most bytes allocated in total)
    let cases = [
        ("nested XML", "<a>".repeat(333_333), 50, 3_000),
        ("nested JSON", "{\"a\":".repeat(200_000), 50, 3_000),
        ("wide XML", format!("<xml>{}</xml>", "<a/>".repeat(250_000)), 4_500, 150_000),
        ("wide JSON", format!("{{\"a\":[{}0]}}", "0,".repeat(500_000)), 4_500, 150_000),
        ("a document type", format!("<!DOCTYPE x [{}]>", "<!ENTITY a \"b\">".repeat(60_000)), 10, 500),
        ("one long text", format!("<xml><a>{}", "x".repeat(1_000_000)), 20, 1_010_000),
        ("many references", format!("<xml><a>{}", "&amp;".repeat(200_000)), 50, 300_000),
        // A document with CDATA is repaired: an index of its closing tags, and a copy.
        ("many texts", format!("<xml>{}", "<a><![CDATA[]]>]]></a>".repeat(45_000)), 6_000, 8_000_000),
        (
            "many names",
            format!(
                "<xml>{}",
                (0..45_000).fold(String::new(), |xml, at| xml + &format!("<a{at}><![CDATA[]]>]]></a{at}>"))
            ),
            150_000,
            25_000_000,
        ),
        ("one text of closing tags", format!("<xml><a><![CDATA[{}", "]]></a>".repeat(140_000)), 100, 20_000_000),
        ("one long tag", format!("<{}", "x".repeat(1_000_000)), 10, 500),
    ];
    for (name, body, allocations, bytes) in &cases {
        let region = Region::new(GLOBAL);
        let refused = inbox.receive(&Method::POST, &query, body.as_bytes(), now).map(drop).unwrap_err();
        let cost = region.change();
        assert!(cost.allocations + cost.reallocations <= *allocations, "{name} ({refused}): {cost:?}");
        assert!(cost.bytes_allocated <= *bytes, "{name} ({refused}): {cost:?}");
    }

    let mut unlimited = Vec::new();
    for (_, body, ..) in &cases {
        unlimited.push(Inbox::new("wx1", PushToken::new("t").unwrap()).receive(
            &Method::POST,
            &query,
            body.as_bytes(),
            now,
        ));
    }
    assert!(unlimited.iter().all(|refused| matches!(refused, Err(PushError::TooLarge { limit: 262_144, .. }))));
}

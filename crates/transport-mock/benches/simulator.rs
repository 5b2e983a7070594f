//! How fast the simulator responses, on one core: it must never be the bottleneck of a client that is measured with it.
//!
//! `cargo bench -p transport-mock` prints small calls a second and the bytes a second of large bodies. Nothing is
//! asserted: the figures depend on the machine.
#![expect(clippy::print_stdout, reason = "printing is what a benchmark is for")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot build its request has failed")]

use std::time::{Duration, Instant};

use transport_mock::{FakeWeChat, Service, TestClock};
use wechat_user_core::http::{Method, Request};

/// How long each is measured.
const TIME: Duration = Duration::from_secs(2);

fn measure(name: &str, service: &mut Service, verb: &Method, url: &str, body: &[u8]) {
    let request = || Request::builder().method(verb).uri(url).body(body.to_vec()).expect("a request");
    let response = service.handle(TestClock::START, request());
    assert!(!response.body().starts_with(br#"{"errcode":4"#), "{}", String::from_utf8_lossy(response.body()));
    let (start, mut calls, mut bytes) = (Instant::now(), 0_u32, 0_usize);
    while start.elapsed() < TIME {
        bytes += service.handle(TestClock::START, request()).body().len();
        calls += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    let (rate, megabytes) = (f64::from(calls) / seconds, bytes as f64 / seconds / 1e6);
    println!("{name:<28} {rate:>12.0} calls/s {megabytes:>10.0} MB/s");
}

fn main() {
    let wechat = FakeWeChat::new().with_followers(1_000_000).with_seed(7);
    let token = wechat.stable_token();
    let batch: Vec<String> =
        (0..100).map(|number| format!(r#"{{"openid":"{}","lang":"zh_CN"}}"#, wechat.openid(number))).collect();
    let batch = format!(r#"{{"user_list":[{}]}}"#, batch.join(","));
    let openid = wechat.openid(7);
    let getid = format!(r#"{{"openid":"{openid}"}}"#);
    let url = |path: &str| format!("https://api.weixin.qq.com{path}?access_token={}", token.expose());
    wechat.with_service(|service| {
        let (get, post) = (Method::GET, Method::POST);
        measure("groups/getid", service, &post, &url("/cgi-bin/groups/getid"), getid.as_bytes());
        measure("tags/getidlist", service, &post, &url("/cgi-bin/tags/getidlist"), getid.as_bytes());
        let info = format!("{}&openid={openid}", url("/cgi-bin/user/info"));
        measure("user/info", service, &get, &info, b"");
        measure("user/info/batchget, 100", service, &post, &url("/cgi-bin/user/info/batchget"), batch.as_bytes());
        measure("user/get, 10,000", service, &get, &url("/cgi-bin/user/get"), b"");
    });
}

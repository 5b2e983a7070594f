//! A client of the journal's stream that does not read costs no memory. A separate binary, because it counts
//! allocations.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use mock_server::MockServer;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use transport_mock::{FakeWeChat, TestClock};
use wechat_user_core::http::Request;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// The journal of a created account is full after this many calls.
const KEPT: u64 = 5_000;

#[test]
fn a_client_that_does_not_read_costs_no_memory_and_learns_what_it_missed() {
    let server = MockServer::builder().service(FakeWeChat::new().with_clock(TestClock::new())).start().unwrap();
    let one = server.accounts().create(r#"{"app_id":"wx-one"}"#).unwrap();
    let call = |times: u64| {
        for _ in 0..times {
            let request = Request::get("https://api.weixin.qq.com/cgi-bin/groups/get").body(Vec::new()).unwrap();
            drop(one.arrive(request));
        }
    };
    call(KEPT);
    let mut stalled = TcpStream::connect(server.addr()).unwrap();
    stalled.write_all(b"GET /_mock/accounts/wx-one/journal/stream HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stalled).lines().map(|line| line.unwrap());
    lines.find(|line| line.starts_with("data: ")).unwrap();
    call(KEPT);
    let region = Region::new(ALLOCATOR);
    // Some 20 MB of events, more than the buffers of the connection hold.
    call(20 * KEPT);
    let change = region.change();
    let live = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
    // The HTTP library buffers some 400 KB for the connection.
    assert!(live < 1 << 20, "{live} bytes are kept for a client that does not read");

    // It receives what the buffers held, then what it missed, and then the rest.
    let mut expected = 2;
    while expected <= 22 * KEPT {
        let line = lines.next().unwrap();
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let number =
            |key: &str| data.split(key).nth(1).map(|rest| rest.split([',', '}']).next().unwrap().parse().unwrap());
        match number("\"number\":") {
            Some(number) => assert_eq!(expected, number),
            None => {
                assert_eq!(number("\"from\":"), Some(expected));
                expected = number("\"to\":").unwrap();
            }
        }
        expected += 1;
    }
}

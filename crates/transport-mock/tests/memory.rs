//! A million followers take no memory, and listing them leaks none. A separate binary, because it counts allocations.
#![expect(clippy::unwrap_used, reason = "a test that cannot build its request has failed")]

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use transport_mock::FakeWeChat;
use wechat_user_core::http::Request;
use wechat_user_core::transport::Transport;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// Entries of the journal for some hundred calls. A page of 10,000 openids is five times as large, all openids are five
/// hundred times.
const LEFT_BEHIND: usize = 64 << 10;

/// What was allocated since, and not given back.
fn net(region: &Region<'_, std::alloc::System>) -> usize {
    let change = region.change();
    change.bytes_allocated.saturating_sub(change.bytes_deallocated)
}

/// The `next_openid` of a page and how many openids it has, without reading it into values.
fn read(page: &[u8]) -> (usize, String) {
    let text = std::str::from_utf8(page).unwrap();
    let after = |key: &str| text.split_once(key).unwrap().1;
    let count = after("\"count\":").split(',').next().unwrap().parse().unwrap();
    (count, after("\"next_openid\":\"").split('"').next().unwrap().to_owned())
}

#[test]
fn a_list_of_a_million_followers_is_walked_to_its_end_in_constant_memory() {
    let region = Region::new(ALLOCATOR);
    let wechat = FakeWeChat::new().with_followers(1_000_000).with_seed(7);
    assert!(net(&region) < LEFT_BEHIND, "{} bytes for a million followers", net(&region));
    let token = wechat.stable_token();
    let (mut seen, mut cursor, mut pages) = (0, String::new(), 0);
    let region = Region::new(ALLOCATOR);
    loop {
        let token = token.expose();
        let url = format!("https://api.weixin.qq.com/cgi-bin/user/get?access_token={token}&next_openid={cursor}");
        let page = wechat.send(Request::get(url).body(Vec::new()).unwrap()).unwrap();
        let (count, next) = read(page.body());
        drop(page);
        if count == 0 {
            break;
        }
        (seen, cursor, pages) = (seen + count, next, pages + 1);
        assert!(net(&region) < LEFT_BEHIND, "{} bytes were left behind by {pages} pages", net(&region));
    }
    assert_eq!((seen, pages), (1_000_000, 100));
    assert_eq!(cursor, wechat.openid(999_999).as_str());
}

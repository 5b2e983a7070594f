//! The memory of an export does not grow with the list.

use std::alloc::System;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use stats_alloc::{Region, StatsAlloc};
use wechat_user::transport::{Request, Response, transport_fn};
use wechat_user::{Client, Credentials};

/// `EXPORT_FOLLOWERS` asks for more, as the long run does: 1,000,000.
fn followers() -> u64 {
    std::env::var("EXPORT_FOLLOWERS").map_or(60_000, |count| count.parse().expect("EXPORT_FOLLOWERS is a number"))
}

fn openid(number: u64) -> String {
    format!("o{number:027}")
}

/// A service without memory: everything is computed from the request.
fn respond(followers: u64, request: &Request) -> Response {
    let body = if request.uri().path() == "/cgi-bin/user/get" {
        let cursor = request.uri().query().and_then(|query| query.split("next_openid=o").nth(1));
        let start = cursor.map_or(0, |cursor| 1 + cursor.parse::<u64>().unwrap());
        let page: Vec<String> =
            (start..followers).take(10_000).map(|number| format!("\"{}\"", openid(number))).collect();
        let count = page.len() as u64;
        let last = openid(start + count.saturating_sub(1));
        match count {
            0 => format!(r#"{{"total":{followers},"count":0,"next_openid":""}}"#),
            _ => format!(
                r#"{{"total":{followers},"count":{count},"data":{{"openid":[{}]}},"next_openid":"{last}"}}"#,
                page.join(",")
            ),
        }
    } else {
        let text = std::str::from_utf8(request.body()).unwrap();
        let openids = text.split('"').filter(|text| text.len() == 28);
        let users: Vec<String> = openids.map(profile).collect();
        format!(r#"{{"user_info_list":[{}]}}"#, users.join(","))
    };
    Response::new(body.into_bytes())
}

fn profile(openid: &str) -> String {
    let avatar = r"http:\/\/thirdwx.qlogo.cn\/mmopen\/xbIQx1GRqdvyqkMMhEaGOX802l1CyqMJNgUzKP8MeAeHFicRDSnZH7FY4XB7p8XHXIf6uJA2SCunTPicGKezDC4saKISzRj3nz\/0";
    format!(
        r#"{{"subscribe":1,"openid":"{openid}","nickname":"张三","sex":1,"language":"zh_CN","city":"广州","province":"广东","country":"中国","headimgurl":"{avatar}","subscribe_time":1434093047,"unionid":"oR5GjjgEhCMJFyzaVZdrxZ2zRRF4","remark":"","groupid":0,"tagid_list":[128,2],"subscribe_scene":"ADD_SCENE_QR_CODE","qr_scene":98765,"qr_scene_str":""}}"#
    )
}

/// The most bytes that were alive at any request or item, more than before.
fn peak(allocator: &'static StatsAlloc<System>, followers: u64) -> usize {
    let region = Region::new(allocator);
    let before = region.initial();
    let alive = move || {
        let now = allocator.stats();
        let (new, gone) =
            (now.bytes_allocated - before.bytes_allocated, now.bytes_deallocated - before.bytes_deallocated);
        new.saturating_sub(gone)
    };
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let transport = transport_fn(move |request| {
        let response = respond(followers, &request);
        seen.fetch_max(alive(), Ordering::SeqCst);
        Ok(response)
    });
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
    let mut users = 0;
    let summary = client.export().jobs(8).for_each(|item| {
        users += item.users.len() as u64;
        most.fetch_max(alive(), Ordering::SeqCst);
        ControlFlow::Continue(())
    });
    assert!(summary.is_complete());
    assert_eq!(users, followers);
    most.load(Ordering::SeqCst)
}

/// Of 20,000 followers, and of many more.
pub(crate) fn memory_is_flat(allocator: &'static StatsAlloc<System>) {
    let few = peak(allocator, 20_000);
    let many = peak(allocator, followers());
    eprintln!("live bytes at most: {few} of 20,000 followers, {many} of {}", followers());
    assert!(few > 500_000, "{few} bytes: nothing was measured");
    assert!(few.abs_diff(many) < 2_000_000, "{few} bytes of 20,000 followers, {many} of {}", followers());
}

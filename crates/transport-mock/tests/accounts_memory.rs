//! What accounts leave behind, and what finding one costs. A separate binary, because it counts allocations.
#![expect(clippy::unwrap_used, reason = "a test that cannot build its request has failed")]

use std::sync::{Mutex, PoisonError};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use transport_mock::{Accounts, FakeWeChat, WebScope};
use wechat_user_core::http::Request;
use wechat_user_core::transport::Transport;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// One test at a time: the allocator counts for all threads.
static ALONE: Mutex<()> = Mutex::new(());

fn request(url: &str) -> Request<Vec<u8>> {
    Request::get(format!("https://api.weixin.qq.com{url}")).body(Vec::new()).unwrap()
}

#[test]
fn ten_thousand_accounts_that_are_removed_leave_nothing_behind() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let accounts = Accounts::new(FakeWeChat::new().with_followers(1_000));
    let use_once = |accounts: &Accounts| {
        let one = accounts.create(r#"{"groups":[{"name":"a","members":[{"from":0,"to":20}]}]}"#).unwrap();
        let token = one.stable_token();
        accounts.send(request(&format!("/cgi-bin/groups/get?access_token={}", token.expose()))).unwrap();
        accounts.remove(one.app_id().as_str()).unwrap();
    };
    use_once(&accounts);
    let region = Region::new(ALLOCATOR);
    for _ in 0..10_000 {
        use_once(&accounts);
    }
    let change = region.change();
    let live = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
    assert!(live < 64 << 10, "{live} bytes are left");
}

#[test]
fn finding_an_account_by_a_token_allocates_nothing() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let accounts = Accounts::new(FakeWeChat::new());
    let many: Vec<FakeWeChat> = (0..400).map(|_| accounts.create("{}").unwrap()).collect();
    let one = &many[200];
    let code = one.authorize(&one.openid(1), WebScope::Base).unwrap();
    let (app_id, secret) = (one.app_id(), one.app_secret());
    let query = format!("appid={app_id}&secret={}&code={code}&grant_type=authorization_code", secret.expose());
    let granted = one.send(request(&format!("/sns/oauth2/access_token?{query}"))).unwrap();
    let granted = String::from_utf8(granted.into_body()).unwrap();
    let user_token = granted.split("\"access_token\":\"").nth(1).unwrap().split('"').next().unwrap();
    for token in [one.stable_token().expose(), user_token, accounts.default_account().stable_token().expose()] {
        let request = request(&format!("/cgi-bin/user/get?lang=en&access_token={token}"));
        let region = Region::new(ALLOCATOR);
        let found = accounts.route(&request);
        assert_eq!(region.change().allocations, 0);
        assert_eq!(found.app_id() == app_id, found.app_id() != accounts.default_account().app_id());
    }
}

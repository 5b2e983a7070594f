//! `docs/faults.md`, row by row: each fault strikes a real client, and the client does what the table says. One test a row, which the row names.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

/// The row that names the running test.
macro_rules! row {
    () => {{
        fn here() {}
        $crate::table::row_of(std::any::type_name_of_val(&here))
    }};
}

mod bodies;
mod calls;
mod crowd;
mod lists;
mod on_the_way;
mod one_seed;
mod refusals;
mod table;
mod tags;
mod tokens;
mod wire;

use std::sync::{Arc, Mutex};

use transport_mock::FakeWeChat;
use wechat_user::{Builder, Client, Event, OpenId};

/// A client of this simulator, as a test would make it.
fn builder(wechat: &FakeWeChat) -> Builder {
    Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).seed(7)
}

fn client(wechat: &FakeWeChat) -> Client {
    builder(wechat).build().unwrap()
}

fn openids(wechat: &FakeWeChat, count: u64) -> Vec<OpenId> {
    (0..count).map(|number| wechat.openid(number)).collect()
}

/// Collects what an observer is told.
fn log() -> (Arc<Mutex<Vec<Event>>>, impl Fn(&Event) + Send + Sync + 'static) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let writer = Arc::clone(&log);
    (log, move |event: &Event| writer.lock().unwrap().push(event.clone()))
}

const GROUPS_GET: &str = "/cgi-bin/groups/get";
const GROUPS_CREATE: &str = "/cgi-bin/groups/create";
const USER_GET: &str = "/cgi-bin/user/get";
const USER_INFO: &str = "/cgi-bin/user/info";
const TAGS_CREATE: &str = "/cgi-bin/tags/create";
const TAG_GET: &str = "/cgi-bin/user/tag/get";
const TAGGING: &str = "/cgi-bin/tags/members/batchtagging";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";

//! Stories: the client, its machines and the simulator together, in no time and without a network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod cancel;
mod configuration;
mod drivers;
mod ensure;
mod every_endpoint;
mod paging;
mod people;
mod quota;
mod replay;
mod shared_token;
mod sources;
mod ticket;
mod token;

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

/// The codes of an account that the simulator has.
const GROUPS_GET: &str = "/cgi-bin/groups/get";
const GROUPS_CREATE: &str = "/cgi-bin/groups/create";
const USER_GET: &str = "/cgi-bin/user/get";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";
const TOKEN: &str = "/cgi-bin/token";

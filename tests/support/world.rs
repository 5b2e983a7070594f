//! A client and the simulator that it talks to.

use std::sync::{Arc, Mutex};

use transport_mock::FakeWeChat;
use wechat_user::{Builder, Client, Event, OpenId};

/// What an observer was told.
pub type Log = Arc<Mutex<Vec<Event>>>;

/// A client of this simulator, as a test would make it.
pub fn builder(wechat: &FakeWeChat) -> Builder {
    Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).seed(7)
}

/// The same, built.
#[must_use]
pub fn client(wechat: &FakeWeChat) -> Client {
    builder(wechat).build().expect("a client of the simulator")
}

/// The first so many followers.
#[must_use]
pub fn openids(wechat: &FakeWeChat, count: u64) -> Vec<OpenId> {
    (0..count).map(|number| wechat.openid(number)).collect()
}

/// Collects what an observer is told.
pub fn log() -> (Log, impl Fn(&Event) + Send + Sync + 'static) {
    let log = Log::default();
    let writer = Arc::clone(&log);
    (log, move |event: &Event| writer.lock().expect("no test panics while it writes").push(event.clone()))
}

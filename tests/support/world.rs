//! A client and the simulator that it calls.

use std::sync::{Arc, Mutex};

use transport_mock::FakeWeChat;
use wechat_user::{Builder, Client, Event, OpenId};

/// The events that an observer received.
pub type Log = Arc<Mutex<Vec<Event>>>;

/// A builder of a client for this simulator.
pub fn builder(wechat: &FakeWeChat) -> Builder {
    Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).seed(7)
}

/// The same, built.
#[must_use]
pub fn client(wechat: &FakeWeChat) -> Client {
    builder(wechat).build().expect("a client of the simulator")
}

/// The first `count` followers.
#[must_use]
pub fn openids(wechat: &FakeWeChat, count: u64) -> Vec<OpenId> {
    (0..count).map(|number| wechat.openid(number)).collect()
}

/// An observer that collects its events.
pub fn log() -> (Log, impl Fn(&Event) + Send + Sync + 'static) {
    let log = Log::default();
    let writer = Arc::clone(&log);
    (log, move |event: &Event| writer.lock().expect("no test panics while it writes").push(event.clone()))
}

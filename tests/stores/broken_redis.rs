//! Redis stopped and started during load, full, and slow: calls go on, and each failure is an event.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use credential_store_redis::RedisStore;
use mock_server::MockServer;
use redis::cmd;
use transport_mock::{FakeWeChat, TestClock};
use wechat_user::store::Notice;
use wechat_user::{Event, Observer, StoreEvent, TokenMode};
use wechat_user_tests::redis_server::RedisServer;

use crate::counting::Counts;
use crate::fleet::Fleet;
use crate::slow_proxy::SlowProxy;

const MODES: [TokenMode; 2] = [TokenMode::Stable, TokenMode::Plain];
const CLIENTS: u64 = 2;

/// Keeps what happened to the store.
#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<Notice>>>);

impl Observer for Notices {
    fn observe(&self, _: &Event) {}

    fn observe_store(&self, event: &StoreEvent) {
        self.0.lock().unwrap().push(event.notice.clone());
    }
}

impl Notices {
    fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The texts of the failures since the last look.
    fn failures(&self) -> Vec<String> {
        let failure = |notice| if let Notice::StoreDown(error) = notice { Some(error.to_string()) } else { None };
        self.take().into_iter().filter_map(failure).collect()
    }
}

/// Two clients under load, over a Redis that a test breaks.
struct Broken {
    wechat: FakeWeChat,
    server: MockServer,
    fleet: Fleet,
    notices: Notices,
    counts: Counts,
}

impl Broken {
    fn new() -> Self {
        let wechat = FakeWeChat::new().with_clock(TestClock::running());
        let server = MockServer::builder().service(wechat.clone()).start().unwrap();
        let (notices, counts) = (Notices::default(), Counts::default());
        Self { wechat, server, fleet: Fleet::default(), notices, counts }
    }

    /// Starts the load.
    fn start(&mut self, url: &str, mode: TokenMode) {
        for _ in 0..CLIENTS {
            let store = RedisStore::from_url(url).unwrap().with_timeout(Duration::from_millis(200));
            self.fleet.add_client(&self.server, mode, self.counts.of(store), self.notices.clone());
        }
    }

    /// Another program replaces the token; every client has called before this returns.
    fn replace_token(&self) {
        self.wechat.replace_token();
        self.fleet.rounds(2);
    }

    /// No call failed, and each operation that failed was an event.
    #[track_caller]
    fn finish(self, seen: usize) {
        let (failures, _) = self.fleet.finish();
        assert!(failures.is_empty(), "{failures:?}");
        assert_eq!(u32::try_from(seen).unwrap(), self.counts.failures(), "each failure of the store is one event");
    }
}

#[test]
fn redis_is_stopped_and_started_during_load_and_no_call_fails() {
    for mode in MODES {
        let Some(redis) = RedisServer::start() else { return };
        let mut broken = Broken::new();
        broken.start(&redis.url(), mode);
        broken.fleet.rounds(2);
        assert_eq!((broken.wechat.token_requests(), broken.notices.failures().len()), (1, 0), "{mode:?}");
        redis.stop();
        broken.fleet.rounds(2);
        assert_eq!(broken.notices.failures().len(), 0, "{mode:?}: the token works, so the store is not asked");
        broken.replace_token();
        let failures = broken.notices.failures();
        assert!(
            failures.len() >= 2 && failures.iter().all(|text| text.contains("127.0.0.1")),
            "{mode:?}: {failures:?}"
        );
        assert!(broken.wechat.token_requests() <= 1 + CLIENTS, "{mode:?}: each for itself");
        redis.start_again();
        let before = broken.wechat.token_requests();
        broken.replace_token();
        assert_eq!(broken.wechat.token_requests(), before + 1, "{mode:?}: one for both again");
        assert_eq!(broken.notices.failures().len(), 0, "{mode:?}");
        broken.finish(failures.len());
    }
}

#[test]
fn a_full_redis_is_an_event_and_no_call_fails() {
    for mode in MODES {
        let Some(redis) = RedisServer::start() else { return };
        let mut connection = redis.connection();
        let mut limit = |bytes: &str| {
            let _: String = cmd("CONFIG").arg("SET").arg("maxmemory").arg(bytes).query(&mut connection).unwrap();
        };
        limit("1");
        let mut broken = Broken::new();
        broken.start(&redis.url(), mode);
        broken.fleet.rounds(2);
        let failures = broken.notices.failures();
        assert!(!failures.is_empty() && failures.iter().all(|text| text.contains("full")), "{mode:?}: {failures:?}");
        assert!(broken.wechat.token_requests() <= CLIENTS, "{mode:?}: each for itself");
        limit("0");
        let before = broken.wechat.token_requests();
        broken.replace_token();
        assert_eq!(broken.wechat.token_requests(), before + 1, "{mode:?}: one for both");
        assert_eq!(broken.notices.failures().len(), 0, "{mode:?}");
        broken.finish(failures.len());
    }
}

#[test]
fn a_redis_that_does_not_reply_is_asked_once_a_fetch_and_no_call_fails() {
    for mode in MODES {
        let Some(redis) = RedisServer::start() else { return };
        let proxy = SlowProxy::before(&redis);
        let mut broken = Broken::new();
        broken.start(&proxy.url(), mode);
        broken.fleet.rounds(2);
        assert_eq!((broken.wechat.token_requests(), broken.notices.failures().len()), (1, 0), "{mode:?}");
        let asked = broken.counts.operations();
        proxy.set_silent(true);
        broken.replace_token();
        let failures = broken.notices.failures();
        assert!(failures.iter().all(|text| text.contains("in time")), "{mode:?}: {failures:?}");
        // One time-out for each client: the load fails, and the token is fetched without the store.
        let asked = broken.counts.operations() - asked;
        assert_eq!((u64::from(asked), failures.len()), (CLIENTS, 2), "{mode:?}: {failures:?}");
        proxy.set_silent(false);
        broken.replace_token();
        assert_eq!(broken.notices.failures().len(), 0, "{mode:?}");
        broken.finish(failures.len());
    }
}

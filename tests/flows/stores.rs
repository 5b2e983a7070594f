//! Several clients with one store: one fetch for all, whatever an outsider or a failure of the store does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use transport_mock::{FakeWeChat, TestClock};
use wechat_user::clock::Clock;
use wechat_user::machine::CredentialKind;
use wechat_user::secret::CredentialValue;
use wechat_user::store::{CredentialStore, Notice, Owner, Replaced, StoreError, StoreKey, Stored};
use wechat_user::{Cancel, Client, ErrorKind, Event, MemoryStore, Observer, StoreEvent, TokenMode};

use crate::builder;

const CLIENTS: usize = 8;
const THREADS: usize = 8;
const MODES: [TokenMode; 2] = [TokenMode::Stable, TokenMode::Plain];

/// Clients as processes are: nothing in common but the store. Their clock is the system's: the waits for another client
/// are real, as a test clock of several clients would run ahead of a fetch.
fn processes(wechat: &FakeWeChat, store: &MemoryStore, mode: TokenMode) -> Vec<Client> {
    let one = |_| {
        let client = builder(wechat).token_mode(mode).clock(TestClock::running()).store(store.clone());
        client.build().unwrap()
    };
    (0..CLIENTS).map(one).collect()
}

fn all_at_once(clients: &[Client], call: impl Fn(&Client) + Sync) {
    let call = &call;
    thread::scope(|scope| {
        for client in clients {
            for _ in 0..THREADS {
                scope.spawn(move || call(client));
            }
        }
    });
}

fn list(client: &Client) {
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn eight_clients_with_eight_threads_each_make_one_token_request_from_cold() {
    for mode in MODES {
        let wechat = FakeWeChat::new();
        all_at_once(&processes(&wechat, &MemoryStore::new(), mode), list);
        assert_eq!(wechat.token_requests(), 1, "{mode:?}");
    }
}

#[test]
fn an_outsider_that_replaces_the_token_costs_one_fetch_a_replacement_and_no_failed_call() {
    for mode in MODES {
        let wechat = FakeWeChat::new();
        let clients = processes(&wechat, &MemoryStore::new(), mode);
        all_at_once(&clients, list);
        for replacements in 1..=5 {
            wechat.replace_token();
            all_at_once(&clients, list);
            assert!(wechat.token_requests() <= 1 + replacements, "{mode:?}: {}", wechat.token_requests());
        }
    }
}

#[test]
fn a_ticket_is_shared_as_the_token_is() {
    let wechat = FakeWeChat::new();
    let clients = processes(&wechat, &MemoryStore::new(), TokenMode::Stable);
    all_at_once(&clients, |client| drop(client.jssdk().ticket().unwrap()));
    all_at_once(&clients, |client| drop(client.jssdk().card_ticket().unwrap()));
    assert_eq!((wechat.token_requests(), wechat.calls_to("/cgi-bin/ticket/getticket")), (1, 2));
}

/// A store that can be switched off.
#[derive(Clone)]
struct Switch {
    store: MemoryStore,
    off: Arc<AtomicBool>,
}

impl Switch {
    fn new(wechat: &FakeWeChat) -> Self {
        Self { store: MemoryStore::with_clock(wechat.clock()), off: Arc::default() }
    }

    fn turn(&self, off: bool) {
        self.off.store(off, Ordering::SeqCst);
    }

    fn on(&self) -> Result<&MemoryStore, StoreError> {
        if self.off.load(Ordering::SeqCst) { Err(StoreError::new("it is off")) } else { Ok(&self.store) }
    }
}

impl CredentialStore for Switch {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        self.on()?.load(key)
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        self.on()?.lock(key, owner, ttl)
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        self.on()?.replace(key, seen, new)
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        self.on()?.unlock(key, owner)
    }
}

/// Keeps what happened to the store.
#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<Notice>>>);

impl Observer for Notices {
    fn observe(&self, _: &Event) {}

    fn observe_store(&self, event: &StoreEvent) {
        assert_eq!(event.kind, CredentialKind::AccessToken);
        self.0.lock().unwrap().push(event.notice.clone());
    }
}

impl Notices {
    fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[test]
fn a_store_that_is_down_is_not_worse_than_none_and_every_failure_is_an_event() {
    for mode in MODES {
        let (wechat, notices) = (FakeWeChat::new(), Notices::default());
        let store = Switch::new(&wechat);
        store.turn(true);
        let client = builder(&wechat).token_mode(mode).store(store.clone()).observer(notices.clone()).build().unwrap();
        list(&client);
        let down = Notice::StoreDown(StoreError::new("it is off"));
        assert_eq!((wechat.token_requests(), notices.take()), (1, vec![down, Notice::Fetched]), "{mode:?}");
        // The value in memory works on; a rejected one is fetched once the pause is over.
        list(&client);
        wechat.clock().advance(Duration::from_secs(31));
        wechat.replace_token();
        list(&client);
        assert_eq!(wechat.token_requests(), 2, "{mode:?}");
        store.turn(false);
        wechat.replace_token();
        list(&client);
        assert_eq!((wechat.token_requests(), notices.take().pop()), (3, Some(Notice::Fetched)), "{mode:?}");
    }
}

#[test]
fn in_plain_mode_a_store_that_is_down_allows_one_fetch_in_30_seconds() {
    let wechat = FakeWeChat::new();
    let store = Switch::new(&wechat);
    store.turn(true);
    let client = builder(&wechat).token_mode(TokenMode::Plain).store(store).build().unwrap();
    list(&client);
    wechat.replace_token();
    let error = client.groups().list().unwrap_err();
    let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
    assert!(matches!(inner.kind(), ErrorKind::Source(_)), "{inner:?}");
    assert_eq!(wechat.token_requests(), 1);
}

fn key(wechat: &FakeWeChat, mode: TokenMode) -> StoreKey {
    StoreKey::new(wechat_user::Origin::default(), wechat.app_id(), mode, CredentialKind::AccessToken)
}

#[test]
fn a_lock_whose_holder_is_gone_is_waited_for_and_no_call_fails() {
    for mode in MODES {
        let (wechat, notices) = (FakeWeChat::new(), Notices::default());
        let store = MemoryStore::with_clock(wechat.clock());
        assert!(store.lock(&key(&wechat, mode), Owner::new(1), Duration::from_secs(8)).unwrap());
        let before = wechat.clock().now();
        let client = builder(&wechat).token_mode(mode).store(store).observer(notices.clone()).build().unwrap();
        list(&client);
        let waited = wechat.clock().now().since(before);
        assert!(waited >= Duration::from_secs(8) && waited < Duration::from_secs(9), "{mode:?}: {waited:?}");
        assert_eq!((wechat.token_requests(), notices.take()), (1, vec![Notice::Waited, Notice::Fetched]), "{mode:?}");
    }
}

#[test]
fn in_plain_mode_a_lock_that_is_never_free_fails_the_call_and_says_so() {
    let wechat = FakeWeChat::new();
    let store = MemoryStore::with_clock(wechat.clock());
    store.lock(&key(&wechat, TokenMode::Plain), Owner::new(1), Duration::from_secs(3_600)).unwrap();
    let client = builder(&wechat).token_mode(TokenMode::Plain).store(store).build().unwrap();
    let error = client.groups().list().unwrap_err();
    assert!(error.to_string().contains("another process, which has the lock"), "{error}");
    assert_eq!(wechat.token_requests(), 0);
}

#[test]
fn a_cancel_ends_the_wait_for_another_process_and_spares_the_other_calls() {
    let wechat = FakeWeChat::new();
    let store = MemoryStore::new();
    let key = key(&wechat, TokenMode::Plain);
    store.lock(&key, Owner::new(1), Duration::from_secs(3_600)).unwrap();
    let cancel = Cancel::new();
    let (waits, waiting) = std::sync::mpsc::channel();
    let client = builder(&wechat).token_mode(TokenMode::Plain).clock(TestClock::running()).store(store.clone());
    let client = client.observer(OnWait(Mutex::new(waits))).build().unwrap();
    thread::scope(|scope| {
        let cancelled = client.cancellable(&cancel);
        let call = scope.spawn(move || cancelled.groups().list());
        waiting.recv().unwrap();
        cancel.cancel();
        let error = call.join().unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Cancelled), "{error:?}");
    });
    store.unlock(&key, Owner::new(1)).unwrap();
    list(&client);
}

/// Reports the first wait.
struct OnWait(Mutex<std::sync::mpsc::Sender<()>>);

impl Observer for OnWait {
    fn observe(&self, _: &Event) {}

    fn observe_store(&self, event: &StoreEvent) {
        if event.notice == Notice::Waited {
            self.0.lock().unwrap().send(()).unwrap();
        }
    }
}

//! An asynchronous driver for the same machines, and three tasks that share one session on it. Nothing here depends on
//! a runtime.
//!
//! `Driver` is what you would take home: with tokio, [`World::send`] is your HTTP client, [`World::sleep_until`] is
//! `tokio::time::sleep`, and each task is `tokio::spawn`ed. Here the simulator stands in for both, and thirty lines at
//! the end stand in for the runtime.
//!
//! `cargo run -p wechat-user --example async_driver`

#![allow(clippy::print_stdout, reason = "an example tells what it does")]

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use transport_mock::{FakeWeChat, Fault};
use wechat_user::clock::Clock;
use wechat_user::export::{Export, Listing};
use wechat_user::groups::{CreateGroup, GetGroups};
use wechat_user::machine::{ExchangeId, Outcome, Pages, Step};
use wechat_user::transport::{Request, Response, TransportError};
use wechat_user::users::GetFollowers;
use wechat_user::{Call, Credentials, Machine, Session, Timestamp};

/// What an asynchronous program has anyway: an HTTP client, and timers.
trait World: Sync {
    fn now(&self) -> Timestamp;
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, TransportError>> + Send;
    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send;
}

/// One account, for any number of tasks.
struct Driver<W> {
    session: Mutex<Session>,
    changed: Changed,
    world: W,
}

impl<W: World> Driver<W> {
    /// Runs a machine to its end. Dropping the future cancels it.
    async fn drive<M: Machine>(&self, machine: M, mut each: impl FnMut(M::Item)) {
        // Dropped after the machine, which may have the lease on the token: then another machine can take it.
        let _announce = AnnounceOnDrop(&self.changed);
        let mut machine = machine;
        let mut in_flight: Vec<Exchange<'_>> = Vec::new();
        loop {
            let seen = self.changed.epoch();
            match self.poll(&mut machine) {
                Step::Send(outgoing) => {
                    let id = outgoing.id();
                    let exchange = async move { (id, self.world.send(outgoing.into_request()).await.into()) };
                    in_flight.push(Box::pin(exchange));
                }
                Step::Wait { until, .. } => {
                    let mut time = pin!(self.world.sleep_until(until.unwrap_or(Timestamp::FAR_FUTURE)));
                    let response = poll_fn(|cx| {
                        for at in 0..in_flight.len() {
                            if let Poll::Ready(answer) = in_flight[at].as_mut().poll(cx) {
                                drop(in_flight.swap_remove(at));
                                return Poll::Ready(Some(answer));
                            }
                        }
                        let over = self.changed.poll(cx, seen).is_ready() || time.as_mut().poll(cx).is_ready();
                        if over { Poll::Ready(None) } else { Poll::Pending }
                    });
                    if let Some((id, outcome)) = response.await {
                        machine.handle(self.world.now(), id, outcome);
                    }
                }
                Step::Yield(item) => each(item),
                Step::Done => return,
            }
        }
    }

    /// The session is locked while the machine is polled, and never across an await or while a response is decoded.
    fn poll<M: Machine>(&self, machine: &mut M) -> Step<M::Item> {
        let (step, changed) = lock(&self.session).poll(machine, self.world.now());
        if changed {
            self.changed.announce();
        }
        step
    }
}

type Exchange<'a> = Pin<Box<dyn Future<Output = (ExchangeId, Outcome)> + Send + 'a>>;

/// Wakes the tasks that wait for a change of the session: tokio's `Notify` does it too.
#[derive(Default)]
struct Changed(Mutex<(u64, Vec<Waker>)>);

impl Changed {
    fn epoch(&self) -> u64 {
        lock(&self.0).0
    }

    fn announce(&self) {
        let mut state = lock(&self.0);
        state.0 += 1;
        state.1.drain(..).for_each(Waker::wake);
    }

    fn poll(&self, cx: &Context<'_>, seen: u64) -> Poll<()> {
        let mut state = lock(&self.0);
        if state.0 != seen {
            return Poll::Ready(());
        }
        // One entry a task, however often it is polled.
        if !state.1.iter().any(|waker| waker.will_wake(cx.waker())) {
            state.1.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

struct AnnounceOnDrop<'a>(&'a Changed);

impl Drop for AnnounceOnDrop<'_> {
    fn drop(&mut self) {
        self.0.announce();
    }
}

fn main() -> Result<(), wechat_user::Error> {
    let wechat = FakeWeChat::new().with_followers(25_000);
    let session = Mutex::new(Session::new(Credentials::stable(wechat.app_id(), wechat.app_secret()))?);
    let driver = Driver { session, changed: Changed::default(), world: Simulated::new(&wechat) };

    // Three tasks at once, and no token yet.
    let (mut created, mut followers, mut profiles) = (None, 0, 0);
    run(
        &driver.world,
        vec![
            task(driver.drive(Call::new(&CreateGroup::new("华东客户")?), |result| created = Some(result))),
            task(driver.drive(Pages::new(GetFollowers::new()), |page| {
                followers += page.map_or(0, |page| page.openids.len());
            })),
            task(driver.drive(Export::new(wechat.app_id(), Listing::Followers, 8), |item| {
                profiles += item.users.len();
            })),
        ],
    );
    let group = created.ok_or_else(|| wechat_user::Error::cancelled(""))??;
    let most = driver.world.most_in_flight.load(Ordering::SeqCst);
    println!("created group {}, walked {followers} followers, read {profiles} profiles", group.id);
    println!(
        "{} calls, {most} profile requests in flight at most, {} token request",
        wechat.calls(),
        wechat.token_requests()
    );
    assert_eq!((followers, profiles, most), (25_000, 25_000, 8));
    assert_eq!(wechat.token_requests(), 1);

    // The token is invalidated and the service is busy once: three tasks make one token request and back off once.
    wechat.replace_token();
    wechat.add_fault(Fault::errcode(-1).on("/cgi-bin/groups/get"));
    let before = wechat.clock().now();
    let listed = &AtomicUsize::new(0);
    let list = || {
        task(driver.drive(Call::new(&GetGroups::new()), move |result| {
            listed.fetch_add(result.map_or(0, |list| list.groups.len()), Ordering::SeqCst);
        }))
    };
    run(&driver.world, vec![list(), list(), list()]);
    let waited = wechat.clock().now().since(before);
    println!(
        "three more tasks: {} token requests in all, and {waited:?} of back-off in no time",
        wechat.token_requests()
    );
    assert_eq!((wechat.token_requests(), listed.load(Ordering::SeqCst)), (2, 3 * 4));
    assert!(!waited.is_zero());
    Ok(())
}

// From here on: the parts that a runtime and an HTTP client provide elsewhere.

/// The simulator behind a network on which a response takes two turns of the executor, and timers on its clock.
struct Simulated {
    wechat: FakeWeChat,
    timers: Mutex<Vec<(Timestamp, Waker)>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

impl Simulated {
    fn new(wechat: &FakeWeChat) -> Self {
        let timers = Mutex::default();
        Self { wechat: wechat.clone(), timers, in_flight: AtomicUsize::new(0), most_in_flight: AtomicUsize::new(0) }
    }
}

impl World for Simulated {
    fn now(&self) -> Timestamp {
        self.wechat.clock().now()
    }

    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let counts = usize::from(request.uri().path() == "/cgi-bin/user/info/batchget");
        let now = self.in_flight.fetch_add(counts, Ordering::SeqCst) + counts;
        self.most_in_flight.fetch_max(now, Ordering::SeqCst);
        let mut turns = 2;
        poll_fn(|cx| {
            turns -= 1;
            cx.waker().wake_by_ref();
            if turns == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        self.in_flight.fetch_sub(counts, Ordering::SeqCst);
        wechat_user::transport::Transport::send(&self.wechat, request)
    }

    async fn sleep_until(&self, until: Timestamp) {
        poll_fn(|cx| {
            if self.now() >= until {
                return Poll::Ready(());
            }
            lock(&self.timers).push((until, cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

type Task<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// That the future is `Send` is what `tokio::spawn` would ask for.
fn task<'a>(future: impl Future<Output = ()> + Send + 'a) -> Task<'a> {
    Box::pin(future)
}

/// Polls the tasks until all are done. When none can go on, the time of the earliest timer has come.
fn run(world: &Simulated, mut tasks: Vec<Task<'_>>) {
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    while !tasks.is_empty() {
        if !woken.0.swap(false, Ordering::SeqCst) {
            let timers = std::mem::take(&mut *lock(&world.timers));
            let Some(next) = timers.iter().map(|(until, _)| *until).min() else { panic!("the tasks wait for nothing") };
            world.wechat.clock().advance_to(next);
            timers.into_iter().for_each(|(_, waker)| waker.wake());
        }
        tasks.retain_mut(|task| task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

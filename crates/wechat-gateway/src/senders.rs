//! A fixed number of requests to the service at once, and a bounded queue before them.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::block_in_place;
use tokio::time::timeout;

use crate::metrics::Metrics;

/// Who may send. The thread that read a request of a worker also sends it, waits for the response and passes it on;
/// before it sends, another thread takes over all other connections. A thread of its own for each sender would be woken
/// for the request, and the first one again for the response.
pub(crate) struct Senders {
    places: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
    patience: Duration,
    metrics: Arc<Metrics>,
}

/// Why a job has no result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoResult {
    /// It was not begun.
    NotBegun,
    /// It panicked.
    Broken,
}

/// One thread for the connections, and one for each sender.
pub(crate) fn runtime(senders: usize) -> std::io::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).max_blocking_threads(senders.saturating_add(1)).thread_name("gateway-sender");
    builder.enable_io().enable_time().build()
}

impl Senders {
    /// `patience` is how long a job may wait for a place.
    pub(crate) fn new(places: usize, queue: usize, patience: Duration, metrics: Arc<Metrics>) -> Self {
        let places = Semaphore::new(places);
        Self { places, waiting: AtomicUsize::new(0), most_waiting: queue, patience, metrics }
    }

    /// Runs `work`, which blocks, on this thread. It is not begun when the queue is full, when it has waited too long,
    /// or when the worker has gone in the meantime: this future was dropped.
    pub(crate) async fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, NoResult> {
        let _place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => self.wait().await?,
        };
        once_more().await;
        block_in_place(|| catch_unwind(AssertUnwindSafe(work))).map_err(|_| NoResult::Broken)
    }

    async fn wait(&self) -> Result<SemaphorePermit<'_>, NoResult> {
        let _waiting = Waiting::begin(self).ok_or(NoResult::NotBegun)?;
        let place = timeout(self.patience, self.places.acquire()).await;
        place.map_err(|_| NoResult::NotBegun)?.map_err(|_| NoResult::NotBegun)
    }
}

/// Ends the current poll of this task, and goes on in the next one.
///
/// The body of a request has woken the task that now reads it. If the task blocked before it ended its poll, the
/// wake-up would be left over, and wake the thread that has the other connections by then.
async fn once_more() {
    let mut is_second = false;
    poll_fn(|context| {
        if is_second {
            return Poll::Ready(());
        }
        is_second = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// One job in the queue.
struct Waiting<'a>(&'a Senders);

impl<'a> Waiting<'a> {
    /// `None` when the queue is full.
    fn begin(senders: &'a Senders) -> Option<Self> {
        let this = Self(senders);
        senders.metrics.queued.add(1);
        (senders.waiting.fetch_add(1, Ordering::Relaxed) < senders.most_waiting).then_some(this)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.metrics.queued.add(-1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn senders(queue: usize, patience: Duration) -> Arc<Senders> {
        Arc::new(Senders::new(1, queue, patience, Arc::default()))
    }

    /// Takes the only place; the job ends when the channel is dropped.
    fn occupy(runtime: &Runtime, senders: &Arc<Senders>) -> mpsc::Sender<()> {
        let (open, gate) = mpsc::channel::<()>();
        let (begun, first) = mpsc::channel();
        let senders = Arc::clone(senders);
        runtime.spawn(async move {
            let running = senders.run(move || {
                begun.send(()).unwrap();
                assert!(gate.recv().is_err());
            });
            running.await.unwrap();
        });
        first.recv().unwrap();
        open
    }

    #[test]
    fn a_panic_ends_one_job_and_gives_its_place_back() {
        let (runtime, senders) = (runtime(1).unwrap(), senders(1, Duration::from_secs(60)));
        assert_eq!(runtime.block_on(senders.run(|| panic!("a job"))), Err::<(), _>(NoResult::Broken));
        assert_eq!(runtime.block_on(senders.run(|| 7)), Ok(7));
    }

    #[test]
    fn a_full_queue_refuses_at_once_and_other_connections_go_on() {
        let (runtime, senders) = (runtime(1).unwrap(), senders(1, Duration::from_secs(60)));
        let open = occupy(&runtime, &senders);
        let waiting = runtime.spawn({
            let senders = Arc::clone(&senders);
            async move { senders.run(|| 1).await }
        });
        while senders.metrics.queued.get() == 0 {
            std::thread::yield_now();
        }
        let second = runtime.spawn({
            let senders = Arc::clone(&senders);
            async move { senders.run(|| 2).await }
        });
        assert_eq!(runtime.block_on(second).unwrap(), Err(NoResult::NotBegun));
        drop(open);
        assert_eq!(runtime.block_on(waiting).unwrap(), Ok(1));
        assert_eq!(senders.metrics.queued.get(), 0);
    }

    #[test]
    fn a_job_that_waited_too_long_is_not_begun() {
        let (runtime, senders) = (runtime(1).unwrap(), senders(1, Duration::ZERO));
        let open = occupy(&runtime, &senders);
        assert_eq!(runtime.block_on(senders.run(|| 1)), Err(NoResult::NotBegun));
        drop(open);
        assert_eq!(senders.metrics.queued.get(), 0);
    }

    #[test]
    fn a_job_whose_worker_has_gone_is_not_begun_and_leaves_the_queue() {
        let (runtime, senders) = (runtime(1).unwrap(), senders(1, Duration::from_secs(60)));
        let open = occupy(&runtime, &senders);
        let begun = Arc::new(AtomicUsize::new(0));
        let waiting = runtime.spawn({
            let (senders, begun) = (Arc::clone(&senders), Arc::clone(&begun));
            async move { senders.run(|| begun.fetch_add(1, Ordering::Relaxed)).await }
        });
        while senders.metrics.queued.get() == 0 {
            std::thread::yield_now();
        }
        waiting.abort();
        assert!(runtime.block_on(waiting).unwrap_err().is_cancelled());
        assert_eq!(senders.metrics.queued.get(), 0);
        drop(open);
        assert_eq!(runtime.block_on(senders.run(|| 1)), Ok(1));
        assert_eq!(begun.load(Ordering::Relaxed), 0);
    }
}

//! A fixed number of threads that send, and a bounded queue before them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::metrics::Metrics;

type Job = Box<dyn FnOnce() + Send>;

/// The threads end when this is dropped.
pub(crate) struct Senders {
    queue: Arc<Queue>,
    patience: Duration,
    metrics: Arc<Metrics>,
}

/// A condition variable wakes one thread for one job. The channels of the standard library spin before they sleep, and
/// a lock around their receiver wakes a second thread.
struct Queue {
    most: usize,
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    is_closed: bool,
}

/// Why a job has no result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoResult {
    /// It was not begun.
    NotBegun,
    /// It panicked.
    Broken,
}

impl Senders {
    /// `patience` is how long a job may wait for a thread.
    pub(crate) fn start(
        threads: usize,
        queue: usize,
        patience: Duration,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let waiting = Mutex::default();
        let this = Self { queue: Arc::new(Queue { most: queue, waiting, changed: Condvar::new() }), patience, metrics };
        for number in 0..threads {
            let queue = Arc::clone(&this.queue);
            thread::Builder::new().name(format!("gateway-sender-{number}")).spawn(move || queue.work())?;
        }
        Ok(this)
    }

    /// Runs `work` on one of the threads. It is not begun when the queue is full, when it has waited too long, or when
    /// the worker has gone in the meantime: this future was dropped.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoResult> {
        let (reply, result) = oneshot::channel();
        let (queued, patience, metrics) = (Instant::now(), self.patience, Arc::clone(&self.metrics));
        let job = move || {
            metrics.queued.add(-1);
            if queued.elapsed() > patience || reply.is_closed() {
                drop(reply.send(Err(NoResult::NotBegun)));
                return;
            }
            let done = catch_unwind(AssertUnwindSafe(work)).map_err(|_| NoResult::Broken);
            drop(reply.send(done));
        };
        self.metrics.queued.add(1);
        if !self.queue.push(Box::new(job)) {
            self.metrics.queued.add(-1);
            return Err(NoResult::NotBegun);
        }
        result.await.unwrap_or(Err(NoResult::Broken))
    }
}

impl Drop for Senders {
    fn drop(&mut self) {
        self.queue.lock().is_closed = true;
        self.queue.changed.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// False when there is no room.
    fn push(&self, job: Job) -> bool {
        let mut waiting = self.lock();
        if waiting.jobs.len() >= self.most {
            return false;
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.changed.notify_one();
        true
    }

    /// One thread.
    fn work(&self) {
        while let Some(job) = self.next() {
            job();
        }
    }

    /// The next job; `None` when there will be none.
    fn next(&self) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.jobs.pop_front() {
                return Some(job);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Future, poll_fn};
    use std::pin::Pin;
    use std::task::Poll;

    use super::*;

    /// Polls once, and expects no result yet.
    async fn begin<F: Future>(mut future: Pin<&mut F>) {
        poll_fn(|context| {
            assert!(future.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn senders(queue: usize, patience: Duration) -> Senders {
        Senders::start(1, queue, patience, Arc::default()).unwrap()
    }

    #[test]
    fn a_panic_ends_one_job_and_no_thread() {
        let senders = senders(1, Duration::from_secs(60));
        assert_eq!(block_on(senders.run(|| panic!("a job"))), Err::<(), _>(NoResult::Broken));
        assert_eq!(block_on(senders.run(|| 7)), Ok(7));
    }

    #[test]
    fn a_full_queue_refuses_at_once() {
        let senders = senders(1, Duration::from_secs(60));
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let (begun, first) = std::sync::mpsc::channel();
        block_on(async {
            let running = senders.run(move || {
                begun.send(()).unwrap();
                gate.recv().unwrap();
            });
            let mut running = Box::pin(running);
            begin(running.as_mut()).await;
            first.recv().unwrap();
            let mut waiting = Box::pin(senders.run(|| 1));
            begin(waiting.as_mut()).await;
            assert_eq!(senders.metrics.queued.get(), 1);
            assert_eq!(senders.run(|| 2).await, Err(NoResult::NotBegun));
            open.send(()).unwrap();
            assert_eq!((running.await, waiting.await), (Ok(()), Ok(1)));
        });
        assert_eq!(senders.metrics.queued.get(), 0);
    }

    #[test]
    fn a_job_that_waited_too_long_is_not_begun() {
        let senders = senders(1, Duration::ZERO);
        assert_eq!(block_on(senders.run(|| 1)), Err(NoResult::NotBegun));
    }
}

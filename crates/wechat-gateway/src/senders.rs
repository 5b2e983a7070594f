//! A fixed number of threads that send, and a bounded queue before them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::metrics::Metrics;

type Job = Box<dyn FnOnce() + Send>;

/// Clones share the threads. They end when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Senders {
    queue: SyncSender<Job>,
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

impl Senders {
    /// `patience` is how long a job may wait for a thread.
    pub(crate) fn start(
        threads: usize,
        queue: usize,
        patience: Duration,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new().name(format!("gateway-sender-{number}")).spawn(move || work(&receiver))?;
        }
        Ok(Self { queue: sender, patience, metrics })
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
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = self.queue.try_send(Box::new(job)) {
            self.metrics.queued.add(-1);
            return Err(NoResult::NotBegun);
        }
        result.await.unwrap_or(Err(NoResult::Broken))
    }
}

fn work(queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        job();
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

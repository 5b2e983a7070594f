//! An export without this library: the pages on one thread, the batches on as many as there may be requests in flight.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::Failure;
use crate::contender::probe;
use crate::job::Target;
use crate::totals::Totals;

/// One connection that can fetch both kinds of response.
pub trait Exporter: Sized + Send {
    /// Fetches a token.
    ///
    /// # Errors
    ///
    /// When there is no response.
    fn open(target: &Target) -> Result<Self, Failure>;

    /// One more with the same token.
    ///
    /// # Errors
    ///
    /// When no connection can be opened.
    fn another(&self) -> Result<Self, Failure>;

    /// Fetches a page and writes the bodies of its batches.
    ///
    /// # Errors
    ///
    /// When there is no response, or not the expected one.
    fn page(&mut self, cursor: &str) -> Result<Page, Failure>;

    /// Fetches a batch and counts it.
    ///
    /// # Errors
    ///
    /// When there is no response, or not the expected one.
    fn batch(&mut self, body: &[u8], totals: &mut Totals) -> Result<(), Failure>;
}

/// A page, ready to be worked through.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Page {
    /// Bodies of batches.
    pub batches: Vec<Vec<u8>>,
    /// The cursor of the next page; empty past the end.
    pub next: String,
}

/// Exports all followers.
///
/// # Errors
///
/// The first of any request.
pub fn export<E: Exporter>(target: &Target, in_flight: usize) -> Result<Totals, Failure> {
    let mut first = E::open(target)?;
    if in_flight > 1 {
        return side_by_side(first, in_flight);
    }
    let mut totals = Totals::default();
    let mut cursor = String::new();
    loop {
        let page = first.page(&cursor)?;
        if page.batches.is_empty() {
            return Ok(totals);
        }
        for body in page.batches {
            first.batch(&body, &mut totals)?;
            probe::look();
        }
        cursor = page.next;
    }
}

fn side_by_side<E: Exporter>(mut first: E, in_flight: usize) -> Result<Totals, Failure> {
    // Room for the batches of one page: the next page is fetched while they are under way.
    let (sender, receiver) = sync_channel::<Vec<u8>>(100);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for _ in 0..in_flight {
            let mut exporter = first.another()?;
            let receiver = &receiver;
            workers.push(scope.spawn(move || work(&mut exporter, receiver)));
        }
        let mut cursor = String::new();
        loop {
            let page = first.page(&cursor)?;
            if page.batches.is_empty() {
                break;
            }
            for body in page.batches {
                sender.send(body)?;
            }
            cursor = page.next;
        }
        drop(sender);
        let mut totals = Totals::default();
        for worker in workers {
            totals.merge(&worker.join().map_err(|_| "a worker panicked")??);
        }
        Ok(totals)
    })
}

fn work<E: Exporter>(exporter: &mut E, jobs: &Mutex<Receiver<Vec<u8>>>) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(body) = job else { return Ok(totals) };
        exporter.batch(&body, &mut totals)?;
    }
}

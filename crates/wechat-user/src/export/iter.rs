//! An export as an iterator.

use std::iter::FusedIterator;

use wechat_user_core::OpenId;
use wechat_user_core::export::{Export, ExportItem};

use crate::bulk::Feed;
use crate::bulk::feed::Source;
use crate::drive::{Drive, Next};
use crate::export::outlook::Gauge;
use crate::export::summary::Summary;
use crate::shared::Handle;

/// The items of an export that makes one call at a time. Dropping it ends the export.
#[must_use = "nothing is sent until an item is asked for"]
pub struct ExportIter<S> {
    handle: Handle,
    /// `None` if the checkpoint was refused.
    drive: Option<Drive<Export>>,
    source: Source<S>,
    summary: Summary,
    meter: Gauge,
}

impl<S: Iterator> ExportIter<S> {
    pub(super) fn new(handle: Handle, export: Option<Export>, source: S, summary: Summary, meter: Gauge) -> Self {
        let drive = export.map(|export| Drive::new(handle.clone(), export));
        Self { handle, drive, source: Source::new(source), summary, meter }
    }

    /// The counts of what was yielded; how the export ended, once it has.
    pub fn summary(&self) -> Summary {
        let mut summary = self.summary.clone();
        if let Some(drive) = &self.drive {
            summary.end(drive.machine(), self.source.error.as_ref());
        }
        summary
    }

    /// No more items are wanted.
    pub(super) fn into_summary(mut self) -> Summary {
        self.meter.finish();
        self.summary()
    }
}

impl<S> Iterator for ExportIter<S>
where
    S: Iterator,
    S::Item: Feed<OpenId>,
{
    type Item = ExportItem;

    fn next(&mut self) -> Option<ExportItem> {
        let drive = self.drive.as_mut()?;
        if !self.handle.is_cancelled() {
            // A full batch, so that the next item never waits for more of them.
            self.source.fill(drive.machine_mut());
        }
        match drive.advance() {
            Next::Item(item) => {
                self.summary.count(&item);
                self.meter.count(&item);
                Some(item)
            }
            Next::Ended(_) => {
                self.meter.finish();
                None
            }
        }
    }
}

impl<S> FusedIterator for ExportIter<S>
where
    S: Iterator,
    S::Item: Feed<OpenId>,
{
}

impl<S> std::fmt::Debug for ExportIter<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ExportIter").field(&self.drive).finish()
    }
}

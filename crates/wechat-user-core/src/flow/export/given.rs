//! Openids that the caller gives.

use crate::endpoints::users::OpenIdList;
use crate::flow::export::checkpoint::Checkpoint;
use crate::flow::export::part::{LIMIT, Page};
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;

/// Collects openids to full batches; on resume, passes over those that were handed out.
pub(super) struct Given {
    /// How many are still to be passed over.
    skip: u64,
    /// The last one that is passed over.
    last: Option<OpenId>,
    gathered: OpenIdList,
    /// How many came before the gathered ones.
    before: u64,
    finished: bool,
}

impl Given {
    pub(super) fn from(checkpoint: &Checkpoint) -> Self {
        let (skip, last) = (checkpoint.offset, checkpoint.last.last().cloned());
        Self { skip, last, gathered: OpenIdList::default(), before: checkpoint.offset, finished: false }
    }

    pub(super) const fn is_finished(&self) -> bool {
        self.finished
    }

    /// Takes the next openid; returns a full batch.
    pub(super) fn push(&mut self, openid: &OpenId) -> Result<Option<Page>, InputError> {
        if self.skip > 0 {
            self.skip -= 1;
            if self.skip == 0 && self.last.as_ref() != Some(openid) {
                return Err(InputError::CheckpointOpenIds { problem: "the last one that was exported is another one" });
            }
            return Ok(None);
        }
        // A batch never is as long as the list may be.
        let _ = self.gathered.push(openid);
        Ok((self.gathered.len() >= LIMIT).then(|| self.page()))
    }

    /// No more will come; returns the last batch.
    pub(super) fn finish(&mut self) -> Result<Option<Page>, InputError> {
        self.finished = true;
        if self.skip > 0 {
            return Err(InputError::CheckpointOpenIds { problem: "there are fewer than were exported" });
        }
        Ok((!self.gathered.is_empty()).then(|| self.page()))
    }

    fn page(&mut self) -> Page {
        let openids = core::mem::take(&mut self.gathered);
        let offset = self.before;
        self.before += openids.len() as u64;
        Page { openids, cursor: None, offset }
    }
}

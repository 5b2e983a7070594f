//! What the response to a request means: profiles to hand out in their turn, another try, or the end of the export.

use alloc::vec::Vec;

use super::Export;
use crate::endpoints::users::{GetUsers, UserList};
use crate::errors::error::Error;
use crate::flow::bulk::BulkEnd;
use crate::flow::bulk::trials::{Decision, Try};
use crate::flow::bulk::verdict::is_foreign;
use crate::flow::export::item::ExportItem;
use crate::flow::export::part::{LIMIT, Part};
use crate::flow::export::task::{Response, Task, What};
use crate::flow::export::walk::Walk;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;
use crate::wire::endpoint::Endpoint;

/// A batch that is done.
pub(super) struct Ready {
    part: Part,
    users: UserList,
    missing: Vec<OpenId>,
    failed: Vec<(OpenId, Error)>,
}

impl Export {
    /// The next batch of the list, if it is there.
    pub(super) fn next_item(&mut self) -> Option<ExportItem> {
        let first = self.ready.first_entry().filter(|first| *first.key() == self.checkpoint.count)?;
        let Ready { part, users, missing, failed } = first.remove();
        part.pass(&mut self.checkpoint);
        let (total, checkpoint) = (self.listed.total, self.checkpoint.clone());
        Some(ExportItem { users, missing, failed, total, checkpoint })
    }

    /// A request has its result.
    pub(super) fn take(&mut self, what: What, task: Task, result: Result<Response, Error>, now: Timestamp) {
        match (what, task, result) {
            (What::Page(cursor), Task::Page(mut walk), Ok(Response::Page(page))) => {
                self.trials.progress();
                self.listed.total = page.total.or(self.listed.total);
                let (page, new) = walk.take(page, cursor);
                self.queue.push_page(page, new);
                self.put_back(walk);
            }
            (What::Batch(part), _, Ok(Response::Batch(users))) => {
                self.trials.progress();
                let (users, missing) = users.in_order_of(part.texts());
                self.ready.insert(part.position, Ready { part, users, missing, failed: Vec::new() });
            }
            (What::Page(_), Task::Page(walk), Err(error)) => self.page_failed(walk, &error, now),
            (What::Batch(part), _, Err(error)) => self.batch_failed(part, &error, now),
            // A lane yields what was asked of it.
            (What::Batch(part), ..) => self.queue.put_back(part),
            (What::Page(_), ..) => {}
        }
    }

    /// A request ended without a result: the list is over, or the export.
    pub(super) fn over(&mut self, what: What, task: Task) {
        match (what, task) {
            (What::Page(_), Task::Page(walk)) => self.put_back(walk),
            (What::Batch(part), _) => self.queue.put_back(part),
            (What::Page(_), Task::Batch(_)) => {}
        }
    }

    fn put_back(&mut self, walk: Walk) {
        self.listed.stopped = walk.stopped();
        self.walk = Some(walk);
    }

    fn page_failed(&mut self, mut walk: Walk, error: &Error, now: Timestamp) {
        // One item, although the call takes no list: an error of the item is then that of the cursor.
        let tried = Try { items: 1, limit: LIMIT, repeats: walk.repeats, replay: GetUsers::SPEC.replay() };
        match self.trials.decide(error, tried, now) {
            Decision::Later | Decision::Again => walk.ask_again(),
            Decision::End(end) => self.end(end),
            Decision::Fail | Decision::Halve if is_foreign(error) => {
                if !walk.ask_after_another() {
                    self.end(BulkEnd::Call(error.clone()));
                }
            }
            Decision::Fail | Decision::Halve => self.end(BulkEnd::Service(error.clone())),
        }
        self.put_back(walk);
    }

    fn batch_failed(&mut self, mut part: Part, error: &Error, now: Timestamp) {
        let replay = GetUsers::SPEC.replay();
        let tried = Try { items: part.len(), limit: LIMIT, repeats: part.repeats, replay };
        match self.trials.decide(error, tried, now) {
            Decision::Fail => self.fail(part, error),
            Decision::Halve => part.halves().into_iter().for_each(|half| self.queue.put_back(half)),
            Decision::Later => self.queue.put_back(part),
            Decision::Again => {
                part.repeats += 1;
                self.queue.put_back(part);
            }
            Decision::End(end) => self.end(end),
        }
    }

    /// The profiles of these users cannot be had.
    pub(super) fn fail(&mut self, part: Part, error: &Error) {
        let end = self.trials.failed(error, part.len(), LIMIT);
        let failed = part.openids().into_iter().map(|openid| (openid, error.clone())).collect();
        let (users, missing) = (UserList::default(), Vec::new());
        self.ready.insert(part.position, Ready { part, users, missing, failed });
        if let Some(end) = end {
            self.end(end);
        }
    }
}

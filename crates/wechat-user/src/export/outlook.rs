//! How long an export is: its plan before the start, its progress after it.

use wechat_user_core::blacklist::GetBlacklist;
use wechat_user_core::export::{Checkpoint, ExportItem, Listing};
use wechat_user_core::tags::{GetTagMembers, GetTags};
use wechat_user_core::users::{GetFollowers, GetUsers};
use wechat_user_core::{Endpoint, Error};

use crate::meter::Meter;
use crate::plan::{Plan, PlannedCalls};
use crate::shared::Handle;

/// So many profiles in one call.
const PROFILES: usize = 100;
/// So many openids on a page of the followers. No document says how many a page of a tag has.
const FOLLOWERS: u64 = 10_000;
/// So many openids on a page of the blacklist.
const BLACKLIST: u64 = 1_000;

/// The progress of an export.
pub(super) struct Gauge {
    meter: Meter,
    expected: Option<u64>,
    /// No user is handed out beyond this position.
    most: u64,
}

impl Gauge {
    pub(super) fn new(handle: &Handle, before: u64, expected: Option<u64>, limit: Option<u64>) -> Self {
        let most = limit.map_or(u64::MAX, |limit| before.saturating_add(limit));
        Self { meter: Meter::new(handle, GetUsers::SPEC.path(), PROFILES, before, None), expected, most }
    }

    pub(super) fn count(&mut self, item: &ExportItem) {
        let total = item.total.or(self.expected).map(|total| total.min(self.most));
        // A user may have arrived since the service counted.
        self.meter.set_total(total.map(|total| total.max(item.checkpoint.count())));
        self.meter.count(item.len() as u64);
    }

    pub(super) fn finish(&mut self) {
        self.meter.finish();
    }
}

/// What an export from this place on costs.
pub(super) fn plan(
    handle: &Handle,
    from: &Checkpoint,
    expected: Option<u64>,
    limit: Option<u64>,
) -> Result<Plan, Error> {
    let total = match expected {
        Some(expected) => Some(expected),
        None => total(handle, from)?,
    };
    let left = total.map(|total| if from.is_finished() { 0 } else { total.saturating_sub(from.count()) });
    let users = left.map(|left| left.min(limit.unwrap_or(u64::MAX)));
    // A page more, which is empty and ends the list.
    let pages = |page: u64| users.map(|users| if users == 0 { 0 } else { users.div_ceil(page) + 1 });
    let mut calls = Vec::new();
    match from.listing() {
        Listing::Followers => calls.push(PlannedCalls::ask(handle, GetFollowers::SPEC.path(), pages(FOLLOWERS))?),
        Listing::Tag(_) => calls.push(PlannedCalls::ask(handle, GetTagMembers::SPEC.path(), pages(FOLLOWERS))?),
        Listing::Blacklist => calls.push(PlannedCalls::ask(handle, GetBlacklist::SPEC.path(), pages(BLACKLIST))?),
        _ => {}
    }
    let batches = users.map(|users| users.div_ceil(PROFILES as u64));
    calls.push(PlannedCalls::ask(handle, GetUsers::SPEC.path(), batches)?);
    Ok(Plan::new(users, calls))
}

/// How many users the service says the list has.
fn total(handle: &Handle, from: &Checkpoint) -> Result<Option<u64>, Error> {
    let last = from.last().cloned();
    match from.listing() {
        Listing::Followers => Ok(handle.call(&last.map_or_else(GetFollowers::new, GetFollowers::after))?.total),
        Listing::Blacklist => Ok(handle.call(&last.map_or_else(GetBlacklist::new, GetBlacklist::after))?.total),
        Listing::Tag(id) => {
            let tags = handle.call(&GetTags::new())?.tags;
            Ok(tags.into_iter().find(|tag| tag.id == id).and_then(|tag| tag.count))
        }
        _ => Ok(None),
    }
}

//! Who began and ceased to follow, when, and through which channel. The figures of the user statistics come from it.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::calendar;
use super::followers::User;

/// How many changes are kept one by one. The counts include those that were dropped.
const KEPT: usize = 100_000;

/// The changes since the account was generated. The generated followers began to follow before.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct History {
    #[serde(skip)]
    changes: VecDeque<Change>,
    /// By day, and then by channel.
    counts: BTreeMap<u32, BTreeMap<i64, Counts>>,
}

/// One user began or ceased to follow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) at: Timestamp,
    pub(crate) user: User,
    /// The channel through which they began to follow.
    pub(crate) source: i64,
    pub(crate) follows: bool,
}

/// How many users began and ceased to follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) new: u64,
    pub(crate) cancelled: u64,
}

impl History {
    pub(crate) fn record(&mut self, change: Change) {
        let counts = self.counts.entry(calendar::day_of(change.at)).or_default().entry(change.source).or_default();
        if change.follows {
            counts.new += 1;
        } else {
            counts.cancelled += 1;
        }
        if self.changes.len() == KEPT {
            self.changes.pop_front();
        }
        self.changes.push_back(change);
    }

    /// The last changes, oldest first.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter()
    }

    /// The counts of one day, by channel.
    pub(crate) fn of_day(&self, day: u32) -> BTreeMap<i64, Counts> {
        self.counts.get(&day).cloned().unwrap_or_default()
    }

    /// How many users began and ceased to follow up to the end of this day.
    pub(crate) fn until(&self, day: u32) -> Counts {
        self.counts.range(..=day).flat_map(|(_, by_source)| by_source.values()).fold(
            Counts::default(),
            |sum, counts| Counts { new: sum.new + counts.new, cancelled: sum.cancelled + counts.cancelled },
        )
    }
}

/// The number of a channel in the user statistics (`user_source`), from its name in profiles (`subscribe_scene`).
pub(crate) fn source_of(subscribe_scene: &str) -> i64 {
    match subscribe_scene {
        "ADD_SCENE_SEARCH" => 1,
        "ADD_SCENE_PROFILE_CARD" => 17,
        "ADD_SCENE_QR_CODE" => 30,
        "ADD_SCENE_PROFILE_LINK" => 57,
        "ADD_SCENE_WECHAT_ADVERTISEMENT" => 100,
        "ADD_SCENE_WXA" => 149,
        "ADD_SCENE_REPRINT" => 161,
        "ADD_SCENE_CHANNELS" => 200,
        "ADD_SCENE_LIVESTREAM" => 201,
        _ => 0,
    }
}

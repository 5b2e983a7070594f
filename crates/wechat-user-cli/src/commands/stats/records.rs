//! The lines of `wechat-user stats`.

use serde::Serialize;
use wechat_user::statistics::{Day, Growth, Period, SourceGrowth, Totals};

use crate::output::{Cell, Record};

/// New and lost followers of a day; `None` if they are not ready.
#[derive(Serialize)]
pub(super) struct DayRecord {
    day: Day,
    new: Option<u64>,
    cancelled: Option<u64>,
    net: Option<i64>,
    ready: bool,
}

/// New and lost followers of a day through one channel; `None` if they are not ready.
#[derive(Serialize)]
pub(super) struct SourceRecord {
    day: Day,
    source: Option<i64>,
    name: Option<&'static str>,
    new: Option<u64>,
    cancelled: Option<u64>,
    ready: bool,
}

/// The followers at the end of a day; `None` if the figure is not ready.
#[derive(Serialize)]
pub(super) struct TotalRecord {
    day: Day,
    followers: Option<u64>,
    ready: bool,
    /// Whether the service sent a figure for this day.
    reported: bool,
}

impl DayRecord {
    pub(super) fn all(growth: &Growth) -> Vec<Self> {
        let ready = growth.days.iter().map(|day| Self {
            day: day.day,
            new: Some(day.new_users()),
            cancelled: Some(day.cancelled()),
            net: Some(day.net()),
            ready: true,
        });
        let not_ready =
            days(growth.not_ready).map(|day| Self { day, new: None, cancelled: None, net: None, ready: false });
        ready.chain(not_ready).collect()
    }
}

impl SourceRecord {
    pub(super) fn all(growth: &Growth) -> Vec<Self> {
        let ready = growth.days.iter().flat_map(|day| {
            day.sources.iter().map(|&SourceGrowth { source, new_users, cancelled, .. }| Self {
                day: day.day,
                source: Some(source.code()),
                name: Some(source.name()),
                new: Some(new_users),
                cancelled: Some(cancelled),
                ready: true,
            })
        });
        let not_ready = days(growth.not_ready).map(|day| Self {
            day,
            source: None,
            name: None,
            new: None,
            cancelled: None,
            ready: false,
        });
        ready.chain(not_ready).collect()
    }
}

impl TotalRecord {
    pub(super) fn all(totals: &Totals) -> Vec<Self> {
        let ready = totals.days.iter().map(|total| Self {
            day: total.day,
            followers: Some(total.followers),
            ready: true,
            reported: total.reported,
        });
        let not_ready = days(totals.not_ready).map(|day| Self { day, followers: None, ready: false, reported: false });
        ready.chain(not_ready).collect()
    }
}

fn days(period: Option<Period>) -> impl Iterator<Item = Day> {
    period.into_iter().flat_map(Period::days)
}

fn whole(value: impl ToString) -> Cell<'static> {
    Cell::whole(value.to_string())
}

impl Record for DayRecord {
    const COLUMNS: &'static [&'static str] = &["day", "new", "cancelled", "net", "ready"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Self { day, new, cancelled, net, ready } = self;
        vec![whole(day), (*new).into(), (*cancelled).into(), (*net).into(), whole(ready)]
    }
}

impl Record for SourceRecord {
    const COLUMNS: &'static [&'static str] = &["day", "source", "name", "new", "cancelled", "ready"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Self { day, source, name, new, cancelled, ready } = self;
        vec![whole(day), (*source).into(), (*name).into(), (*new).into(), (*cancelled).into(), whole(ready)]
    }
}

impl Record for TotalRecord {
    const COLUMNS: &'static [&'static str] = &["day", "followers", "ready"];
    const ONLY_JSON: &'static [&'static str] = &["reported"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![whole(self.day), self.followers.into(), whole(self.ready)]
    }
}

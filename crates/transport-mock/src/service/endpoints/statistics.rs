//! `/datacube/*` (用户分析): figures that are counted from the history of follows and unfollows.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::calendar;
use crate::service::state::history::{Counts, source_of};
use crate::service::state::profile::Formula;
use crate::service::wire::refusal::{Refusal, Reply};

/// 2014-12-01, the first day with figures.
const FIRST: u32 = 16_405;
/// The most days of a call.
const MOST: u32 = 7;
/// The figures of a day are ready this long after its end.
const LATE: Duration = Duration::from_secs(8 * 3_600);

/// `POST datacube/getusersummary` with `{"begin_date":"2014-12-02","end_date":"2014-12-07"}`: a row a day and channel with
/// a change.
pub(super) fn summary(account: &mut Account, call: &Call<'_>) -> Reply {
    let days = days(call)?;
    let mut json = account.json();
    json.key("list").open_array();
    for day in days {
        let date = calendar::write(day);
        for (source, Counts { new, cancelled }) in account.changes_of(day) {
            json.open_object().key("ref_date").text(&date).key("user_source").integer(source);
            json.key("new_user").integer(new).key("cancel_user").integer(cancelled).close_object();
        }
    }
    json.close_array();
    Ok(json.finish())
}

/// `POST datacube/getusercumulate` with the same body: a row a day.
pub(super) fn cumulate(account: &mut Account, call: &Call<'_>) -> Reply {
    let days = days(call)?;
    let mut json = account.json();
    json.key("list").open_array();
    for day in days {
        json.open_object().key("ref_date").text(&calendar::write(day));
        json.key("cumulate_user").integer(account.followers_after(day)).close_object();
    }
    json.close_array();
    Ok(json.finish())
}

/// The days of a body: 61500 malformed, 61501 not legal or not over, 61503 not ready.
fn days(call: &Call<'_>) -> Result<RangeInclusive<u32>, Refusal> {
    let date = |pointer| calendar::read(call.text(pointer).unwrap_or_default()).ok_or(Refusal::new(61500));
    let (from, to) = (date("/begin_date")?, date("/end_date")?);
    let today = calendar::day_of(call.now);
    if from > to || from < FIRST || to - from >= MOST || to >= today {
        return Err(Refusal::new(61501));
    }
    let since_midnight = call.now.as_unix_secs() - calendar::start_of(today);
    if to + 1 == today && since_midnight < LATE.as_secs() {
        return Err(Refusal::new(61503));
    }
    Ok(from..=to)
}

impl Account {
    /// How many users began and ceased to follow on a day, by channel.
    fn changes_of(&self, day: u32) -> BTreeMap<i64, Counts> {
        let mut counts = self.history.of_day(day);
        for cycle in 0..=self.followers.generated() / Formula::CYCLE {
            let began_by = |day| cycle * Formula::CYCLE + self.began_in_cycle(cycle, day);
            for number in began_by(day)..began_by(day + 1) {
                counts.entry(source_of(self.formula.scene(number))).or_default().new += 1;
            }
        }
        if !self.settings.cancels_by_channel {
            let cancelled = counts.values_mut().map(|counts| std::mem::take(&mut counts.cancelled)).sum();
            counts.entry(0).or_default().cancelled = cancelled;
        }
        counts.retain(|_, counts| *counts != Counts::default());
        counts
    }

    /// How many users followed at the end of a day.
    fn followers_after(&self, day: u32) -> u64 {
        let Counts { new, cancelled } = self.history.until(day);
        (self.began_by(day + 1) + new).saturating_sub(cancelled)
    }

    /// How many of the generated followers had begun to follow when this day began.
    fn began_by(&self, day: u32) -> u64 {
        (0..=self.followers.generated() / Formula::CYCLE).map(|cycle| self.began_in_cycle(cycle, day)).sum()
    }

    /// The same of one cycle of numbers, which are in the order in which the users began to follow.
    fn began_in_cycle(&self, cycle: u64, day: u32) -> u64 {
        let moment = calendar::start_of(day);
        let (mut low, mut high) = (0, (self.followers.generated() - cycle * Formula::CYCLE).min(Formula::CYCLE));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.formula.followed_at(middle) < moment { low = middle + 1 } else { high = middle }
        }
        low
    }
}

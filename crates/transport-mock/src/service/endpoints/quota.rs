//! `/cgi-bin/openapi/quota/*` and `/cgi-bin/clear_quota` (API 调用额度).

use serde_json::Value;
use wechat_user_core::Timestamp;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// How often a month all counters can be reset at once.
const CLEARS_A_MONTH: u32 = 10;

/// `POST openapi/quota/get` with `{"cgi_path":"/cgi-bin/.."}`. A path without a limit has zeros.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Reply {
    let path = account.cgi_path(call)?;
    let (daily, minute) = account.quotas.of(call.now, path);
    let (daily_limit, used) = daily.map_or((0, 0), |(limit, used)| (limit, used));
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("quota").open_object();
    json.key("daily_limit").integer(daily_limit).key("used").integer(used);
    json.key("remain").integer(daily_limit.saturating_sub(used)).close_object();
    if let Some(limit) = minute {
        json.key("rate_limit").open_object().key("call_count").integer(limit).key("refresh_second").integer(60);
        json.close_object();
    }
    Ok(json.finish())
}

/// `POST openapi/quota/clear` with `{"cgi_path":"/cgi-bin/.."}`.
pub(super) fn clear(account: &mut Account, call: &Call<'_>) -> Reply {
    let path = account.cgi_path(call)?;
    account.quotas.clear(path);
    ok()
}

/// `POST clear_quota` with `{"appid":".."}`.
pub(super) fn clear_all(account: &mut Account, call: &Call<'_>) -> Reply {
    account.check_app_id(call.text("/appid").filter(|text| !text.is_empty()))?;
    account.clear_all(call.now)
}

/// `POST clear_quota/v2` with `appid` and `appsecret`, in the query or in the body: the documents show both.
pub(super) fn clear_all_by_secret(account: &mut Account, call: &Call<'_>) -> Reply {
    let body: Value = serde_json::from_slice(call.bytes).unwrap_or_default();
    let get = |name: &str| {
        let in_body = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        in_body.map(str::to_owned).or_else(|| call.param(name).map(std::borrow::Cow::into_owned))
    };
    account.check_app_id(get("appid").as_deref())?;
    account.check_secret(get("appsecret").as_deref())?;
    account.clear_all(call.now)
}

impl Account {
    /// The endpoint that a call asks about, if it exists and has a quota.
    fn cgi_path(&self, call: &Call<'_>) -> Result<&'static str, Refusal> {
        let path = call.text("/cgi_path").unwrap_or_default();
        if path.starts_with("/sns/") {
            return Err(Refusal::new(76022));
        }
        (call.known_path)(path).ok_or(Refusal::new(self.settings.bad_cgi_path))
    }

    fn clear_all(&mut self, now: Timestamp) -> Reply {
        let month = month_in_china(now);
        if self.quotas.cleared.0 != month {
            self.quotas.cleared = (month, 0);
        }
        if self.quotas.cleared.1 >= CLEARS_A_MONTH {
            return Err(Refusal::new(48006));
        }
        self.quotas.cleared.1 += 1;
        self.quotas.clear_all();
        ok()
    }
}

/// Counts the calendar months since the year 0, as Chinese clocks see them.
fn month_in_china(now: Timestamp) -> u64 {
    // Days since 0000-03-01, in eras of 400 years: leap days then come last.
    let days = (now.as_unix_secs() + 8 * 3_600) / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // Months from March on; two more make them months from January on.
    (era * 400 + year) * 12 + (5 * day_of_year + 2) / 153 + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_turn_at_midnight_in_china() {
        let month = |secs| month_in_china(Timestamp::from_unix_secs(secs));
        // 2026-01-01T00:00:00+08:00, and a second before it.
        assert_eq!((month(1_767_196_800), month(1_767_196_799)), (2026 * 12, 2025 * 12 + 11));
        // 2024-03-01 and 2024-02-29, 2100-03-01 and 2100-02-28.
        assert_eq!((month(1_709_222_400), month(1_709_222_399)), (2024 * 12 + 2, 2024 * 12 + 1));
        assert_eq!((month(4_107_513_600), month(4_107_513_599)), (2100 * 12 + 2, 2100 * 12 + 1));
    }
}

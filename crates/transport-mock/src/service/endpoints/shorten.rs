//! `/cgi-bin/shorten/*` (短key托管).

use std::time::Duration;

use super::call::{Call, present};
use crate::service::state::account::Account;
use crate::service::state::short_keys::Kept;
use crate::service::wire::refusal::{Refusal, Reply};

/// The most bytes of a text.
const BYTES: usize = 4_096;
/// The longest life of a key, and that of a key without another one, in seconds.
const LONGEST: i64 = 2_592_000;

/// `POST shorten/gen` with `{"long_data":"..","expire_seconds":86400}`.
pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Reply {
    present(call, "/long_data")?;
    let text = call.text("/long_data").filter(|text| !text.is_empty()).ok_or(Refusal::new(40097))?;
    if text.len() > BYTES {
        return Err(Refusal::new(45002));
    }
    let life = call.integer("/expire_seconds").unwrap_or(LONGEST);
    let life = Some(life).filter(|secs| (1..=LONGEST).contains(secs)).and_then(|secs| u64::try_from(secs).ok());
    let expires = call.now + Duration::from_secs(life.ok_or(Refusal::new(40097))?);
    let key = account.short_keys.keep(Kept { text: text.to_owned(), created: call.now, expires });
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("short_key").text(&key);
    Ok(json.finish())
}

/// `POST shorten/fetch` with `{"short_key":".."}`.
pub(super) fn fetch(account: &mut Account, call: &Call<'_>) -> Reply {
    present(call, "/short_key")?;
    let kept = account.short_keys.find(call.now, call.text("/short_key").unwrap_or_default());
    let kept = kept.ok_or(Refusal::new(account.settings.bad_short_key))?;
    let mut json = account.json();
    json.key("errcode").integer(0).key("errmsg").text("ok").key("long_data").user_text(&[&kept.text]);
    json.key("create_time").integer(kept.created.as_unix_secs());
    json.key("expire_seconds").integer(kept.expires.since(call.now).as_secs());
    Ok(json.finish())
}

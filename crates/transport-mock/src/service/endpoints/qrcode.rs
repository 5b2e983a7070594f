//! `/cgi-bin/qrcode/create` (带参数二维码).

use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::qr_codes::Scene;
use crate::service::wire::refusal::{Refusal, Reply};

/// The longest life of a temporary code, in seconds.
const LONGEST: i64 = 2_592_000;
/// The life of a temporary code without another one.
const DEFAULT: i64 = 60;
/// The largest scene number of a permanent code.
const PERMANENT_NUMBERS: i64 = 100_000;
/// The most characters of a scene.
const CHARS: usize = 64;

/// `POST qrcode/create` with `{"expire_seconds":604800,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":123}}}`.
pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Reply {
    let (scene, life) = match call.text("/action_name").unwrap_or_default() {
        "QR_SCENE" => (number(call, i64::MAX)?, Some(life(call)?)),
        "QR_STR_SCENE" => (text(call, account.settings.temporary_scene_chars)?, Some(life(call)?)),
        "QR_LIMIT_SCENE" => (number(call, PERMANENT_NUMBERS)?, None),
        "QR_LIMIT_STR_SCENE" => (text(call, CHARS)?, None),
        _ => return Err(Refusal::new(40053)),
    };
    let codes = &mut account.qr_codes;
    let is_full = codes.permanent() >= account.settings.permanent_code_limit;
    if life.is_none() && is_full && !codes.is_permanent(&scene) {
        return Err(Refusal::new(45029));
    }
    let (ticket, url) = codes.create(scene, life.map(|secs| call.now + Duration::from_secs(secs)));
    let mut json = account.json();
    json.key("ticket").user_text(&[&ticket]);
    if let Some(secs) = life {
        json.key("expire_seconds").integer(secs);
    }
    json.key("url").user_text(&[&url]);
    Ok(json.finish())
}

/// A number that does not fit into 32 bits comes back in pushes as 4294967295.
fn number(call: &Call<'_>, most: i64) -> Result<Scene, Refusal> {
    let number = call.integer("/action_info/scene/scene_id").filter(|number| (1..=most).contains(number));
    let number = number.ok_or(Refusal::new(40053))?;
    Ok(Scene::Number(u32::try_from(number).unwrap_or(u32::MAX)))
}

fn text(call: &Call<'_>, most: usize) -> Result<Scene, Refusal> {
    let text = call.text("/action_info/scene/scene_str").filter(|text| (1..=most).contains(&text.chars().count()));
    text.map(|text| Scene::Text(text.to_owned())).ok_or(Refusal::new(40053))
}

/// SDKs send the seconds as a number or as a text.
fn life(call: &Call<'_>) -> Result<u64, Refusal> {
    let secs = match call.json.get("expire_seconds") {
        None | Some(Value::Null) => Some(DEFAULT),
        Some(Value::String(text)) => text.parse().ok(),
        Some(other) => other.as_i64(),
    };
    let secs = secs.filter(|secs| (1..=LONGEST).contains(secs)).and_then(|secs| u64::try_from(secs).ok());
    secs.ok_or(Refusal::new(40053))
}

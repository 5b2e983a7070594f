//! `/cgi-bin/user/info*` and `/cgi-bin/user/get`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::state::profile::Lang;
use crate::service::state::settings::Settings;
use crate::service::wire::json::Json;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// How many openids `user/info/batchget` takes.
const BATCH_LIMIT: usize = 100;

/// `GET user/info?openid=..&lang=..`.
pub(super) fn info(account: &mut Account, call: &Call<'_>) -> Reply {
    let openid = call.param("openid").ok_or(Refusal::new(41009))?;
    let user = account.user(&openid)?;
    let mut json = Json::object(account.settings.escape_slashes, 1_024);
    account.write_user(user, Lang::of(&call.param("lang").unwrap_or_default()), &mut json);
    Ok(json.finish())
}

/// The body of `user/info/batchget`, read without a tree of values: exports consist of these calls, so they must be
/// fast.
#[derive(serde::Deserialize)]
struct BatchGet<'a> {
    #[serde(borrow, default)]
    user_list: Vec<Object<Wanted<'a>>>,
}

#[derive(serde::Deserialize)]
struct Wanted<'a> {
    #[serde(borrow, default)]
    openid: Cow<'a, str>,
    #[serde(borrow, default)]
    lang: Option<Cow<'a, str>>,
}

/// A JSON object: without this, serde also accepts an array of the fields.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// `POST user/info/batchget` with `{"user_list":[{"openid":"..","lang":"zh_CN"}]}`: in the order of the request. One
/// malformed openid fails them all.
pub(super) fn batchget(account: &mut Account, call: &Call<'_>) -> Reply {
    let Object(batch) = serde_json::from_slice::<Object<BatchGet<'_>>>(call.bytes).map_err(|_| Refusal::new(47001))?;
    let users: Vec<User> =
        batch.user_list.iter().map(|Object(wanted)| account.user(&wanted.openid)).collect::<Result<_, _>>()?;
    if !(1..=BATCH_LIMIT).contains(&users.len()) {
        return Err(Refusal::new(40032));
    }
    let mut json = Json::object(account.settings.escape_slashes, 32 + 640 * users.len());
    json.key("user_info_list").open_array();
    for (user, Object(wanted)) in users.into_iter().zip(&batch.user_list) {
        json.open_object();
        account.write_user(user, Lang::of(wanted.lang.as_deref().unwrap_or_default()), &mut json);
        json.close_object();
    }
    json.close_array();
    Ok(json.finish())
}

/// `POST user/info/updateremark` with `{"openid":"..","remark":".."}`; an empty remark clears it.
pub(super) fn updateremark(account: &mut Account, call: &Call<'_>) -> Reply {
    let user = account.user(call.text("/openid").unwrap_or_default())?;
    let remark = call.text("/remark").filter(|remark| account.settings.remark_limit.allows(remark));
    let remark = remark.ok_or(Refusal::new(40092))?;
    if !account.followers.follows(user) {
        return Err(Refusal::new(43004));
    }
    account.followers.notes_mut(user).remark = remark.to_owned();
    ok()
}

/// `GET user/get?next_openid=..`: the page of openids after that one.
pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Reply {
    let cursor = call.param("next_openid").map(|openid| account.user(&openid)).transpose()?;
    let page_size = Settings::bounded(account.settings.page_size);
    let mut rest = account.followers.followers_after(cursor);
    let page: Vec<User> = rest.by_ref().take(page_size).collect();
    let is_last = rest.next().is_none();

    let mut json = Json::object(account.settings.escape_slashes, 128 + 31 * page.len());
    json.key("total").integer(account.followers.count()).key("count").integer(page.len());
    if page.is_empty() {
        account.write_cursor(None, is_last, &mut json);
    } else {
        account.write_page(&page, is_last, &mut json);
    }
    Ok(json.finish())
}

//! `/_mock/followers`: the followers with the names of their tags, as a page shows them.

use serde_json::{Value, json};
use transport_mock::ListedFollower;
use wechat_user_core::OpenId;

use super::Context;
use super::message::Reply;

/// How many followers a response has, unless a limit is given.
const DEFAULT: usize = 20;
/// The highest limit.
const MAX: usize = 100;

pub(super) fn list(context: &Context<'_>) -> Reply {
    let (mut after, mut limit) = (None, DEFAULT);
    for (name, value) in form_urlencoded::parse(context.query.as_bytes()) {
        let bad = || format!("limit must be 1 to {MAX}, got {value:?}");
        match name.as_ref() {
            "after" => after = Some(OpenId::new(value.as_ref())?),
            "limit" => limit = value.parse().ok().filter(|limit| (1..=MAX).contains(limit)).ok_or_else(bad)?,
            _ => return Err(format!("the list of followers has no parameter {name:?}").into()),
        }
    }
    let (total, mut followers) =
        context.wechat.with_service(|service| (service.followers(), service.list_followers(after.as_ref(), limit + 1)));
    let has_more = followers.len() > limit;
    followers.truncate(limit);
    let next = followers.last().filter(|_| has_more).map(|last| last.openid.clone());
    let followers: Vec<Value> = followers.iter().map(described).collect();
    Ok(json!({"total": total, "followers": followers, "next": next}).into())
}

fn described(follower: &ListedFollower) -> Value {
    let ListedFollower { openid, nickname, remark, group, tags, .. } = follower;
    json!({"openid": openid, "nickname": nickname, "remark": remark, "group": group.get(), "tags": tags})
}

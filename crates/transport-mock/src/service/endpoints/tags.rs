//! `/cgi-bin/tags/*` (标签) and `/cgi-bin/user/tag/get`.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::call::{Call, present};
use super::openids::openid_list;
use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::state::settings::Settings;
use crate::service::state::tags::Tag;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// How many openids `batchtagging` and `batchuntagging` take.
const BATCH_LIMIT: usize = 50;

/// `POST tags/create` with `{"tag":{"name":"广东"}}`. The response has no count.
pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Reply {
    present(call, "/tag")?;
    let name = account.legal_tag_name(call, None)?;
    if account.tags.by_id.keys().filter(|id| **id > 2).count() >= account.settings.tag_limit {
        return Err(Refusal::new(45056));
    }
    let id = account.create_tag(&name);
    let mut json = account.json();
    json.key("tag").open_object().key("id").integer(id).key("name").user_text(&[&name]).close_object();
    Ok(json.finish())
}

/// `GET tags/get`: all tags with their counts, by id.
pub(super) fn get(account: &mut Account, _: &Call<'_>) -> Reply {
    let mut json = account.json();
    json.key("tags").open_array();
    for (id, tag) in &account.tags.by_id {
        json.open_object().key("id").integer(*id).key("name").user_text(&[&tag.name]);
        json.key("count").integer(tag.members.len()).close_object();
    }
    json.close_array();
    Ok(json.finish())
}

/// `POST tags/update` with `{"tag":{"id":134,"name":"广东人"}}`.
pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Reply {
    let id = account.changeable_tag(call)?;
    let name = account.legal_tag_name(call, Some(id))?;
    if let Some(tag) = account.tags.by_id.get_mut(&id) {
        tag.name = name;
    }
    ok()
}

/// `POST tags/delete` with `{"tag":{"id":134}}`: removes it from all its members, unless there are too many.
pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Reply {
    let id = account.changeable_tag(call)?;
    if account.tags.members(id) as u64 > account.settings.undeletable_tag_above {
        return Err(Refusal::new(45057));
    }
    for user in account.tags.by_id.remove(&id).map(|tag| tag.members).unwrap_or_default() {
        account.followers.notes_mut(user).tags.retain(|tag| *tag != id);
    }
    ok()
}

/// `POST tags/members/batchtagging` with `{"openid_list":["..",".."],"tagid":134}`.
pub(super) fn batchtagging(account: &mut Account, call: &Call<'_>) -> Reply {
    let tag = account.existing_tag(call)?;
    let users = openid_list(account, call, BATCH_LIMIT)?;
    let full = |user: &User| {
        let tags = account.followers.notes(*user).map_or(&[][..], |notes| &notes.tags);
        !tags.contains(&tag) && tags.len() >= account.settings.tags_per_user_limit
    };
    if users.iter().any(full) {
        return Err(Refusal::new(45059));
    }
    let (followers, others) = account.split_followers(users)?;
    for user in followers {
        account.tag(user, tag);
    }
    account.some_failed(&others)
}

/// `POST tags/members/batchuntagging`, the reverse.
pub(super) fn batchuntagging(account: &mut Account, call: &Call<'_>) -> Reply {
    let tag = account.existing_tag(call)?;
    let users = openid_list(account, call, BATCH_LIMIT)?;
    let (followers, others) = account.split_followers(users)?;
    for user in followers {
        account.untag(user, tag);
    }
    account.some_failed(&others)
}

/// `POST tags/getidlist` with `{"openid":".."}`: integers. A user who does not follow has none.
pub(super) fn getidlist(account: &mut Account, call: &Call<'_>) -> Reply {
    let user = account.user_of_account(call.text("/openid").unwrap_or_default())?;
    let mut json = account.json();
    json.key("tagid_list").open_array();
    for tag in account.followers.notes(user).map_or(&[][..], |notes| &notes.tags) {
        json.integer(*tag);
    }
    json.close_array();
    Ok(json.finish())
}

/// `POST user/tag/get` with `{"tagid":134,"next_openid":""}`. After the last page the response has only a count.
pub(super) fn members(account: &mut Account, call: &Call<'_>) -> Reply {
    let tag = account.existing_tag(call)?;
    let cursor = account.text_cursor(call, "next_openid")?;
    let cursor = cursor.map(|openid| account.user(openid)).transpose()?;
    let after = cursor.map_or(Bound::Unbounded, Bound::Excluded);
    let late = account.tags.lag.late_members(tag);
    let members = account.tags.by_id.get(&tag).map(|tag| &tag.members);
    let rest = members.into_iter().flat_map(|members| members.range((after, Bound::Unbounded)));
    let mut rest = rest.filter(|user| !late.contains(user));
    let page: Vec<User> = rest.by_ref().take(Settings::bounded(account.settings.tag_page_size)).copied().collect();
    let is_last = rest.next().is_none();
    let mut json = account.json();
    json.key("count").integer(page.len());
    if !page.is_empty() {
        account.write_page(&page, is_last, &mut json);
    }
    Ok(json.finish())
}

impl Account {
    /// Creates a tag without checking the name.
    pub(crate) fn create_tag(&mut self, name: &str) -> i64 {
        let id = self.groups.next_id;
        self.groups.next_id += 1;
        self.tags.by_id.insert(id, Tag { name: name.to_owned(), members: BTreeSet::new() });
        id
    }

    /// Adds a tag to a follower; the tag must exist.
    pub(crate) fn tag(&mut self, user: User, tag: i64) {
        if self.tags.by_id.get_mut(&tag).is_some_and(|tag| tag.members.insert(user)) {
            self.followers.notes_mut(user).tags.push(tag);
        }
    }

    pub(crate) fn untag(&mut self, user: User, tag: i64) {
        if self.tags.by_id.get_mut(&tag).is_some_and(|tag| tag.members.remove(&user)) {
            self.followers.notes_mut(user).tags.retain(|other| *other != tag);
        }
    }

    /// The `tagid` of a body. A missing one counts as unknown, so `tagId` gets 45159 and not 47001.
    fn existing_tag(&mut self, call: &Call<'_>) -> Result<i64, Refusal> {
        let id = call.integer("/tagid").filter(|id| self.tags.by_id.contains_key(id) && !self.tags.lag.hides_tag(*id));
        id.ok_or(Refusal::new(45159))
    }

    /// The tag of `{"tag":{"id":..}}`, unless it is a built-in one.
    fn changeable_tag(&mut self, call: &Call<'_>) -> Result<i64, Refusal> {
        present(call, "/tag/id")?;
        match call.integer("/tag/id") {
            Some(0..=2) => Err(Refusal::new(45058)),
            Some(id) if self.tags.by_id.contains_key(&id) && !self.tags.lag.hides_tag(id) => Ok(id),
            _ => Err(Refusal::new(45159)),
        }
    }

    /// The name of `{"tag":{"name":..}}`; `own` is the tag that is renamed.
    fn legal_tag_name(&self, call: &Call<'_>, own: Option<i64>) -> Result<String, Refusal> {
        let name = call.text("/tag/name").unwrap_or_default();
        if !self.settings.tag_name_limit.allows(name) {
            return Err(Refusal::new(45158));
        }
        let taken = self.tags.by_id.iter().any(|(id, tag)| tag.name == name && own != Some(*id));
        if name.is_empty() || taken {
            return Err(Refusal::new(45157));
        }
        Ok(name.to_owned())
    }
}

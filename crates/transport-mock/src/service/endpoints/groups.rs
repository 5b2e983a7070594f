//! `/cgi-bin/groups/*` (分组).

use serde_json::Value;

use super::call::{Call, present};
use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::state::groups::Group;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// How many openids `members/batchupdate` takes.
const MOVE_LIMIT: usize = 50;

/// `POST groups/create` with `{"group":{"name":"test"}}`. The response has no count.
pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Reply {
    present(call, "/group")?;
    let name = account.legal_name(call, None)?;
    let made = account.groups.by_id.keys().filter(|id| **id > 2).count();
    if made >= account.settings.group_limit {
        return Err(Refusal::new(45018));
    }
    let id = account.create_group(&name);
    let mut json = account.json();
    json.key("group").open_object().key("id").integer(id).key("name").user_text(&[&name]).close_object();
    Ok(json.finish())
}

/// `GET groups/get`: all groups with their counts, by id.
pub(super) fn get(account: &mut Account, _: &Call<'_>) -> Reply {
    let mut json = account.json();
    json.key("groups").open_array();
    for (id, group) in &account.groups.by_id {
        json.open_object().key("id").integer(*id).key("name").user_text(&[&group.name]);
        json.key("count").integer(account.members(*id)).close_object();
    }
    json.close_array();
    Ok(json.finish())
}

/// `POST groups/getid` with `{"openid":".."}`.
pub(super) fn getid(account: &mut Account, call: &Call<'_>) -> Reply {
    let user = account.member(call.json.get("openid"))?;
    let mut json = account.json();
    json.key("groupid").integer(account.group_of(user));
    Ok(json.finish())
}

/// `POST groups/update` with `{"group":{"id":108,"name":"test2"}}`.
pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Reply {
    let id = account.changeable_group(call)?;
    let name = account.legal_name(call, Some(id))?;
    if let Some(group) = account.groups.by_id.get_mut(&id) {
        group.name = name;
    }
    ok()
}

/// `POST groups/delete` with `{"group":{"id":108}}`. Its members move to group 0.
pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Reply {
    let id = account.changeable_group(call)?;
    account.groups.by_id.remove(&id);
    for (_, notes) in account.followers.noted_mut().filter(|(_, notes)| notes.group == id) {
        notes.group = 0;
    }
    ok()
}

/// `POST groups/members/update` with `{"openid":"..","to_groupid":108}`.
pub(super) fn members_update(account: &mut Account, call: &Call<'_>) -> Reply {
    let group = account.existing_group(call.integer("/to_groupid"))?;
    let user = account.member(call.json.get("openid"))?;
    account.move_to(user, group);
    ok()
}

/// `POST groups/members/batchupdate` with `{"openid_list":["..",".."],"to_groupid":108}`: all or none.
pub(super) fn members_batchupdate(account: &mut Account, call: &Call<'_>) -> Reply {
    let group = account.existing_group(call.integer("/to_groupid"))?;
    let openids = call.json.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let users: Vec<User> = openids.iter().map(|openid| account.member(Some(openid))).collect::<Result<_, _>>()?;
    if !(1..=MOVE_LIMIT).contains(&users.len()) {
        return Err(Refusal::new(40032));
    }
    for user in users {
        account.move_to(user, group);
    }
    ok()
}

impl Account {
    /// Creates a group without checking the name.
    pub(crate) fn create_group(&mut self, name: &str) -> i64 {
        let id = self.groups.next_id;
        self.groups.next_id += 1;
        self.groups.by_id.insert(id, Group { name: name.to_owned(), members: 0 });
        id
    }

    /// A follower: only followers are in groups.
    fn member(&self, openid: Option<&Value>) -> Result<User, Refusal> {
        let user = self.user(openid.and_then(Value::as_str).unwrap_or_default())?;
        if self.followers.follows(user) { Ok(user) } else { Err(Refusal::new(self.settings.group_of_non_follower)) }
    }

    fn existing_group(&self, id: Option<i64>) -> Result<i64, Refusal> {
        id.filter(|id| self.groups.by_id.contains_key(id)).ok_or(Refusal::new(self.settings.bad_group_id))
    }

    /// The group of `{"group":{"id":..}}`, unless it is a built-in one.
    fn changeable_group(&self, call: &Call<'_>) -> Result<i64, Refusal> {
        present(call, "/group/id")?;
        match self.existing_group(call.integer("/group/id"))? {
            0..=2 => Err(Refusal::new(45016)),
            id => Ok(id),
        }
    }

    /// The name of `{"group":{"name":..}}`; `own` is the group that is renamed.
    fn legal_name(&self, call: &Call<'_>, own: Option<i64>) -> Result<String, Refusal> {
        let name = call.text("/group/name").unwrap_or_default();
        if !self.settings.group_name_limit.allows(name) {
            return Err(Refusal::new(45017));
        }
        let taken = self.groups.by_id.iter().any(|(id, group)| group.name == name && own != Some(*id));
        if name.is_empty() || taken {
            return Err(Refusal::new(self.settings.bad_group_name));
        }
        Ok(name.to_owned())
    }
}

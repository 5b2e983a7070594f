//! Groups (分组): creates, renames, lists, fills and deletes them.

use wechat_user::{GroupId, OpenId};

use super::setup::Setup;
use super::{Problem, expect};
use crate::messages::{Text, demo as messages, list as list_of};

const EAST: &str = "华东客户";
const SOUTH: &str = "华南客户";
const SOUTH_RENAMED: &str = "华南大客户";

pub(super) fn create(setup: &mut Setup) -> Result<Text, Problem> {
    let groups = setup.client.groups();
    let (east, south) = (groups.create(EAST)?, groups.create(SOUTH)?);
    (setup.east, setup.south) = (east.id, south.id);
    expect("the first group's name", setup.name_of(east.id).as_deref(), Some(EAST))?;
    expect("the second group's name", setup.name_of(south.id).as_deref(), Some(SOUTH))?;
    Ok(messages::created(format!("{} {}", east.id, east.name), format!("{} {}", south.id, south.name)))
}

pub(super) fn rename(setup: &mut Setup) -> Result<Text, Problem> {
    setup.client.groups().rename(setup.south, SOUTH_RENAMED)?;
    expect("the group's name", setup.name_of(setup.south).as_deref(), Some(SOUTH_RENAMED))?;
    Ok(messages::renamed(setup.south, SOUTH_RENAMED))
}

pub(super) fn list(setup: &mut Setup) -> Result<Text, Problem> {
    let listed: Vec<_> = setup
        .client
        .groups()
        .list()?
        .into_iter()
        .map(|group| (group.id, group.name, group.count.unwrap_or_default()))
        .collect();
    let shown: Vec<_> = listed.iter().map(|(id, name, count)| format!("{id} {name} {count}")).collect();
    expect("the list of groups", listed, setup.wechat().groups())?;
    Ok(messages::listed(list_of(shown)))
}

pub(super) fn ensure(setup: &mut Setup) -> Result<Text, Problem> {
    let before = setup.wechat().groups().len();
    let found = setup.client.groups().ensure(EAST)?;
    expect("the existing group", found.id, setup.east)?;
    expect("the number of groups", setup.wechat().groups().len(), before)?;
    Ok(messages::ensured(EAST, found.id))
}

pub(super) fn move_one_by_one(setup: &mut Setup) -> Result<Text, Problem> {
    let openids = setup.followers(0, 3);
    for openid in &openids {
        setup.client.groups().move_user(openid, setup.east)?;
        expect("the group according to the service", setup.client.groups().of(openid)?, setup.east)?;
    }
    members(setup, setup.east, &openids)?;
    Ok(messages::moved(openids.len(), setup.east))
}

pub(super) fn move_batch(setup: &mut Setup) -> Result<Text, Problem> {
    let openids = setup.followers(100, 50);
    let before = setup.calls();
    setup.client.groups().move_users(&openids, setup.south)?;
    expect("the number of calls", setup.calls() - before, 1)?;
    members(setup, setup.south, &openids)?;
    Ok(messages::moved_at_once(openids.len(), setup.south))
}

pub(super) fn delete(setup: &mut Setup) -> Result<Text, Problem> {
    let member = setup.wechat().openid(100);
    for id in [setup.east, setup.south] {
        setup.client.groups().delete(id)?;
        expect("the name of the deleted group", setup.name_of(id), None)?;
    }
    expect("the group of a former member", setup.client.groups().of(&member)?, GroupId::UNGROUPED)?;
    Ok(messages::deleted())
}

fn members(setup: &Setup, group: GroupId, openids: &[OpenId]) -> Result<(), Problem> {
    expect("the members of the group", setup.wechat().members_of(group).as_slice(), openids)
}

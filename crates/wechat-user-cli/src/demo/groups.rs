//! Groups (分组): made, renamed, listed, filled, deleted.

use wechat_user::{GroupId, OpenId};

use super::stage::Stage;
use super::{Problem, expect};

const EAST: &str = "华东客户";
const SOUTH: &str = "华南客户";
const SOUTH_RENAMED: &str = "华南大客户";

pub(super) fn create(stage: &mut Stage) -> Result<String, Problem> {
    let groups = stage.client.groups();
    let (east, south) = (groups.create(EAST)?, groups.create(SOUTH)?);
    (stage.east, stage.south) = (east.id, south.id);
    expect("the first group's name", stage.name_of(east.id).as_deref(), Some(EAST))?;
    expect("the second group's name", stage.name_of(south.id).as_deref(), Some(SOUTH))?;
    Ok(format!("Created two groups (分组): {} {}, {} {}.", east.id, east.name, south.id, south.name))
}

pub(super) fn rename(stage: &mut Stage) -> Result<String, Problem> {
    stage.client.groups().rename(stage.south, SOUTH_RENAMED)?;
    expect("the group's name", stage.name_of(stage.south).as_deref(), Some(SOUTH_RENAMED))?;
    Ok(format!("Renamed group {} to {SOUTH_RENAMED}.", stage.south))
}

pub(super) fn list(stage: &mut Stage) -> Result<String, Problem> {
    let listed: Vec<_> = stage
        .client
        .groups()
        .list()?
        .into_iter()
        .map(|group| (group.id, group.name, group.count.unwrap_or_default()))
        .collect();
    let shown: Vec<_> = listed.iter().map(|(id, name, count)| format!("{id} {name} {count}")).collect();
    expect("the list of groups", listed, stage.wechat().groups())?;
    Ok(format!("Listed the groups with their members: {}.", shown.join(", ")))
}

pub(super) fn ensure(stage: &mut Stage) -> Result<String, Problem> {
    let before = stage.wechat().groups().len();
    let found = stage.client.groups().ensure(EAST)?;
    expect("the group that is there", found.id, stage.east)?;
    expect("the number of groups", stage.wechat().groups().len(), before)?;
    Ok(format!("Asked for {EAST} once more: it is group {}, and no second one was made.", found.id))
}

pub(super) fn move_one_by_one(stage: &mut Stage) -> Result<String, Problem> {
    let openids = stage.followers(0, 3);
    for openid in &openids {
        stage.client.groups().move_user(openid, stage.east)?;
        expect("the group that the service names", stage.client.groups().of(openid)?, stage.east)?;
    }
    members(stage, stage.east, &openids)?;
    Ok(format!(
        "Moved {} users to group {}, one call each, and asked the service where each one is.",
        openids.len(),
        stage.east
    ))
}

pub(super) fn move_batch(stage: &mut Stage) -> Result<String, Problem> {
    let openids = stage.followers(100, 50);
    let before = stage.calls();
    stage.client.groups().move_users(&openids, stage.south)?;
    expect("the number of calls", stage.calls() - before, 1)?;
    members(stage, stage.south, &openids)?;
    Ok(format!("Moved {} more to group {} in a single call.", openids.len(), stage.south))
}

pub(super) fn delete(stage: &mut Stage) -> Result<String, Problem> {
    let orphan = stage.wechat().openid(100);
    for id in [stage.east, stage.south] {
        stage.client.groups().delete(id)?;
        expect("the name of the deleted group", stage.name_of(id), None)?;
    }
    expect("the group of a former member", stage.client.groups().of(&orphan)?, GroupId::UNGROUPED)?;
    Ok("Deleted both groups: their members are back in group 0 (未分组).".to_owned())
}

fn members(stage: &Stage, group: GroupId, openids: &[OpenId]) -> Result<(), Problem> {
    expect("the members of the group", stage.wechat().members_of(group).as_slice(), openids)
}

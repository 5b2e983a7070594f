//! Tags (标签) and the blacklist (黑名单), each read back from the other side.

use wechat_user::{Error, OpenId};

use super::stage::Stage;
use super::{Problem, expect};

const VIP: &str = "贵宾";

pub(super) fn tag(stage: &mut Stage) -> Result<String, Problem> {
    let tags = stage.client.tags();
    let vip = tags.ensure(VIP)?;
    let openids = stage.followers(200, 50);
    let before = stage.calls();
    tags.add(vip.id, &openids)?;
    expect("the number of calls", stage.calls() - before, 1)?;
    expect("the members on the service's side", stage.wechat().members_of_tag(vip.id).as_slice(), &openids)?;
    let mut members: Vec<OpenId> = tags.members(vip.id).collect::<Result<_, Error>>()?;
    let mut expected = openids.clone();
    members.sort();
    expected.sort();
    expect("the members as listed", members, expected)?;
    expect("the tags of one of them", tags.of(&openids[0])?, vec![vip.id])?;
    Ok(format!(
        "Put the tag (标签) {} {VIP} on {} followers in a single call, and read it back from both sides.",
        vip.id,
        openids.len()
    ))
}

pub(super) fn block(stage: &mut Stage) -> Result<String, Problem> {
    let blacklist = stage.client.blacklist();
    let openids = stage.followers(300, 20);
    blacklist.add(&openids)?;
    let mut listed: Vec<OpenId> = blacklist.iter().collect::<Result<_, Error>>()?;
    let mut expected = openids.clone();
    listed.sort();
    expected.sort();
    expect("the blacklist", listed, expected)?;
    blacklist.remove(&openids)?;
    expect("the blacklist on the service's side", stage.wechat().blacklist(), Vec::new())?;
    Ok(format!("Put {} users on the blacklist (黑名单), listed it, and took them off again.", openids.len()))
}

//! Tags (标签) and the blacklist (黑名单), read back from the client and from the service.

use wechat_user::{Error, OpenId};

use super::setup::Setup;
use super::{Problem, expect};
use crate::messages::{Text, demo as messages};

const VIP: &str = "贵宾";

pub(super) fn tag(setup: &mut Setup) -> Result<Text, Problem> {
    let tags = setup.client.tags();
    let vip = tags.ensure(VIP)?;
    let openids = setup.followers(200, 50);
    let before = setup.calls();
    tags.add(vip.id, &openids)?;
    expect("the number of calls", setup.calls() - before, 1)?;
    expect("the members on the service's side", setup.wechat().members_of_tag(vip.id).as_slice(), &openids)?;
    let mut members: Vec<OpenId> = tags.members(vip.id).collect::<Result<_, Error>>()?;
    let mut expected = openids.clone();
    members.sort();
    expected.sort();
    expect("the members as listed", members, expected)?;
    expect("the tags of one of them", tags.of(&openids[0])?, vec![vip.id])?;
    Ok(messages::tagged(vip.id, VIP, openids.len()))
}

pub(super) fn block(setup: &mut Setup) -> Result<Text, Problem> {
    let blacklist = setup.client.blacklist();
    let openids = setup.followers(300, 20);
    blacklist.add(&openids)?;
    let mut listed: Vec<OpenId> = blacklist.iter().collect::<Result<_, Error>>()?;
    let mut expected = openids.clone();
    listed.sort();
    expected.sort();
    expect("the blacklist", listed, expected)?;
    blacklist.remove(&openids)?;
    expect("the blacklist on the service's side", setup.wechat().blacklist(), Vec::new())?;
    Ok(messages::blocked(openids.len()))
}

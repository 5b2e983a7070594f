//! Requests that are refused: by the client before anything is sent, and by the service.

use wechat_user::GroupId;

use super::setup::Setup;
use super::{Problem, expect};
use crate::messages::{Text, demo as messages};

pub(super) fn name_too_long(setup: &mut Setup) -> Result<Text, Problem> {
    let (calls, groups) = (setup.calls(), setup.wechat().groups());
    let result = setup.client.groups().create(&"名".repeat(31));
    let Err(refused) = result else { return Err(Problem::Check(messages::not_refused())) };
    expect("that the client refused it", refused.is_input_error(), true)?;
    expect("the number of calls", setup.calls(), calls)?;
    expect("the groups", setup.wechat().groups(), groups)?;
    Ok(messages::refused_a_name(refused))
}

pub(super) fn not_a_follower(setup: &mut Setup) -> Result<Text, Problem> {
    let openid = setup.wechat().openid(setup.wechat().followers());
    let result = setup.client.groups().move_user(&openid, GroupId::STARRED);
    let Err(refused) = result else { return Err(Problem::Check(messages::not_refused())) };
    let expected = setup.wechat().settings().group_of_non_follower;
    expect("the error code", refused.code().map(wechat_user::ErrCode::get), Some(expected))?;
    expect("whether the refusal has a request id", refused.rid().is_some(), true)?;
    expect("the group of the user", setup.wechat().group_of(&openid), None)?;
    Ok(messages::refused_a_move(refused))
}

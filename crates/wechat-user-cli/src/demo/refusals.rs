//! What is refused: here before anything is sent, there by the service.

use wechat_user::GroupId;

use super::setup::Setup;
use super::{Problem, expect};

pub(super) fn name_too_long(setup: &mut Setup) -> Result<String, Problem> {
    let (calls, groups) = (setup.calls(), setup.wechat().groups());
    let result = setup.client.groups().create("名".repeat(31));
    let Err(refused) = result else { return Err(Problem::Check("it was not refused".to_owned())) };
    expect("that it was refused here", refused.is_bad_input(), true)?;
    expect("the number of calls", setup.calls(), calls)?;
    expect("the groups", setup.wechat().groups(), groups)?;
    Ok(format!("Tried a group name of 31 characters: {refused}."))
}

pub(super) fn stranger(setup: &mut Setup) -> Result<String, Problem> {
    let stranger = setup.wechat().openid(setup.wechat().followers());
    let result = setup.client.groups().move_user(&stranger, GroupId::STARRED);
    let Err(refused) = result else { return Err(Problem::Check("it was not refused".to_owned())) };
    let expected = setup.wechat().settings().group_of_non_follower;
    expect("the error code", refused.code().map(wechat_user::ErrCode::get), Some(expected))?;
    expect("whether the refusal has a request id", refused.rid().is_some(), true)?;
    expect("the group of the stranger", setup.wechat().group_of(&stranger), None)?;
    Ok(format!("Tried to move somebody who does not follow: {refused}."))
}

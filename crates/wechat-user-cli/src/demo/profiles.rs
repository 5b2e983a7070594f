//! Profiles (用户基本信息) and remarks (备注名).

use wechat_user::users::{Lang, User, UserRef};

use super::setup::Setup;
use super::{Problem, expect};
use crate::messages::{Text, demo as messages, list};

const REMARK: &str = "老客户";

pub(super) fn remark(setup: &mut Setup) -> Result<Text, Problem> {
    let openid = setup.wechat().openid(0);
    setup.client.users().set_remark(&openid, REMARK)?;
    expect("the remark on the service's side", setup.wechat().remark_of(&openid).as_deref(), Some(REMARK))?;
    let user = setup.client.users().info(&openid)?;
    expect("the remark in the profile", user.remark.as_deref(), Some(REMARK))?;
    Ok(messages::remarked(REMARK))
}

pub(super) fn languages(setup: &mut Setup) -> Result<Text, Problem> {
    let openid = setup.wechat().openid(0);
    let mut places = Vec::new();
    for lang in [Lang::ZhCn, Lang::ZhTw, Lang::En] {
        let user = setup.client.users().info_in(&openid, lang)?;
        expect("that the profile belongs to the user", user.openid == openid, true)?;
        places.push(place(&user));
    }
    expect(
        "that only the English place is ASCII",
        places.iter().map(|place| place.is_ascii()).collect(),
        vec![false, false, true],
    )?;
    Ok(messages::read_in_three_languages(list(places)))
}

pub(super) fn batch(setup: &mut Setup) -> Result<Text, Problem> {
    let openids = setup.followers(0, 100);
    let users = setup.client.users().batch(&openids)?;
    expect("the number of missing profiles", users.missing(&openids).len(), 0)?;
    let remarked: Vec<_> = users.iter().filter(|user| user.remark().is_some()).map(UserRef::openid).collect();
    expect("the users with a remark", remarked, vec![openids[0].as_str()])?;
    Ok(messages::read_a_batch(users.len()))
}

fn place(user: &User) -> String {
    let parts = [&user.country, &user.province, &user.city];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

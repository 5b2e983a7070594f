//! Lists all followers (关注者列表) page by page; halfway, another process replaces the token.

use std::collections::HashSet;

use indicatif::{ProgressBar, ProgressStyle};
use transport_mock::Ending;
use wechat_user::users::GetFollowers;
use wechat_user::{ErrCode, Error};

use super::setup::Setup;
use super::{Problem, expect};
use crate::messages::{Text, demo as messages};

pub(super) fn list(setup: &mut Setup) -> Result<Text, Problem> {
    let all = setup.wechat().followers();
    let tokens_before = setup.wechat().token_requests();
    let bar = bar(all);
    let (mut openids, mut pages, mut replaced) = (HashSet::new(), 0, false);
    let mut list = setup.client.pages(GetFollowers::new());
    for page in &mut list {
        let page = page?;
        pages += usize::from(!page.openids.is_empty());
        openids.extend(page.openids.iter());
        bar.set_position(openids.len() as u64);
        if !replaced && openids.len() as u64 >= all / 2 {
            setup.wechat().replace_token();
            replaced = true;
        }
    }
    bar.finish_and_clear();
    if list.stopped().is_none() {
        return Err(Error::cancelled("/cgi-bin/user/get").into());
    }
    expect("the number of openids", openids.len() as u64, all)?;
    let known = openids.iter().all(|openid| setup.wechat().is_following(openid));
    expect("that all of them follow", known, true)?;
    expect("the number of calls with an invalid token", rejected(setup), 1)?;
    expect("the number of token requests in the meantime", setup.wechat().token_requests() - tokens_before, 1)?;
    Ok(messages::listed_all(all, pages))
}

fn rejected(setup: &Setup) -> usize {
    let rejected = Ending::Errcode(ErrCode::INVALID_CREDENTIAL.get());
    setup.wechat().journal().iter().filter(|entry| entry.ending == rejected).count()
}

/// Drawn on standard error, if that is a terminal.
fn bar(all: u64) -> ProgressBar {
    let bar = ProgressBar::new(all);
    if let Ok(style) = ProgressStyle::with_template("    {bar:40} {human_pos}/{human_len}") {
        bar.set_style(style);
    }
    bar
}

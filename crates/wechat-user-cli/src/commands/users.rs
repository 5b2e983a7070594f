//! `wechat-user users`

mod list;
mod profile;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::users::Lang;
use wechat_user::{Client, OpenId};

use super::{Context, openid};
use crate::failure::{Failure, Partial};
use profile::Profile;

/// What one call reads.
const BATCH: usize = 100;

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// Print a user's profile (用户基本信息).
    ///
    /// Columns: openid, subscribe, subscribe_time, groupid, tagid_list, remark, nickname, sex, language, country, province, city, unionid. With --json, all that the service tells, in its own words. Since 2021 it no longer tells nickname, sex, place and avatar.
    Info {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
        #[command(flatten)]
        places: Places,
    },
    /// Print the profiles of several users (批量获取用户基本信息), in the order asked for: a call for every 100.
    ///
    /// The columns are those of `users info`. If a user's profile does not come, the exit code is 6, and the error names the user.
    Batch {
        /// The users.
        #[arg(required = true, value_name = "OPENID", value_parser = openid)]
        openids: Vec<OpenId>,
        #[command(flatten)]
        places: Places,
    },
    /// Set the remark on a follower (设置用户备注名).
    Remark {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
        /// The remark (备注名); empty to clear it.
        text: String,
    },
    /// List the openids of all followers (关注者列表), one a line: a call for every 10,000.
    List(list::List),
}

#[derive(Args, Debug)]
pub(crate) struct Places {
    /// The language of country, province and city.
    #[arg(long, value_enum, default_value = "zh_CN", ignore_case = true)]
    lang: Language,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    /// Simplified Chinese (简体).
    #[value(name = "zh_CN")]
    ZhCn,
    /// Traditional Chinese (繁体).
    #[value(name = "zh_TW")]
    ZhTw,
    /// English.
    #[value(name = "en")]
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::ZhCn => Self::ZhCn,
            Language::ZhTw => Self::ZhTw,
            Language::En => Self::En,
        }
    }
}

impl Users {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Info { openid, places } => {
                let user = context.client()?.users().info_in(&openid, places.lang.into())?;
                Ok(context.output.one(&Profile::from(&user))?)
            }
            Self::Batch { openids, places } => batch(context, &openids, places.lang.into()),
            Self::Remark { openid, text } => {
                context.client()?.users().set_remark(&openid, &text)?;
                Ok(context.output.done()?)
            }
            Self::List(list) => list.run(context),
        }
    }
}

fn batch(context: Context<'_, '_>, openids: &[OpenId], lang: Lang) -> Result<(), Failure> {
    let client = context.client()?;
    let (found, failed) = read(&client, openids, lang)?;
    context.output.list(&found.iter().map(Profile::from).collect::<Vec<_>>())?;
    if failed.is_empty() {
        return Ok(());
    }
    let (done, total) = (found.len(), openids.len());
    let message = format!("the profiles of {done} of {total} users came");
    Err(Failure::Partial(Partial { message, done, total, failed, error: None }))
}

/// Nobody promises an order, nor that all who were asked for are there.
fn read(
    client: &Client,
    openids: &[OpenId],
    lang: Lang,
) -> Result<(Vec<wechat_user::users::User>, Vec<OpenId>), Failure> {
    let (mut found, mut missing) = (Vec::with_capacity(openids.len()), Vec::new());
    for asked in openids.chunks(BATCH) {
        let users = client.users().batch_in(asked, lang)?;
        for openid in asked {
            match users.get(openid) {
                Some(user) => found.push(user.clone()),
                None => missing.push(openid.clone()),
            }
        }
    }
    Ok((found, missing))
}

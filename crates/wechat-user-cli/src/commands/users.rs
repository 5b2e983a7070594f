//! `wechat-user users`

mod profile;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::users::{GetFollowers, Lang, SetRemark};
use wechat_user::{Client, OpenId};

use super::listing::Listing;
use crate::batches::{Leftovers, in_batches};
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::People;
use crate::openids::openid;
use crate::plan::Plan;
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
        #[command(flatten)]
        people: People,
        #[command(flatten)]
        leftovers: Leftovers,
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
        #[command(flatten)]
        change: Change,
    },
    /// List the openids of all followers (关注者列表), one a line: a call for every 10,000.
    ///
    /// If it ends early, the error says with which --from to go on.
    List(Listing),
}

#[derive(Args, Debug)]
pub(crate) struct Places {
    /// The language of country, province and city.
    #[arg(long, value_enum, default_value = "zh_CN", ignore_case = true)]
    lang: Language,
}

impl Places {
    pub(crate) fn lang(&self) -> Lang {
        self.lang.into()
    }
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
    pub(crate) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Info { openid, places } => {
                let user = context.client()?.users().info_in(&openid, places.lang())?;
                Ok(context.output.one(&Profile::from(&user))?)
            }
            Self::Batch { people, leftovers, places } => batch(context, &people.read()?, &leftovers, places.lang()),
            Self::Remark { openid, text, change } => {
                let question = format!("Set the remark on {openid} to {text:?}");
                let plan = |plan: &mut Plan| plan.add(&SetRemark::new(&openid, &text));
                let Some(client) = change.client(&mut context, question, plan)? else { return Ok(()) };
                client.users().set_remark(&openid, &text)?;
                Ok(context.output.done()?)
            }
            Self::List(listing) => {
                listing.print(context, |from| from.map_or_else(GetFollowers::new, GetFollowers::after))
            }
        }
    }
}

/// Prints what came, whatever became of the rest.
fn batch(context: Context<'_, '_>, openids: &[OpenId], leftovers: &Leftovers, lang: Lang) -> Result<(), Failure> {
    leftovers.check()?;
    let client = context.client()?;
    let mut found = Vec::with_capacity(openids.len());
    let tally = in_batches(openids, BATCH, context.interrupt, |asked| read(&client, asked, lang, &mut found));
    if !found.is_empty() || tally.is_complete() {
        context.output.list(&found.iter().map(Profile::from).collect::<Vec<_>>())?;
    }
    leftovers.settle(tally)
}

/// Adds the profiles in the order asked for, and returns those whose profile did not come: nobody promises an order, nor that all who were asked for are there.
fn read(
    client: &Client,
    asked: &[OpenId],
    lang: Lang,
    found: &mut Vec<wechat_user::users::User>,
) -> Result<Vec<OpenId>, Failure> {
    let users = client.users().batch_in(asked, lang)?;
    found.extend(asked.iter().filter_map(|openid| users.get(openid)).cloned());
    Ok(users.missing(asked).into_iter().cloned().collect())
}

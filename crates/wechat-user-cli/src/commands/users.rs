//! `wechat-user users`

mod profile;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::users::{GetFollowers, GetUsers, Lang, SetRemark, UserRef};
use wechat_user::{Batch, OpenId};

use super::listing::Listing;
use crate::batches::Batches;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::leftovers::Leftovers;
use crate::openids::{OpenIdList, openid};
use profile::Profile;

/// How many profiles one call reads.
const BATCH: usize = 100;

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// Print a user's profile (用户基本信息).
    ///
    /// Columns: openid, subscribe, subscribe_time, groupid, tagid_list, remark, nickname, sex, language, country,
    /// province, city, unionid. With --json, all fields that the service sends, under its names. Since 2021 it no
    /// longer sends nickname, sex, place and avatar.
    Info {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
        #[command(flatten)]
        places: Places,
    },
    /// Print the profiles of several users (批量获取用户基本信息), in the order given, with one call for every 100.
    ///
    /// The columns are those of `users info`. If a profile is missing in the response, the exit code is 6, and the
    /// error names the user.
    Batch {
        #[command(flatten)]
        list: OpenIdList,
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
    /// List the openids of all followers (关注者列表), one a line, with one call for every 10,000.
    ///
    /// If the list ends early, the error names the --from to continue with.
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
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Info { openid, places } => {
                let user = context.client()?.users().info_in(&openid, places.lang())?;
                Ok(context.output.one(&Profile::from(&user))?)
            }
            Self::Batch { list, leftovers, places } => batch(context, &list.read()?, &leftovers, places.lang()),
            Self::Remark { openid, text, change } => {
                let question = format!("Set the remark on {openid} to {text:?}");
                change.make_and_confirm(context, question, &SetRemark::new(&openid, &text))
            }
            Self::List(listing) => {
                listing.print(context, |from| from.map_or_else(GetFollowers::new, GetFollowers::after))
            }
        }
    }
}

/// Prints the profiles of each call as they come. The service promises no order, so they are sorted as given.
fn batch(mut context: Context<'_, '_>, openids: &[OpenId], leftovers: &Leftovers, lang: Lang) -> Result<(), Failure> {
    let client = context.client()?;
    let result = Batches { openids, size: BATCH, leftovers }.run(
        &client,
        &mut context,
        |batch| Ok(GetUsers::new(Batch::new(batch)?).with_lang(lang)),
        |output, asked, users| {
            let found: Vec<_> = asked.iter().filter_map(|openid| users.get(openid)).map(UserRef::to_user).collect();
            output.part(&found.iter().map(Profile::from).collect::<Vec<_>>())?;
            Ok(users.missing(asked).into_iter().cloned().collect())
        },
    );
    // An array that was begun is ended, so that it can be read.
    let is_readable = !matches!(result, Err(Failure::Output(_) | Failure::ClosedPipe));
    if is_readable && (result.is_ok() || context.output.has_part()) {
        context.output.end::<Profile<'_>>()?;
    }
    result
}

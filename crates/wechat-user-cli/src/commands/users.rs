//! `wechat-user users`

mod batch;
mod remark;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::OpenId;
use wechat_user::users::{GetFollowers, Lang};

use super::listing::Listing;
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::openid;
use crate::output::{OpenIdRow, Prints};
use crate::user_row::Profile;

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Profile<'_>>("users info"),
    Prints::new::<Profile<'_>>("users batch"),
    Prints::new::<OpenIdRow<'_>>("users list"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// Print a user's profile (用户基本信息).
    ///
    /// With --json, the fields that the service sends, under the names of the columns. Since 2021 it no longer sends
    /// nickname, sex, place and avatar.
    Info {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
        #[command(flatten)]
        places: Places,
    },
    /// Print the profiles of several users (批量获取用户基本信息), in the order given, with one call for every 100.
    ///
    /// If a profile is missing in the response, the exit code is 6, and the error names the user.
    Batch(batch::Batch),
    /// Set the remark on a follower (设置用户备注名), or with --file on any number of them, with one call for each.
    Remark(remark::Remark),
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
            Self::Batch(batch) => batch.run(context),
            Self::Remark(remark) => remark.run(context),
            Self::List(listing) => {
                listing.print(context, |from| from.map_or_else(GetFollowers::new, GetFollowers::after))
            }
        }
    }
}

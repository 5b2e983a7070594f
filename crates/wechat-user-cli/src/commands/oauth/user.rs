//! `wechat-user oauth user`

use clap::Args;
use serde::Serialize;
use wechat_user::oauth::Profile;
use wechat_user::secret::UserAccessToken;
use wechat_user::users::Sex;
use wechat_user::{OpenId, UnionId};

use crate::commands::users::Places;
use crate::context::Context;
use crate::env;
use crate::failure::Failure;
use crate::messages::token as messages;
use crate::openids::openid;
use crate::output::{Cell, Prints, Record};
use crate::text::trimmed;

/// The environment variable with a user's token. It is never a flag: every user of the machine can list flags.
const VARIABLE: &str = "WECHAT_USER_TOKEN";

#[derive(Args, Debug)]
pub(crate) struct User {
    /// The user, with their access_token of the scope snsapi_userinfo in WECHAT_USER_TOKEN
    #[arg(value_parser = openid, required_unless_present = "code", conflicts_with = "code")]
    openid: Option<OpenId>,
    /// The code that the user's browser returned with; it is exchanged first, so that no token is needed
    #[arg(long, value_parser = trimmed, allow_hyphen_values = true)]
    code: Option<String>,
    #[command(flatten)]
    places: Places,
}

pub(super) const PRINTS: Prints = Prints::new::<Shown<'_>>("oauth user");

impl User {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let client = context.client()?;
        let (token, openid) = match (self.openid, self.code) {
            (Some(openid), _) => (token()?, openid),
            (None, code) => {
                let granted = client.oauth().exchange(code.unwrap_or_default())?;
                (granted.access_token, granted.openid)
            }
        };
        let profile = client.oauth().user_in(&token, &openid, self.places.lang())?;
        Ok(context.output.one(&Shown::of(&profile))?)
    }
}

fn token() -> Result<UserAccessToken, Failure> {
    let refuse = |problem| Failure::Usage(messages::no_user_token(problem, VARIABLE));
    let secret = env::secret(VARIABLE).map_err(refuse)?;
    Ok(UserAccessToken::from(secret))
}

#[derive(Serialize)]
struct Shown<'a> {
    openid: &'a OpenId,
    nickname: Option<&'a str>,
    sex: Option<u8>,
    country: Option<&'a str>,
    province: Option<&'a str>,
    city: Option<&'a str>,
    headimgurl: Option<&'a str>,
    privilege: &'a [String],
    unionid: Option<&'a UnionId>,
}

impl<'a> Shown<'a> {
    fn of(profile: &'a Profile) -> Self {
        Self {
            openid: &profile.openid,
            nickname: profile.nickname.as_deref(),
            sex: profile.sex.and_then(number),
            country: profile.country.as_deref(),
            province: profile.province.as_deref(),
            city: profile.city.as_deref(),
            headimgurl: profile.headimgurl.as_deref(),
            privilege: &profile.privilege,
            unionid: profile.unionid.as_ref(),
        }
    }
}

/// 1 or 2, as the service encodes it.
const fn number(sex: Sex) -> Option<u8> {
    match sex {
        Sex::Male => Some(1),
        Sex::Female => Some(2),
        _ => None,
    }
}

impl Record for Shown<'_> {
    const COLUMNS: &'static [&'static str] =
        &["openid", "nickname", "sex", "country", "province", "city", "headimgurl", "unionid"];
    const ONLY_JSON: &'static [&'static str] = &["privilege"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::whole(self.openid.as_str()),
            self.nickname.into(),
            self.sex.map(u64::from).into(),
            self.country.into(),
            self.province.into(),
            self.city.into(),
            self.headimgurl.into(),
            Cell::whole(self.unionid.map(UnionId::as_str).unwrap_or_default()),
        ]
    }
}

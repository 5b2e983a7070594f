use wechat_user_core::token::{GetStableToken, GetToken, TokenResponse};
use wechat_user_core::{AppId, AppSecret, Error, decode};

use super::{Sample, sample};

pub(super) fn samples() -> Vec<Sample> {
    let (app_id, secret) = (AppId::from("APPID"), AppSecret::from("APPSECRET"));
    vec![
        sample(&GetToken::new(&app_id, &secret), |response| check(decode::<GetToken<'_>>(response)?)),
        sample(&GetStableToken::new(&app_id, &secret), |response| check(decode::<GetStableToken<'_>>(response)?)),
    ]
}

fn check(answer: TokenResponse) -> Result<(), Error> {
    assert_eq!((answer.access_token.expose(), answer.expires_in), ("ACCESS_TOKEN", Some(7_200)));
    Ok(())
}

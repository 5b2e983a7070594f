use wechat_user_core::oauth::{CheckUserToken, ExchangeCode, GetProfile, RefreshUserToken, UserToken};
use wechat_user_core::secret::{AuthorizationCode, RefreshToken, UserAccessToken};
use wechat_user_core::users::{Lang, Sex};
use wechat_user_core::{AppId, AppSecret, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let (app_id, secret) = (AppId::from("APPID"), AppSecret::from("SECRET"));
    let (code, refresh) = (AuthorizationCode::from("CODE"), RefreshToken::from("REFRESH_TOKEN"));
    let (token, user) = (UserAccessToken::from("ACCESS_TOKEN"), openid("OPENID"));
    vec![
        sample(&ExchangeCode::new(&app_id, &secret, &code), |response| {
            let token = decode::<ExchangeCode<'_>>(response)?;
            check(&token);
            assert_eq!(token.unionid.as_ref().map(|id| id.as_str()), Some("UNIONID"));
            assert!(token.is_snapshotuser);
            Ok(())
        }),
        sample(&RefreshUserToken::new(&app_id, &refresh), |response| {
            let token = decode::<RefreshUserToken<'_>>(response)?;
            check(&token);
            assert!(token.unionid.is_none() && !token.is_snapshotuser);
            Ok(())
        }),
        sample(&GetProfile::new(&token, &user).with_lang(Lang::ZhCn), |response| {
            let profile = decode::<GetProfile<'_>>(response)?;
            assert_eq!((profile.openid.as_str(), profile.nickname.as_deref()), ("OPENID", Some("NICKNAME")));
            assert_eq!((profile.sex, profile.country.as_deref()), (Some(Sex::Male), Some("COUNTRY")));
            assert_eq!((profile.province.as_deref(), profile.city.as_deref()), (Some("PROVINCE"), Some("CITY")));
            assert!(profile.headimgurl.is_some_and(|url| url.ends_with("/46")));
            assert_eq!(profile.privilege, ["PRIVILEGE1", "PRIVILEGE2"]);
            assert_eq!(profile.unionid.as_ref().map(|id| id.as_str()), Some("o6_bmasdasdsad6_2sgVt7hMZOPfL"));
            Ok(())
        }),
        sample(&CheckUserToken::new(&token, &user), |response| decode::<CheckUserToken<'_>>(response).map(drop)),
    ]
}

fn check(token: &UserToken) {
    assert_eq!((token.access_token.expose(), token.expires_in), ("ACCESS_TOKEN", Some(7_200)));
    assert_eq!(token.refresh_token.as_ref().map(RefreshToken::expose), Some("REFRESH_TOKEN"));
    assert_eq!((token.openid.as_str(), token.scope.as_deref()), ("OPENID", Some("SCOPE")));
}

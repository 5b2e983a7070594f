//! `/sns/*` (网页授权).

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::grants::{ACCESS_LIFETIME, Grant, Revoked, WebScope};
use crate::service::state::profile::Lang;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// `GET sns/oauth2/access_token?appid=..&secret=..&code=..&grant_type=authorization_code`.
pub(super) fn exchange(account: &mut Account, call: &Call<'_>) -> Reply {
    account.check_app_id(call.param("appid").as_deref())?;
    account.check_secret(call.param("secret").as_deref())?;
    let code = call.param("code").ok_or(Refusal::new(41008))?;
    check_grant_type(call, "authorization_code")?;
    let number = account.grants.take_code(call.now, &code).map_err(Refusal::new)?;
    let grant = account.grants.by_number.get(&number).cloned().ok_or(Refusal::new(40029))?;
    if account.settings.base_revokes_userinfo && grant.scope == WebScope::Base {
        account.grants.revoke(grant.user, Some(WebScope::UserInfo), Revoked::Superseded);
    }
    Ok(account.grant_web(call, number, &grant))
}

/// `GET sns/oauth2/refresh_token?appid=..&grant_type=refresh_token&refresh_token=..`: no secret.
pub(super) fn refresh(account: &mut Account, call: &Call<'_>) -> Reply {
    account.check_app_id(call.param("appid").as_deref())?;
    check_grant_type(call, "refresh_token")?;
    let text = call.param("refresh_token").ok_or(Refusal::new(41003))?;
    let number = account.grants.find_refresh(call.now, &text).map_err(Refusal::new)?;
    let grant = account.grants.by_number.get(&number).cloned().ok_or(Refusal::new(40030))?;
    Ok(account.grant_web(call, number, &grant))
}

/// `GET sns/userinfo?access_token=..&openid=..&lang=zh_CN`, of a follower or another user.
pub(super) fn userinfo(account: &mut Account, call: &Call<'_>) -> Reply {
    let grant = account.check_user_token(call)?;
    if grant.scope == WebScope::Base {
        return Err(Refusal::new(48001));
    }
    let mut json = account.json();
    account.write_web_profile(grant, Lang::of(&call.param("lang").unwrap_or_default()), &mut json);
    Ok(json.finish())
}

/// `GET sns/auth?access_token=..&openid=..`.
pub(super) fn auth(account: &mut Account, call: &Call<'_>) -> Reply {
    account.check_user_token(call)?;
    ok()
}

fn check_grant_type(call: &Call<'_>, wanted: &str) -> Result<(), Refusal> {
    if call.param("grant_type").as_deref() == Some(wanted) { Ok(()) } else { Err(Refusal::new(40002)) }
}

impl Account {
    /// The authorization of the call's access token; it must be of the user with the call's openid.
    fn check_user_token(&self, call: &Call<'_>) -> Result<&Grant, Refusal> {
        let token = call.param("access_token").ok_or(Refusal::new(41001))?;
        let grant = self.grants.find_access(call.now, &token).map_err(Refusal::new)?;
        let openid = call.param("openid").ok_or(Refusal::new(41009))?;
        if openid != self.openid(grant.user) {
            return Err(Refusal::new(40003));
        }
        Ok(grant)
    }

    fn grant_web(&mut self, call: &Call<'_>, number: u64, grant: &Grant) -> Vec<u8> {
        let (access_token, refresh_token) = self.grants.issue(call.now, number);
        let mut json = self.json();
        json.key("access_token").text(&access_token).key("expires_in").integer(ACCESS_LIFETIME.as_secs());
        json.key("refresh_token").text(&refresh_token).key("openid").text(&self.openid(grant.user));
        json.key("scope").text(grant.scope.as_str());
        if grant.scope == WebScope::UserInfo {
            self.write_web_unionid(grant, &mut json);
        }
        if grant.is_snapshot {
            json.key("is_snapshotuser").integer(1);
        }
        json.finish()
    }
}

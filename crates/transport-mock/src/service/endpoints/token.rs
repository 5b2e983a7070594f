//! `/cgi-bin/token` and `/cgi-bin/stable_token`.

use std::borrow::Cow;
use std::time::Duration;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::tokens::TokenRef;
use crate::service::wire::refusal::{Refusal, Reply};

/// `GET /cgi-bin/token?grant_type=client_credential&appid=APPID&secret=APPSECRET`.
pub(super) fn plain(account: &mut Account, call: &Call<'_>) -> Reply {
    let get = |name| call.param(name);
    account.check_credentials(call, get("grant_type"), get("appid"), get("secret"))?;
    let granted = account.tokens.plain(call.now, account.settings.token_lifetime);
    Ok(account.grant(granted))
}

/// `POST /cgi-bin/stable_token` with `grant_type`, `appid`, `secret` and optionally `force_refresh`.
pub(super) fn stable(account: &mut Account, call: &Call<'_>) -> Reply {
    let get = |pointer| call.text(pointer).filter(|text| !text.is_empty()).map(Cow::Borrowed);
    account.check_credentials(call, get("/grant_type"), get("/appid"), get("/secret"))?;
    let lifetime = account.settings.token_lifetime;
    let forced = call.json.get("force_refresh").and_then(serde_json::Value::as_bool) == Some(true);
    let granted = match forced.then(|| account.tokens.force(call.now, lifetime)) {
        Some(Some(granted)) => granted,
        Some(None) if account.settings.refuse_force_over_budget => return Err(Refusal::new(45009)),
        _ => account.tokens.stable(call.now, lifetime),
    };
    Ok(account.grant(granted))
}

type Text<'a> = Option<Cow<'a, str>>;

impl Account {
    fn check_credentials(
        &self,
        call: &Call<'_>,
        grant_type: Text<'_>,
        app_id: Text<'_>,
        secret: Text<'_>,
    ) -> Result<(), Refusal> {
        if grant_type.as_deref() != Some("client_credential") {
            return Err(Refusal::new(40002));
        }
        self.check_app_id(app_id.as_deref())?;
        self.check_secret(secret.as_deref())?;
        match &self.settings.ip_whitelist {
            Some(whitelist) if !whitelist.contains(&call.client_ip) => Err(Refusal::not_in_whitelist(call.client_ip)),
            _ => Ok(()),
        }
    }

    /// 41002, 40013.
    pub(crate) fn check_app_id(&self, app_id: Option<&str>) -> Result<(), Refusal> {
        match app_id {
            None => Err(Refusal::new(41002)),
            Some(app_id) if app_id != self.app_id.as_str() => Err(Refusal::new(40013)),
            Some(_) => Ok(()),
        }
    }

    /// 41004, 40125.
    pub(crate) fn check_secret(&self, secret: Option<&str>) -> Result<(), Refusal> {
        let secret = secret.ok_or(Refusal::new(41004))?;
        if secret == self.app_secret.expose() {
            return Ok(());
        }
        let well_formed = secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        Err(Refusal::new(if well_formed { self.settings.wrong_secret } else { 40125 }))
    }

    fn grant(&self, (token, left): (TokenRef, Duration)) -> Vec<u8> {
        let mut json = self.json();
        json.key("access_token").text(&self.tokens.text(token));
        json.key("expires_in").integer(left.as_secs());
        json.finish()
    }
}

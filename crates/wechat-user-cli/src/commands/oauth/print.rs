//! The result of an exchange.

use serde::Serialize;
use wechat_user::oauth::UserToken;
use wechat_user::secret::RefreshToken;
use wechat_user::{OpenId, UnionId};

use crate::output::{Cell, Record};

#[derive(Serialize)]
pub(super) struct Granted<'a> {
    openid: &'a OpenId,
    scope: Option<&'a str>,
    expires_in: u64,
    is_snapshotuser: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unionid: Option<&'a UnionId>,
}

#[derive(Serialize)]
pub(super) struct Revealed<'a> {
    #[serde(flatten)]
    granted: Granted<'a>,
    access_token: &'a str,
    refresh_token: Option<&'a str>,
}

impl<'a> Granted<'a> {
    pub(super) fn of(token: &'a UserToken) -> Self {
        Self {
            openid: &token.openid,
            scope: token.scope.as_deref(),
            expires_in: token.life().as_secs(),
            is_snapshotuser: token.is_snapshotuser,
            unionid: token.unionid.as_ref(),
        }
    }
}

impl<'a> Revealed<'a> {
    pub(super) fn of(token: &'a UserToken) -> Self {
        let refresh_token = token.refresh_token.as_ref().map(RefreshToken::expose);
        Self { granted: Granted::of(token), access_token: token.access_token.expose(), refresh_token }
    }
}

impl Record for Granted<'_> {
    const COLUMNS: &'static [&'static str] = &["openid", "scope", "expires_in", "is_snapshotuser", "unionid"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::whole(self.openid.as_str()),
            self.scope.into(),
            self.expires_in.into(),
            u64::from(self.is_snapshotuser).into(),
            Cell::whole(self.unionid.map(UnionId::as_str).unwrap_or_default()),
        ]
    }
}

impl Record for Revealed<'_> {
    const COLUMNS: &'static [&'static str] =
        &["openid", "scope", "expires_in", "is_snapshotuser", "unionid", "access_token", "refresh_token"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = self.granted.cells();
        cells.extend([self.access_token.into(), self.refresh_token.into()]);
        cells
    }
}

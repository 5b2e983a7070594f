//! Who calls: the account, its secret, and where its token comes from.

use crate::values::ids::AppId;
use crate::values::secret::AppSecret;
use crate::values::token_mode::TokenMode;

/// Who calls: the account, its secret where one is needed, and where the token comes from.
#[derive(Clone, Debug)]
pub struct Credentials {
    app_id: AppId,
    secret: Option<AppSecret>,
    mode: TokenMode,
}

impl Credentials {
    /// Stable tokens. The mode to start with.
    pub fn stable(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Self {
        Self { app_id: app_id.into(), secret: Some(secret.into()), mode: TokenMode::Stable }
    }

    /// Plain tokens.
    pub fn plain(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Self {
        Self { app_id: app_id.into(), secret: Some(secret.into()), mode: TokenMode::Plain }
    }

    /// No token: cloud hosting adds it. Needs no secret.
    pub fn no_token(app_id: impl Into<AppId>) -> Self {
        Self { app_id: app_id.into(), secret: None, mode: TokenMode::None }
    }

    /// Tokens from elsewhere, handed to [`Session::supply`](crate::Session::supply). Needs no secret.
    pub fn supplied(app_id: impl Into<AppId>) -> Self {
        Self { app_id: app_id.into(), secret: None, mode: TokenMode::Supplied }
    }

    /// Tokens from a source or a store of the driver, which is asked whenever one is wanted. Needs no secret. When
    /// nothing grants a want, the call fails with [`ErrorKind::TokenMissing`](crate::ErrorKind::TokenMissing), and
    /// nothing is sent.
    pub fn sourced(app_id: impl Into<AppId>) -> Self {
        Self { app_id: app_id.into(), secret: None, mode: TokenMode::Sourced }
    }

    /// The same account and secret in another mode.
    #[must_use]
    pub fn with_mode(mut self, mode: TokenMode) -> Self {
        self.mode = mode;
        self
    }

    /// The account.
    #[must_use]
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// Where the token comes from.
    #[must_use]
    pub fn mode(&self) -> TokenMode {
        self.mode
    }

    /// The AppSecret, if there is one: for the calls that show it, such as a code exchange.
    #[must_use]
    pub fn app_secret(&self) -> Option<&AppSecret> {
        self.secret.as_ref().filter(|secret| !secret.expose().is_empty())
    }

    /// Empty where there is none: the service then reports that it is missing (41004).
    pub(crate) fn secret(&self) -> AppSecret {
        self.secret.clone().unwrap_or_else(|| AppSecret::from(""))
    }
}

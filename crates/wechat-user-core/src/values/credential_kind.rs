//! Which of the account's credentials.

/// One of the three credentials that a session keeps for its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CredentialKind {
    /// The `access_token` (接口调用凭据).
    AccessToken,
    /// The `jsapi_ticket` (JS-SDK 票据).
    JsapiTicket,
    /// The `api_ticket` of cards (卡券票据).
    CardTicket,
}

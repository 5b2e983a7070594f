//! What a worker gets instead of a response of the service. Fixed texts: nothing that the service or a library said is
//! part of them.

use http::StatusCode;

use crate::outcome::Outcome;

/// One refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) outcome: Outcome,
    pub(crate) status: StatusCode,
    /// Without one, the body is no error of the service's form. A client then goes by the status: it cannot take a lost
    /// response for a refusal.
    pub(crate) errcode: Option<i32>,
    pub(crate) text: &'static str,
}

const fn of(outcome: Outcome, status: StatusCode, errcode: Option<i32>, text: &'static str) -> Refusal {
    Refusal { outcome, status, errcode, text }
}

impl Refusal {
    pub(crate) const MALFORMED_TOKEN: Self =
        of(Outcome::BadToken, StatusCode::OK, Some(40_014), "this is not a token of the gateway");
    pub(crate) const UNKNOWN_TOKEN: Self =
        of(Outcome::BadToken, StatusCode::OK, Some(40_001), "the gateway did not issue this token, or revoked its key");
    pub(crate) const EXPIRED_TOKEN: Self =
        of(Outcome::BadToken, StatusCode::OK, Some(42_001), "the token of the gateway has expired");
    pub(crate) const BAD_KEY: Self =
        of(Outcome::BadKey, StatusCode::OK, Some(40_125), "unknown AppID, or not a worker's key for it");
    pub(crate) const BAD_GRANT_TYPE: Self =
        of(Outcome::BadRequest, StatusCode::OK, Some(40_002), "grant_type must be client_credential");
    pub(crate) const BAD_TICKET_TYPE: Self =
        of(Outcome::BadRequest, StatusCode::OK, Some(40_097), "type must be jsapi or wx_card");
    pub(crate) const BAD_PATH: Self =
        of(Outcome::BadPath, StatusCode::OK, Some(48_001), "this worker's key may not call this path");
    pub(crate) const BAD_ADDRESS: Self =
        of(Outcome::BadAddress, StatusCode::OK, Some(40_164), "this worker's key may not be used from this address");
    pub(crate) const TOO_MANY: Self =
        of(Outcome::TooMany, StatusCode::OK, Some(45_011), "the calls a minute of this worker's key are used up");

    pub(crate) const OVERLOADED: Self =
        of(Outcome::Overloaded, StatusCode::SERVICE_UNAVAILABLE, None, "the gateway is overloaded; nothing was sent");
    pub(crate) const NO_TOKEN: Self = of(
        Outcome::Unavailable,
        StatusCode::BAD_GATEWAY,
        None,
        "the gateway has no token for the account; nothing was sent",
    );
    pub(crate) const NOT_SENT: Self =
        of(Outcome::Unavailable, StatusCode::BAD_GATEWAY, None, "the service cannot be reached; nothing was sent");
    pub(crate) const WITHHELD: Self =
        of(Outcome::Withheld, StatusCode::BAD_GATEWAY, None, "the response may hold a credential and is withheld");
    pub(crate) const UNKNOWN: Self =
        of(Outcome::Unknown, StatusCode::GATEWAY_TIMEOUT, None, "no response; the service may have done the request");
    pub(crate) const TOO_SLOW: Self =
        of(Outcome::TooSlow, StatusCode::REQUEST_TIMEOUT, None, "the body did not arrive in time");
    pub(crate) const TOO_LARGE: Self =
        of(Outcome::TooLarge, StatusCode::PAYLOAD_TOO_LARGE, None, "the body is larger than the gateway allows");

    /// A request of a form that is refused. 40035 is a code on which no library asks for another token.
    pub(crate) const fn bad_request(text: &'static str) -> Self {
        of(Outcome::BadRequest, StatusCode::BAD_REQUEST, Some(40_035), text)
    }

    pub(crate) const fn with_status(outcome: Outcome, status: StatusCode, text: &'static str) -> Self {
        of(outcome, status, None, text)
    }
}

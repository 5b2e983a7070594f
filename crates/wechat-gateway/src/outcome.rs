//! How a request of a worker ended: a fixed word in the audit file and in the metrics.

/// One word for each end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A token was issued.
    Issued,
    /// The response of the service was passed on.
    Relayed,
    /// A ticket was handed out.
    Ticket,
    /// The request is malformed, or of a form that is refused.
    BadRequest,
    /// An unknown key or AppID, or a key without this account.
    BadKey,
    /// The gateway's token is malformed, unknown, expired, or its key is revoked.
    BadToken,
    /// A path that the key may not call.
    BadPath,
    /// An address from which the key may not call.
    BadAddress,
    /// The key's limit of a minute.
    TooMany,
    /// A body beyond the limit.
    TooLarge,
    /// The worker was too slow.
    TooSlow,
    /// The gateway is overloaded, or ends. Nothing was sent.
    Overloaded,
    /// No real token or ticket could be had, or the request was certainly not sent.
    Unavailable,
    /// The response quotes a real credential, or could not be searched for one.
    Withheld,
    /// There is no response, and the request may have arrived.
    Unknown,
}

impl Outcome {
    pub(crate) const ALL: [Self; 15] = [
        Self::Issued,
        Self::Relayed,
        Self::Ticket,
        Self::BadRequest,
        Self::BadKey,
        Self::BadToken,
        Self::BadPath,
        Self::BadAddress,
        Self::TooMany,
        Self::TooLarge,
        Self::TooSlow,
        Self::Overloaded,
        Self::Unavailable,
        Self::Withheld,
        Self::Unknown,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Relayed => "relayed",
            Self::Ticket => "ticket",
            Self::BadRequest => "bad_request",
            Self::BadKey => "bad_key",
            Self::BadToken => "bad_token",
            Self::BadPath => "bad_path",
            Self::BadAddress => "bad_address",
            Self::TooMany => "too_many",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::Overloaded => "overloaded",
            Self::Unavailable => "unavailable",
            Self::Withheld => "withheld",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_place_and_a_word_of_its_own() {
        for (place, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome as usize, place);
            assert_eq!(Outcome::ALL.iter().filter(|other| other.as_str() == outcome.as_str()).count(), 1);
        }
    }
}

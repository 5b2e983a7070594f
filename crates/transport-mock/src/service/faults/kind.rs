//! The kinds of faults, and the moments of a call at which they apply.

use std::time::Duration;

use super::dirt::Dirt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Refuse,
    LoseRequest,
    Stall,
    Status(u16),
    ReplaceToken,
    RejectToken(i64),
    ExhaustQuota,
    Errcode(i64),
    HideTag(u64),
    DelayMembers(u64),
    ConcurrentChange(i64),
    FailSome(usize),
    Dirty(Dirt),
    LoseResponse,
    CutBody(usize),
    Drip(usize, Duration),
}

/// The moments of a call at which a fault can apply, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before the request arrived.
    Connection,
    /// In the gateway, before the service got the call.
    Gateway,
    /// Just before the token is checked.
    Token,
    /// After the token was found valid.
    Verdict,
    /// Just before the quota is checked.
    Quota,
    /// Instead of processing the call, after the checks of token and quota.
    Work,
    /// When another unfinished call changes the same users.
    Overlap,
    /// When the list of a batch is read.
    Batch,
    /// After the call was processed.
    Effect,
    /// When the body is written.
    Body,
    /// After the call was processed, before the response arrives.
    Response,
}

impl Kind {
    pub(crate) const fn moment(self) -> Moment {
        match self {
            Self::Refuse | Self::LoseRequest | Self::Stall => Moment::Connection,
            Self::Status(_) => Moment::Gateway,
            Self::ReplaceToken => Moment::Token,
            Self::RejectToken(_) => Moment::Verdict,
            Self::ExhaustQuota => Moment::Quota,
            Self::Errcode(_) => Moment::Work,
            Self::ConcurrentChange(_) => Moment::Overlap,
            Self::FailSome(_) => Moment::Batch,
            Self::HideTag(_) | Self::DelayMembers(_) => Moment::Effect,
            Self::Dirty(_) => Moment::Body,
            Self::LoseResponse | Self::CutBody(_) | Self::Drip(..) => Moment::Response,
        }
    }

    /// The name in the journal and in files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse_connection",
            Self::LoseRequest => "lose_request",
            Self::Stall => "stall",
            Self::Status(_) => "status",
            Self::ReplaceToken => "replace_token",
            Self::RejectToken(_) => "reject_token",
            Self::ExhaustQuota => "exhaust_quota",
            Self::Errcode(_) => "errcode",
            Self::HideTag(_) => "hide_new_tag",
            Self::DelayMembers(_) => "delay_members",
            Self::ConcurrentChange(_) => "concurrent_change",
            Self::FailSome(_) => "fail_some",
            Self::Dirty(_) => "dirty",
            Self::LoseResponse => "lose_response",
            Self::CutBody(_) => "cut_body",
            Self::Drip(..) => "drip",
        }
    }
}

//! The kinds of faults, and the moments of a call at which they strike.

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
    LoseAnswer,
    CutBody(usize),
    Drip(usize, Duration),
}

/// The moments of a call at which something can go wrong, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before anything arrived.
    Connection,
    /// In the gateway, before the service saw the call.
    Gateway,
    /// Just before the token is looked at.
    Token,
    /// When the token was found good.
    Verdict,
    /// Just before the quota is looked at.
    Quota,
    /// Instead of the work, after the checks of token and quota.
    Work,
    /// When somebody whom the call changes is being changed.
    Overlap,
    /// When the list of a batch is read.
    Batch,
    /// While the work is done.
    Effect,
    /// When the body is written.
    Body,
    /// After work that was done, on the way back.
    Answer,
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
            Self::LoseAnswer | Self::CutBody(_) | Self::Drip(..) => Moment::Answer,
        }
    }

    /// As the journal and files name it.
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
            Self::LoseAnswer => "lose_response",
            Self::CutBody(_) => "cut_body",
            Self::Drip(..) => "drip",
        }
    }
}

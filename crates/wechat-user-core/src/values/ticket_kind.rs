//! The kinds of tickets (票据) that an account has.

/// What the ticket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TicketKind {
    /// `jsapi`: the signature of `wx.config` (`jsapi_ticket`).
    Jsapi,
    /// `wx_card`: the signatures of cards (卡券 `api_ticket`).
    WxCard,
}

impl TicketKind {
    /// The spelling of the service: `jsapi`, `wx_card`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jsapi => "jsapi",
            Self::WxCard => "wx_card",
        }
    }
}

//! Where a code came from, and what helps.

/// The kind of call that got a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The account's token is fetched (`token`, `stable_token`), or another call authenticates with the AppSecret
    /// instead of a token (`clear_quota/v2`).
    TokenFetch,
    /// A call with the account's token: nearly all of them.
    AppCall,
    /// Web OAuth (网页授权): a call with a user's own code or token (`sns/*`), and the authorize page.
    UserCall,
}

impl Place {
    /// Every place.
    pub const ALL: &'static [Self] = &[Self::TokenFetch, Self::AppCall, Self::UserCall];
}

/// What helps against an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// Try again after a pause that grows.
    BackOff,
    /// Fetch a new token for the account, then send again.
    RenewToken,
    /// A minute quota (每分钟频率限制) is used up: go on in the next minute.
    SlowDown,
    /// A daily quota (每日调用上限) is used up: go on the next day.
    WaitForTomorrow,
    /// The operator must change AppID, AppSecret, IP white-list (IP白名单), permissions or addresses.
    FixConfiguration,
    /// The arguments are wrong.
    FixRequest,
    /// Some openids of the call failed (45171): send those again, which `fail_openid_list` names.
    RetryFailed,
    /// Concurrent changes of one user (45169, 45159): send them one after another.
    RetryOneByOne,
    /// The user's token has expired: refresh it, or let the user authorize again (重新授权).
    Reauthorize,
    /// Nothing that a program can do is known to help.
    GiveUp,
}

impl Remedy {
    /// One sentence that says what to do. [`Entry::advice_en`](super::Entry::advice_en) is more to the point where the
    /// code is known.
    #[must_use]
    pub const fn advice_en(self) -> &'static str {
        match self {
            Self::BackOff => "Try again a few times, after pauses that grow.",
            Self::RenewToken => "Fetch a new access_token and send the request once more.",
            Self::SlowDown => "Wait for the next minute, then call more slowly.",
            Self::WaitForTomorrow => "Stop calling this API until its quota starts again the next day.",
            Self::FixConfiguration => {
                "Correct the configuration of the program or of the account; trying again does not help."
            }
            Self::FixRequest => "Correct the arguments; the same request gets the same response again.",
            Self::RetryFailed => "Send the call again with the openids of fail_openid_list only.",
            Self::RetryOneByOne => "Send the changes of one user one after another, and this one again after a pause.",
            Self::Reauthorize => {
                "Refresh the user's token with its refresh_token; if that fails too, send the user through the \
                 authorize URL again."
            }
            Self::GiveUp => {
                "Nothing that a program can do is known to help; keep the rid of the response for the investigation."
            }
        }
    }

    /// The same in Chinese.
    #[must_use]
    pub const fn advice_zh(self) -> &'static str {
        match self {
            Self::BackOff => "稍候重试几次，间隔逐次加长。",
            Self::RenewToken => "重新获取 access_token，再发送一次请求。",
            Self::SlowDown => "等到下一分钟再继续，并放慢调用速度。",
            Self::WaitForTomorrow => "停止调用该接口，次日额度恢复后再继续。",
            Self::FixConfiguration => "修正程序或公众号的配置；重试无济于事。",
            Self::FixRequest => "修正参数；原样重发只会得到同样的结果。",
            Self::RetryFailed => "只对 fail_openid_list 中列出的 openid 重新调用。",
            Self::RetryOneByOne => "对同一用户的修改逐个进行，不要并发；稍候再重试本次修改。",
            Self::Reauthorize => "用 refresh_token 刷新该用户的 token；若仍失败，引导用户重新授权。",
            Self::GiveUp => "程序没有已知的补救办法；请保留返回的 rid，以便排查。",
        }
    }
}

//! Which kind of token an account uses.

/// Where the account's token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenMode {
    /// `/cgi-bin/stable_token` (稳定版接口调用凭据): another fetch does not invalidate the token of another process. The
    /// default.
    Stable,
    /// `/cgi-bin/token` (接口调用凭据): another fetch invalidates the previous token after five minutes. One process at a
    /// time.
    Plain,
    /// No token at all, as inside WeChat cloud hosting (微信云托管).
    None,
    /// The program supplies it; the session never fetches one.
    Supplied,
    /// A source or a store of the driver has it; the session itself sends no token request.
    Sourced,
}

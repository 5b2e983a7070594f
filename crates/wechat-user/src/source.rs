//! Tokens from elsewhere: a company's token server, a file that another process writes, a closure.

use std::error::Error;

use wechat_user_core::machine::{Grant, TokenWant};

/// Answers the client's want of a token. Asked outside any lock, and only when the token in hand is missing, stale or rejected; by one thread at a time, unless it takes
/// longer than 15 seconds: then another thread asks too, and the answer that came late is dropped.
///
/// Nothing ends a source that hangs, not even the time-out of the call: it must have one of its own. It must not use the client that it serves, which would wait for
/// the token that is being asked for.
///
/// The want says which token was rejected; a source that still has that one must get another first. Closures are sources:
///
/// ```
/// use transport_mock::FakeWeChat;
/// use wechat_user::machine::{Grant, TokenWant};
/// use wechat_user::{Client, Credentials, Timestamp};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// let wechat = FakeWeChat::new();
/// let other_process = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let source = move |_want: &TokenWant| {
///     let held = other_process.token()?;
///     Ok(Some(Grant::new(held.token, held.expires)))
/// };
/// let client = Client::builder(wechat.app_id(), "").token_source(source).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// assert_eq!(client.groups().list()?.len(), 3);
/// # Ok(())
/// # }
/// ```
pub trait TokenSource: Send + Sync {
    /// The token, or `None` to have the client fetch one itself.
    ///
    /// # Errors
    ///
    /// When there is no token; the call waits a little and asks again, like after a token request that was not answered.
    fn token(&self, want: &TokenWant) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>>;
}

impl<F> TokenSource for F
where
    F: Fn(&TokenWant) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>> + Send + Sync,
{
    fn token(&self, want: &TokenWant) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>> {
        self(want)
    }
}

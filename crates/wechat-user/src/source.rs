//! Credentials from elsewhere: a company's token server, a file that another process writes, a closure.

use std::error::Error;

use wechat_user_core::machine::{Grant, Want};

/// Answers the client's want of a credential: the access token, the `jsapi_ticket`, the card ticket ([`Want::kind`]).
///
/// It is asked outside any lock, and only when the value in hand is missing, stale or rejected, by one call at a time.
/// The client waits for it until the call's deadline; a source needs a time-out of its own, because nothing else ends
/// one that hangs. It must not use the client that it serves: that would wait for the credential that is being asked
/// for.
///
/// The want says which value was rejected; a source that still has that one must get another first. A client that has
/// no AppSecret uses [`Credentials::sourced`](crate::Credentials::sourced). For a ticket, the token is obtained first.
/// Closures are sources:
///
/// ```
/// use transport_mock::FakeWeChat;
/// use wechat_user::machine::{CredentialKind, Grant, Want};
/// use wechat_user::{Client, Credentials};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// let wechat = FakeWeChat::new();
/// let other_process = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let source = move |want: &Want| match want.kind {
///     CredentialKind::AccessToken => {
///         let held = other_process.token()?;
///         Ok(Some(Grant::adopted(held.token, held.expires)))
///     }
///     _ => Ok(None),
/// };
/// let client = Client::builder_with(Credentials::sourced(wechat.app_id()))
///     .credential_source(source)
///     .transport(wechat.clone())
///     .clock(wechat.clock())
///     .build()?;
/// assert_eq!(client.groups().list()?.len(), 3);
/// # Ok(())
/// # }
/// ```
pub trait CredentialSource: Send + Sync {
    /// The credential, or `None` to have the client fetch one itself; for
    /// [`Credentials::sourced`](crate::Credentials::sourced) the call then fails with
    /// [`ErrorKind::TokenMissing`](crate::ErrorKind::TokenMissing), and nothing is sent.
    ///
    /// # Errors
    ///
    /// When there is none; the call waits a little and asks again, as after a token request without a response.
    fn credential(&self, want: &Want) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>>;
}

impl<F> CredentialSource for F
where
    F: Fn(&Want) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>> + Send + Sync,
{
    fn credential(&self, want: &Want) -> Result<Option<Grant>, Box<dyn Error + Send + Sync>> {
        self(want)
    }
}

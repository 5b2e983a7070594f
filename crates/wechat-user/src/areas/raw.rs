//! `client.raw()`

use wechat_user_core::Error;
use wechat_user_core::machine::{RelayCall, Relayed};
use wechat_user_core::raw::{RawGet, RawPost, Relay, Value};

use crate::shared::Handle;

/// Any path of the service, with the client's token, retries and errors: for calls that have no method here.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Raw<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Reads: [`RawGet`]. Sent again like other reads; for a GET that must not be, [`RawGet::not_replayable`] and
    /// [`Client::call`](crate::Client::call).
    pub fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Error> {
        let get = query.iter().fold(RawGet::new(path)?, |get, (key, value)| get.with(key, *value));
        self.0.call(&get)
    }

    /// Posts JSON: [`RawPost`]. Not sent again once it may have arrived; for a POST that may be,
    /// [`RawPost::replayable`] and [`Client::call`](crate::Client::call).
    pub fn post(&self, path: &str, json: Value) -> Result<Value, Error> {
        self.0.call(&RawPost::new(path, json)?)
    }

    /// Passes on the request of another program with the account's token, and returns the response as it came:
    /// [`Relay`], [`RelayCall`].
    ///
    /// ```
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::{Client, raw::Relay};
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new();
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let relayed = client.raw().relay(&Relay::get("/cgi-bin/groups/get")?)?;
    /// assert_eq!(relayed.response.status(), 200);
    /// assert!(relayed.response.body().starts_with(b"{\"groups\":["));
    /// # Ok(())
    /// # }
    /// ```
    pub fn relay(&self, relay: &Relay) -> Result<Relayed, Error> {
        self.0.first(RelayCall::new(relay), relay.path())
    }
}

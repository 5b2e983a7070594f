//! `client.jssdk()`

use wechat_user_core::jssdk::GetTicket;
use wechat_user_core::jssdk::TicketKind;
use wechat_user_core::machine::{CurrentTicket, HeldTicket};
use wechat_user_core::{Endpoint, Error};

use crate::shared::Handle;

/// The account's tickets (票据), kept with the same care as its token: fetched once for all threads, renewed before they
/// expire.
///
/// The signatures that need them are created by the crate `wechat-user-web`.
///
/// # Errors
///
/// Every method: what went wrong with the call that fetched the ticket, this one or another.
#[derive(Clone, Copy, Debug)]
pub struct JsSdk<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> JsSdk<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// The `jsapi_ticket` that signs `wx.config` (JS-SDK 使用权限签名): the one in use, or a fresh one by [`GetTicket`].
    ///
    /// ```
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::Client;
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new();
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let ticket = client.jssdk().ticket()?;
    /// assert_eq!(client.jssdk().ticket()?.generation, ticket.generation);
    /// assert_eq!(wechat.calls_to("/cgi-bin/ticket/getticket"), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ticket(&self) -> Result<HeldTicket, Error> {
        self.current(TicketKind::Jsapi)
    }

    /// The `api_ticket` that signs cards (卡券), by [`GetTicket`].
    pub fn card_ticket(&self) -> Result<HeldTicket, Error> {
        self.current(TicketKind::WxCard)
    }

    /// Another ticket than this one, because WeChat rejects the signatures of pages that were signed with it: no
    /// errcode says so. If it was renewed in the meantime, that one; the service may also return the same one again.
    pub fn renew_ticket(&self, seen: &HeldTicket) -> Result<HeldTicket, Error> {
        self.0.lock().renew_ticket(seen.kind, seen.generation);
        self.0.announce();
        self.current(seen.kind)
    }

    fn current(&self, kind: TicketKind) -> Result<HeldTicket, Error> {
        self.0.first(CurrentTicket::new(kind), GetTicket::SPEC.path())
    }
}

//! `GET /cgi-bin/ticket/getticket?type=jsapi`

use core::time::Duration;

use serde::Deserialize;

use crate::values::lenient;
use crate::values::secret::JsapiTicket;
use crate::values::ticket_kind::TicketKind;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Fetches a ticket (获取 ticket). Keep it as long as it lives: the service allows few of these calls.
///
/// Limits: a quota that the page calls very small without a number. Open to accounts that are not verified too.
/// Source: <https://developers.weixin.qq.com/doc/service/api/invoice/auth/api_getticket>
///
/// # Errors
///
/// 61004 the address is not on the IP white-list (IP白名单), 45009 the quota is used up.
#[derive(Clone, Copy, Debug)]
pub struct GetTicket {
    kind: TicketKind,
}

/// A ticket and its life.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct TicketResponse {
    /// The ticket (临时票据).
    pub ticket: JsapiTicket,
    /// Its life in seconds (有效期), 7200.
    #[serde(default, deserialize_with = "lenient::optional_count")]
    pub expires_in: Option<u64>,
}

impl TicketResponse {
    /// How long the ticket is valid, from the time of the request; 7200 s, the documented life, if the service did not
    /// say.
    #[must_use]
    pub fn life(&self) -> Duration {
        Duration::from_secs(self.expires_in.unwrap_or(7_200))
    }
}

impl GetTicket {
    /// For a ticket of this kind.
    #[must_use]
    pub const fn new(kind: TicketKind) -> Self {
        Self { kind }
    }
}

impl Endpoint for GetTicket {
    type Response = TicketResponse;
    const SPEC: &'static Spec = &Spec::get("get_ticket", "/cgi-bin/ticket/getticket").replayable();

    fn query(&self, query: &mut Query) {
        query.push("type", self.kind.as_str());
    }
}

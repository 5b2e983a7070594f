//! Faults: what fails, where, and how often.

pub(crate) mod dirt;
mod effects;
mod kind;
mod rules;
mod scan;
mod written;

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use kind::{Kind, Moment};
pub(crate) use rules::Faults;

use dirt::Dirt;
use written::Written;

use super::endpoints::route;

/// A failure that the simulator causes on purpose. Without [`on`](Self::on) it applies to the next call, which may be a
/// token request.
///
/// ```
/// use transport_mock::{FakeWeChat, Fault};
///
/// let wechat = FakeWeChat::new();
/// wechat.add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
/// wechat.add_fault(Fault::errcode(-1).on("/cgi-bin/groups/get").after(2).times(3));
/// wechat.add_fault(Fault::stall().with_probability(0.01));
/// ```
///
/// In files and in the admin API a fault is a JSON object; the page `docs/faults.md` lists them all.
///
/// ```
/// # use transport_mock::Fault;
/// let text = r#"{"fault":"errcode","code":-1,"on":"/cgi-bin/groups/get","after":2,"times":3}"#;
/// let fault: Fault = serde_json::from_str(text)?;
/// assert_eq!(fault, Fault::errcode(-1).on("/cgi-bin/groups/get").after(2).times(3));
/// assert_eq!(serde_json::to_string(&fault)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Fault {
    kind: Kind,
    path: Option<Cow<'static, str>>,
    after: u64,
    times: u64,
    /// The probability, in millionths.
    per_million: Option<u32>,
}

impl Fault {
    /// Why the fault can never apply, for faults that come from outside.
    pub(crate) fn problem(&self) -> Option<String> {
        let name = self.kind.name();
        let unknown = self.path.as_deref().filter(|path| route::find(path).is_none());
        match unknown {
            Some(path) => Some(format!("the fault \"{name}\" is on {path:?}, but the simulator has no such path")),
            None if self.times == 0 => Some(format!("the fault \"{name}\" must apply at least once: \"times\" is 0")),
            None => None,
        }
    }
}

/// Failures of the network and the gateway.
impl Fault {
    const fn new(kind: Kind) -> Self {
        Self { kind, path: None, after: 0, times: 1, per_million: None }
    }

    const fn of(kind: Kind, path: &'static str) -> Self {
        Self { kind, path: Some(Cow::Borrowed(path)), after: 0, times: 1, per_million: None }
    }

    /// The gateway responds with this HTTP status and an HTML page; the service does not get the call.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::new(Kind::Status(status))
    }

    /// The connection is refused: the request certainly did not arrive.
    ///
    /// Over HTTP the path is only known after the request arrived, so the server closes the connection instead. A
    /// client cannot distinguish that from a lost request.
    #[must_use]
    pub const fn refuse_connection() -> Self {
        Self::new(Kind::Refuse)
    }

    /// The connection breaks before the service gets the request.
    #[must_use]
    pub const fn lose_request() -> Self {
        Self::new(Kind::LoseRequest)
    }

    /// The service processes the call, and then the connection breaks. Calls that are refused get their response.
    #[must_use]
    pub const fn lose_response() -> Self {
        Self::new(Kind::LoseResponse)
    }

    /// The service does nothing and sends no response until the client gives up.
    #[must_use]
    pub const fn stall() -> Self {
        Self::new(Kind::Stall)
    }

    /// The connection breaks after this many bytes of the response body; a shorter body loses its last byte.
    #[must_use]
    pub const fn cut_body(bytes: usize) -> Self {
        Self::new(Kind::CutBody(bytes))
    }

    /// The body arrives in chunks of this many bytes, with a pause before each chunk.
    #[must_use]
    pub const fn drip(bytes: usize, pause: Duration) -> Self {
        Self::new(Kind::Drip(bytes, pause))
    }

    /// The response body is broken.
    #[must_use]
    pub const fn dirty(dirt: Dirt) -> Self {
        Self::new(Kind::Dirty(dirt))
    }
}

/// Failures of the service, and changes by other processes.
impl Fault {
    /// The service responds with this code and does nothing else. Token and quota are checked first; if a check fails,
    /// the fault stays for the next call.
    #[must_use]
    pub const fn errcode(code: i64) -> Self {
        Self::new(Kind::Errcode(code))
    }

    /// Another process replaces the tokens just before this call's token is checked.
    #[must_use]
    pub const fn replace_token() -> Self {
        Self::new(Kind::ReplaceToken)
    }

    /// The token of this call is refused with this code (40001, 40014, 42001) although it is valid. The stable token
    /// stays the same.
    #[must_use]
    pub const fn reject_token(code: i64) -> Self {
        Self::new(Kind::RejectToken(code))
    }

    /// The daily quota of this call's path is used up from now until midnight in China: 45009.
    #[must_use]
    pub const fn exhaust_quota() -> Self {
        Self::new(Kind::ExhaustQuota)
    }

    /// The tag that this `tags/create` creates is unknown (45159) to the next calls that use it, as many as given.
    #[must_use]
    pub const fn hide_new_tag(calls: u64) -> Self {
        Self::of(Kind::HideTag(calls), "/cgi-bin/tags/create")
    }

    /// The users that this `batchtagging` tags are missing from the next pages of the tag's members, as many as given.
    #[must_use]
    pub const fn delay_members(calls: u64) -> Self {
        Self::of(Kind::DelayMembers(calls), "/cgi-bin/tags/members/batchtagging")
    }

    /// The last openids of this `batchtagging`, as many as given, fail: 45171 lists them in `fail_openid_list`. The
    /// others are tagged.
    #[must_use]
    pub const fn fail_some(openids: usize) -> Self {
        Self::of(Kind::FailSome(openids), "/cgi-bin/tags/members/batchtagging")
    }

    /// While one call changes a user's tags, another call that changes them gets this code: 45169, or the misleading
    /// 45159. Stays until cleared. A call ends when its response is sent; see
    ///        [`Service::finish`](crate::Service::finish).
    #[must_use]
    pub const fn concurrent_change(code: i64) -> Self {
        Self::new(Kind::ConcurrentChange(code)).always()
    }
}

/// Where and how often.
impl Fault {
    /// Applies only to calls of this path.
    #[must_use]
    pub fn on(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Lets this many calls pass first.
    #[must_use]
    pub const fn after(mut self, calls: u64) -> Self {
        self.after = calls;
        self
    }

    /// Applies this many times instead of once.
    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    /// Applies until the faults are cleared.
    #[must_use]
    pub const fn always(self) -> Self {
        self.times(u64::MAX)
    }

    /// Applies with this probability, 0.0 to 1.0, determined by the seed. Stays until the faults are cleared, unless
    /// [`times`](Self::times) is called after this.
    #[must_use]
    pub const fn with_probability(mut self, probability: f64) -> Self {
        let clamped = if probability > 0.0 { probability } else { 0.0 };
        let clamped = if clamped < 1.0 { clamped } else { 1.0 };
        self.per_million = Some((clamped * 1_000_000.0 + 0.5) as u32);
        self.always()
    }
}

//! Faults: what goes wrong, where, and how often.

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

/// Something that goes wrong on purpose. Without [`on`](Self::on), with whatever call comes next, a fetch of a token included.
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
/// In files and in the admin API a fault is a JSON object; the page `docs/faults.md` has them all.
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
    /// Of a million calls, so many.
    per_million: Option<u32>,
}

/// What goes wrong on the way.
impl Fault {
    const fn new(kind: Kind) -> Self {
        Self { kind, path: None, after: 0, times: 1, per_million: None }
    }

    const fn of(kind: Kind, path: &'static str) -> Self {
        Self { kind, path: Some(Cow::Borrowed(path)), after: 0, times: 1, per_million: None }
    }

    /// The gateway answers this HTTP status and a page of HTML; the service never sees the call.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::new(Kind::Status(status))
    }

    /// The connection is refused: the request certainly did not arrive. Over HTTP, where the path is only known once the request is
    /// there, the connection is closed instead, which no client can tell from a lost request.
    #[must_use]
    pub const fn refuse_connection() -> Self {
        Self::new(Kind::Refuse)
    }

    /// The connection breaks before the service saw the request.
    #[must_use]
    pub const fn lose_request() -> Self {
        Self::new(Kind::LoseRequest)
    }

    /// The service does the work, and then the connection breaks. Calls that are refused keep their answer.
    #[must_use]
    pub const fn lose_response() -> Self {
        Self::new(Kind::LoseAnswer)
    }

    /// Nothing is done and nothing comes back until the client gives up.
    #[must_use]
    pub const fn stall() -> Self {
        Self::new(Kind::Stall)
    }

    /// The service answers, and the connection breaks after so many bytes of the body; a body that is shorter loses its last byte.
    #[must_use]
    pub const fn cut_body(bytes: usize) -> Self {
        Self::new(Kind::CutBody(bytes))
    }

    /// The body comes so many bytes at a time, with such a pause before each time.
    #[must_use]
    pub const fn drip(bytes: usize, pause: Duration) -> Self {
        Self::new(Kind::Drip(bytes, pause))
    }

    /// The body of the answer is not what it should be.
    #[must_use]
    pub const fn dirty(dirt: Dirt) -> Self {
        Self::new(Kind::Dirty(dirt))
    }
}

/// What the service does wrong, or others to it.
impl Fault {
    /// The service answers this code instead of doing the work. The token is good and the quota not spent: what comes before the work
    /// is checked first, and a call that fails there leaves the fault for the next.
    #[must_use]
    pub const fn errcode(code: i64) -> Self {
        Self::new(Kind::Errcode(code))
    }

    /// Another process replaces the tokens just before this call's token is looked at.
    #[must_use]
    pub const fn replace_token() -> Self {
        Self::new(Kind::ReplaceToken)
    }

    /// The token of this call is refused with this code (40001, 40014, 42001) although it is current: asking for the stable token again
    /// brings the same one.
    #[must_use]
    pub const fn reject_token(code: i64) -> Self {
        Self::new(Kind::RejectToken(code))
    }

    /// The daily quota of this call's path is used up from now until midnight in China: 45009.
    #[must_use]
    pub const fn exhaust_quota() -> Self {
        Self::new(Kind::ExhaustQuota)
    }

    /// The tag that this `tags/create` makes is unknown (45159) to the next so many calls that name it.
    #[must_use]
    pub const fn hide_new_tag(calls: u64) -> Self {
        Self::of(Kind::HideTag(calls), "/cgi-bin/tags/create")
    }

    /// Those whom this `batchtagging` tags are missing from the next so many pages of the tag's members.
    #[must_use]
    pub const fn delay_members(calls: u64) -> Self {
        Self::of(Kind::DelayMembers(calls), "/cgi-bin/tags/members/batchtagging")
    }

    /// Of this `batchtagging` the last so many openids fail this time: the others are done, and 45171 names these in `fail_openid_list`.
    #[must_use]
    pub const fn fail_some(openids: usize) -> Self {
        Self::of(Kind::FailSome(openids), "/cgi-bin/tags/members/batchtagging")
    }

    /// While one call changes somebody's tags, another that changes them too gets this code: 45169, or the false 45159. Until cleared. A
    /// call is under way until its answer is out; see [`Service::finish`](crate::Service::finish).
    #[must_use]
    pub const fn concurrent_change(code: i64) -> Self {
        Self::new(Kind::ConcurrentChange(code)).always()
    }
}

/// Where and how often.
impl Fault {
    /// Only calls of this path.
    #[must_use]
    pub fn on(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Lets so many calls through first.
    #[must_use]
    pub const fn after(mut self, calls: u64) -> Self {
        self.after = calls;
        self
    }

    /// So many times instead of once.
    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    /// Until the faults are cleared.
    #[must_use]
    pub const fn always(self) -> Self {
        self.times(u64::MAX)
    }

    /// Not every time but with this probability, 0.0 to 1.0, which is drawn from the seed; until the faults are cleared, unless
    /// [`times`](Self::times) comes after this.
    #[must_use]
    pub const fn with_probability(mut self, probability: f64) -> Self {
        let clamped = if probability > 0.0 { probability } else { 0.0 };
        let clamped = if clamped < 1.0 { clamped } else { 1.0 };
        self.per_million = Some((clamped * 1_000_000.0 + 0.5) as u32);
        self.always()
    }
}

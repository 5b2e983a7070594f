//! Faults: what goes wrong, where, and how often.

use std::borrow::Cow;

/// Something that goes wrong on purpose. Without [`on`](Self::on), with whatever call comes next, a fetch of a token included.
///
/// ```
/// use transport_mock::{FakeWeChat, Fault};
///
/// let wechat = FakeWeChat::new();
/// wechat.add_fault(Fault::lose_answer().on("/cgi-bin/groups/create"));
/// wechat.add_fault(Fault::errcode(-1).on("/cgi-bin/groups/get").after(2).times(3));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    kind: Kind,
    path: Option<Cow<'static, str>>,
    after: u64,
    times: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Refuse,
    LoseRequest,
    Stall,
    Status(u16),
    ReplaceToken,
    Errcode(i64),
    LoseAnswer,
}

/// The moments of a call at which something can go wrong, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before anything arrived.
    Connection,
    /// In the gateway, before the service saw the call.
    Gateway,
    /// Just before the token is looked at.
    Token,
    /// Instead of the work, after the checks of token and quota.
    Work,
    /// After work that was done.
    Answer,
}

impl Fault {
    const fn new(kind: Kind) -> Self {
        Self { kind, path: None, after: 0, times: 1 }
    }

    /// The service answers this code instead of doing the work. The token is good and the quota not spent: what comes before the work
    /// is checked first, and a call that fails there leaves the fault for the next.
    #[must_use]
    pub const fn errcode(code: i64) -> Self {
        Self::new(Kind::Errcode(code))
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
    pub const fn lose_answer() -> Self {
        Self::new(Kind::LoseAnswer)
    }

    /// Nothing is done and nothing comes back until the client gives up.
    #[must_use]
    pub const fn stall() -> Self {
        Self::new(Kind::Stall)
    }

    /// Another process replaces the tokens just before this call's token is looked at.
    #[must_use]
    pub const fn replace_token() -> Self {
        Self::new(Kind::ReplaceToken)
    }

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

    const fn moment(&self) -> Moment {
        match self.kind {
            Kind::Refuse | Kind::LoseRequest | Kind::Stall => Moment::Connection,
            Kind::Status(_) => Moment::Gateway,
            Kind::ReplaceToken => Moment::Token,
            Kind::Errcode(_) => Moment::Work,
            Kind::LoseAnswer => Moment::Answer,
        }
    }
}

impl Kind {
    /// As the journal names it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse_connection",
            Self::LoseRequest => "lose_request",
            Self::Stall => "stall",
            Self::Status(_) => "status",
            Self::ReplaceToken => "replace_token",
            Self::Errcode(_) => "errcode",
            Self::LoseAnswer => "lose_answer",
        }
    }
}

/// The faults that are still to happen, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.rules.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The first fault that strikes this call at this moment, if any. Each that waits for its turn has seen one call more.
    pub(crate) fn strike(&mut self, path: &str, moment: Moment) -> Option<Kind> {
        if self.rules.is_empty() {
            return None;
        }
        let mut struck = None;
        for rule in &mut self.rules {
            let meant = rule.path.as_deref().is_none_or(|on| on == path);
            if !meant || rule.moment() != moment {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
            } else if struck.is_none() && rule.times > 0 {
                rule.times = if rule.times == u64::MAX { u64::MAX } else { rule.times - 1 };
                struck = Some(rule.kind);
            }
        }
        self.rules.retain(|rule| rule.times > 0);
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_waits_strikes_and_is_spent() {
        let mut faults = Faults::default();
        faults.add(Fault::errcode(-1).on("/a").after(1).times(2));
        faults.add(Fault::errcode(45009).on("/a").always());
        let mut strike = |path| faults.strike(path, Moment::Work);
        assert_eq!(strike("/b"), None);
        let codes = [45009, -1, -1, 45009, 45009];
        assert_eq!(codes.map(|_| strike("/a")), codes.map(|code| Some(Kind::Errcode(code))));
        assert_eq!(faults.strike("/a", Moment::Connection), None);
        faults.clear();
        assert_eq!(faults.strike("/a", Moment::Work), None);
    }
}

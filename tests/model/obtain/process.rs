//! One process: its memory (a session) and the run that it is in.

use std::time::Duration;

use wechat_user_core::machine::{CurrentToken, ExchangeId, HeldToken, Outcome, Purpose, Step};
use wechat_user_core::store::{Obtain, ObtainStep, Owner, Reply};
use wechat_user_core::{Credentials, Machine, Session, Timestamp, TokenMode};

pub(super) struct Process {
    pub(super) session: Session,
    /// How far its clock is ahead.
    skew: u64,
    /// Counts up when it dies: what was under way is lost.
    pub(super) life: u32,
    token: Option<CurrentToken>,
    run: Option<(ExchangeId, Obtain)>,
    rejected: Option<String>,
    last_direct: Option<Timestamp>,
    /// Rejections in the call that it makes.
    pub(super) rejections: u32,
    pub(super) calls_left: u32,
}

/// What a process does next.
#[expect(clippy::large_enum_variant, reason = "handed over once")]
pub(super) enum Next {
    Obtain(Owner, ObtainStep),
    /// To be woken then, in the world's time.
    Sleep(u64),
    Token(HeldToken),
    Failed,
}

impl Process {
    pub(super) fn new(mode: TokenMode, skew: u64, calls: u32) -> Self {
        Self {
            session: session(mode),
            skew,
            life: 0,
            token: None,
            run: None,
            rejected: None,
            last_direct: None,
            rejections: 0,
            calls_left: calls,
        }
    }

    /// Forgets everything.
    pub(super) fn dies(&mut self, mode: TokenMode) {
        let next = Self::new(mode, self.skew, self.calls_left);
        *self = Self { life: self.life + 1, ..next };
    }

    pub(super) fn time(&self, now: u64) -> Timestamp {
        Timestamp::from_unix_secs(1_795_293_000) + Duration::from_millis(self.skew + now)
    }

    pub(super) fn next(&mut self, now: u64, owner: impl FnOnce() -> Owner) -> Next {
        let time = self.time(now);
        let mut owner = Some(owner);
        loop {
            if let Some((id, obtain)) = &mut self.run {
                let step = obtain.poll(time);
                let direct = obtain.direct_fetch();
                match step {
                    ObtainStep::Done(outcome) => {
                        if let Outcome::Granted(grant) = &outcome {
                            assert_ne!(Some(grant.value.expose()), self.rejected.as_deref(), "a rejected value");
                        }
                        let id = *id;
                        self.run = None;
                        if let Some(token) = &mut self.token {
                            token.handle(time, id, outcome);
                        }
                        continue;
                    }
                    ObtainStep::Wait(until) => return Next::Sleep(now + millis(until.since(time))),
                    ObtainStep::Send(request) => {
                        if let Some(at) = direct {
                            let mode = obtain.key().mode;
                            let pause = self.last_direct.map_or(Duration::MAX, |last| at.since(last));
                            let rare = mode == TokenMode::Stable || pause >= Duration::from_secs(30);
                            assert!(rare, "a plain fetch {pause:?} after the last one without the store");
                            self.last_direct = Some(at);
                        }
                        return Next::Obtain(obtain.owner(), ObtainStep::Send(request));
                    }
                    step => return Next::Obtain(obtain.owner(), step),
                }
            }
            let token = self.token.get_or_insert_with(CurrentToken::new);
            match token.poll(&mut self.session, time) {
                Step::Send(outgoing) => {
                    let Purpose::Credential(want) = outgoing.purpose() else { panic!("a call") };
                    self.rejected = want.rejected.as_ref().map(|value| value.expose().to_owned());
                    let owner = owner.take().expect("one run at a time")();
                    let obtain = Obtain::new(&outgoing, time, owner).unwrap().after_direct_fetch(self.last_direct);
                    self.run = Some((outgoing.id(), obtain));
                }
                Step::Wait { until, .. } => return Next::Sleep(now + millis(until.unwrap().since(time)).max(1)),
                Step::Yield(result) => {
                    self.token = None;
                    return result.map_or(Next::Failed, Next::Token);
                }
                Step::Done => panic!("done without a result"),
            }
        }
    }

    /// Whether the request that is sent goes without the store, which is down.
    pub(super) fn sends_directly(&self) -> bool {
        self.run.as_ref().is_some_and(|(_, obtain)| obtain.direct_fetch().is_some())
    }

    pub(super) fn handle(&mut self, now: u64, reply: Reply) {
        let time = self.time(now);
        if let Some((_, obtain)) = &mut self.run {
            obtain.handle(time, reply);
        }
    }
}

fn session(mode: TokenMode) -> Session {
    Session::new(Credentials::stable("wx1", "a-secret").with_mode(mode)).unwrap()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

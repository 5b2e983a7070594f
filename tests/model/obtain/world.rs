//! The world of one schedule: a store, the service, processes, and a queue of what happens when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::time::Duration;

use wechat_user_core::TokenMode;
use wechat_user_core::machine::Outcome;
use wechat_user_core::store::{ObtainStep, Owner, Replaced, Reply, StoreError, Stored};
use wechat_user_core::transport::{Response, TimeLeft, TransportError};

use super::process::{Next, Process};
use super::random::Random;
use super::service::{LIFE, Service};

/// What may go wrong in a schedule.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Troubles {
    pub(super) deaths: bool,
    pub(super) outsiders: bool,
    pub(super) slow: bool,
    pub(super) evictions: bool,
    pub(super) unknown: bool,
    pub(super) store_fails: bool,
}

impl Troubles {
    pub(super) fn random(random: &mut Random) -> Self {
        let mut one = || random.percent(50);
        let (deaths, outsiders, slow) = (one(), one(), one());
        Self { deaths, outsiders, slow, evictions: one(), unknown: one(), store_fails: false }
    }
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) calls: u64,
    pub(super) failed: u64,
    pub(super) fetches: u64,
    /// Replacements of the token by another program, and values that the store lost or never took: both take the value
    /// away.
    pub(super) outsiders: u64,
    pub(super) deaths: u64,
    /// A lock that ended by its time, and each act of a process whose lock had ended: a request that reaches the
    /// service, a response that never came, a replacement, a fetch in stable mode that waited long enough for the
    /// lock.
    pub(super) expiries: u64,
}

#[expect(clippy::large_enum_variant, reason = "a box would cost an allocation for each step of a schedule")]
enum Happening {
    Wake,
    Operation(Owner, ObtainStep),
    /// The service gets the token request; the response arrives at that time, unless it is lost.
    Request {
        owner: Owner,
        arrives: u64,
        lost: bool,
    },
    Deliver(Box<Reply>),
}

struct Kept {
    value: String,
    since: u64,
    left: Duration,
    age: Duration,
}

pub(super) struct World {
    seed: u64,
    random: Random,
    troubles: Troubles,
    mode: TokenMode,
    now: u64,
    service: Service,
    kept: Option<Kept>,
    lock: Option<(Owner, u64)>,
    /// Whose replacements were not stored, with a result that is unknown to them.
    not_stored: Vec<Owner>,
    processes: Vec<Process>,
    queue: BinaryHeap<Reverse<(u64, u64, usize)>>,
    happenings: Vec<Option<(usize, u32, Happening)>>,
    pub(super) counts: Counts,
}

impl World {
    pub(super) fn new(seed: u64, mut random: Random, troubles: Troubles) -> Self {
        let mode = if random.percent(60) { TokenMode::Plain } else { TokenMode::Stable };
        let mut world = Self {
            seed,
            troubles,
            mode,
            now: 0,
            service: Service::new(mode),
            kept: None,
            lock: None,
            not_stored: Vec::new(),
            processes: Vec::new(),
            queue: BinaryHeap::new(),
            happenings: Vec::new(),
            counts: Counts::default(),
            random,
        };
        for number in 0..2 + usize::try_from(world.random.below(7)).unwrap() {
            let (skew, calls) = (world.random.below(7_200_000), 1 + u32::try_from(world.random.below(4)).unwrap());
            world.processes.push(Process::new(mode, skew, calls));
            let at = world.random.below(300);
            world.at(at, number, Happening::Wake);
        }
        world
    }

    /// How many more tokens than one the time itself needs: a token is renewed 120 s before it expires.
    pub(super) fn lives(&self) -> u64 {
        self.now / (LIFE - 120_000 - 1_000)
    }

    pub(super) fn run(&mut self) {
        while let Some(Reverse((at, order, process))) = self.queue.pop() {
            self.now = at;
            let Some((_, life, happening)) = self.happenings[usize::try_from(order).unwrap()].take() else { continue };
            self.outside();
            let alive = self.processes[process].life == life;
            match happening {
                Happening::Operation(owner, step) => {
                    let reply = self.operate(owner, step);
                    let later = self.latency();
                    self.deliver(later, process, life, reply);
                }
                Happening::Request { owner, arrives, lost } => self.request(process, life, owner, arrives, lost),
                Happening::Wake | Happening::Deliver(_) if !alive => {}
                Happening::Wake | Happening::Deliver(_) if self.troubles.deaths && self.random.percent(2) => {
                    self.counts.deaths += 1;
                    self.processes[process].dies(self.mode);
                    let at = self.now + self.random.below(3_000);
                    self.at(at, process, Happening::Wake);
                }
                Happening::Wake => self.step(process),
                Happening::Deliver(reply) => {
                    self.processes[process].handle(self.now, *reply);
                    self.step(process);
                }
            }
        }
    }

    /// What happens without any process.
    fn outside(&mut self) {
        if self.troubles.outsiders && self.random.percent(1) {
            self.counts.outsiders += 1;
            self.service.replaced_by_an_outsider(self.now);
        }
        if self.troubles.evictions && self.random.percent(1) && self.kept.take().is_some() {
            self.counts.outsiders += 1;
        }
    }

    fn step(&mut self, number: usize) {
        let now = self.now;
        let Self { processes, random, .. } = self;
        let process = &mut processes[number];
        let owner = || Owner::new(u128::from(random.next()) << 64 | u128::from(random.next()));
        match process.next(now, owner) {
            Next::Sleep(until) => self.at(until, number, Happening::Wake),
            Next::Failed => {
                self.counts.failed += 1;
                self.call_ends(number);
            }
            Next::Token(held) if self.service.accepts(held.token.expose(), now) => self.call_ends(number),
            Next::Token(held) => {
                let time = process.time(now);
                process.session.reject(held.generation, time);
                process.rejections += 1;
                if process.rejections > 5 {
                    self.counts.failed += 1;
                    return self.call_ends(number);
                }
                self.at(now + 1, number, Happening::Wake);
            }
            Next::Obtain(owner, ObtainStep::Send(request)) => {
                let left = request.extensions().get::<TimeLeft>().map_or(0, |left| left.0.as_millis());
                self.send(number, owner, u64::try_from(left).unwrap());
            }
            Next::Obtain(owner, step) => {
                let at = self.now + self.latency();
                self.at(at, number, Happening::Operation(owner, step));
            }
        }
    }

    fn call_ends(&mut self, number: usize) {
        self.counts.calls += 1;
        let process = &mut self.processes[number];
        process.rejections = 0;
        process.calls_left -= 1;
        if process.calls_left == 0 {
            return;
        }
        let pause = match self.random.below(10) {
            0 => self.random.below(8_000_000),
            1..=3 => self.random.below(400_000),
            _ => self.random.below(2_000),
        };
        self.at(self.now + pause, number, Happening::Wake);
    }

    fn has_the_lock(&self, owner: Owner) -> bool {
        self.lock.is_some_and(|(holder, until)| holder == owner && self.now < until)
    }

    fn send(&mut self, number: usize, owner: Owner, left: u64) {
        if !self.has_the_lock(owner) && !self.processes[number].sends_directly() {
            assert_ne!(self.mode, TokenMode::Plain, "OBTAIN_SEED={}: a plain fetch without the lock", self.seed);
            self.counts.expiries += 1;
        }
        let slow = self.troubles.slow && self.random.percent(20);
        let takes = if slow { self.random.below(12_000) } else { 20 + self.random.below(280) };
        let reached = self.now + self.random.below(takes + 1);
        // A transport that obeys gives up in time; some do not.
        let lost = takes > left && self.random.percent(70);
        let life = self.processes[number].life;
        if lost {
            self.counts.expiries += 1;
            let error = Outcome::Failed(TransportError::unknown("timed out"));
            self.deliver(left, number, life, Reply::Sent(error));
        }
        self.at(reached, number, Happening::Request { owner, arrives: self.now + takes, lost });
    }

    fn request(&mut self, number: usize, life: u32, owner: Owner, arrives: u64, lost: bool) {
        self.counts.fetches += 1;
        let late = self.lock.is_none_or(|(holder, until)| holder != owner || self.now >= until);
        self.counts.expiries += u64::from(late);
        let (token, left) = self.service.fetch(self.now);
        if !lost {
            let body = format!(r#"{{"access_token":"{token}","expires_in":{left}}}"#);
            let response = Outcome::Response(Response::new(body.into_bytes()));
            self.deliver(arrives - self.now, number, life, Reply::Sent(response));
        }
    }

    fn operate(&mut self, owner: Owner, step: ObtainStep) -> Reply {
        let fails = self.troubles.store_fails && self.random.percent(20);
        let down = || StoreError::new("it is down");
        let now = self.now;
        match step {
            ObtainStep::Load if fails => Reply::Loaded(Err(down())),
            ObtainStep::Lock { .. } if fails => Reply::Locked(Err(down())),
            ObtainStep::Replace { .. } if fails => Reply::Replaced(Err(down())),
            ObtainStep::Unlock if fails => Reply::Unlocked(Err(down())),
            ObtainStep::Load => Reply::Loaded(Ok(self.stored())),
            ObtainStep::Lock { ttl } => {
                let free = self.lock.is_none_or(|(holder, until)| holder == owner || now >= until);
                if free {
                    self.counts.expiries += u64::from(self.lock.is_some_and(|(holder, _)| holder != owner));
                    self.lock = Some((owner, now + u64::try_from(ttl.as_millis()).unwrap()));
                }
                Reply::Locked(Ok(free))
            }
            ObtainStep::Replace { seen, new } => {
                let unknown = self.troubles.unknown && self.random.percent(30);
                if unknown && self.random.percent(50) {
                    self.not_stored.push(owner);
                    // A process gives up after three tries; the value is lost to the others.
                    let tries = self.not_stored.iter().filter(|other| **other == owner).count();
                    self.counts.outsiders += u64::from(tries == 3);
                    return Reply::Replaced(Ok(Replaced::Unknown));
                }
                let is = |value: &str| seen.as_ref().is_some_and(|seen| seen.expose() == value);
                let stored = self.stored();
                let may = stored
                    .is_none_or(|stored| is(stored.value.expose()) || stored.value.expose() == new.value.expose());
                if may {
                    self.counts.expiries += u64::from(!self.has_the_lock(owner));
                    let (value, age) = (new.value.expose().to_owned(), new.age.unwrap_or_default());
                    self.kept = Some(Kept { value, since: now, left: new.left, age });
                }
                let known = if may { Replaced::Won } else { Replaced::Lost };
                Reply::Replaced(Ok(if unknown { Replaced::Unknown } else { known }))
            }
            ObtainStep::Unlock => {
                self.lock.take_if(|(holder, _)| *holder == owner);
                Reply::Unlocked(Ok(()))
            }
            ObtainStep::Send(_) | ObtainStep::Wait(_) | ObtainStep::Done(_) => panic!("no operation of a store"),
        }
    }

    fn stored(&self) -> Option<Stored> {
        let kept = self.kept.as_ref()?;
        let passed = Duration::from_millis(self.now - kept.since);
        let left = kept.left.checked_sub(passed).filter(|left| !left.is_zero())?;
        Some(Stored::new(kept.value.clone(), left).aged(kept.age + passed))
    }

    fn latency(&mut self) -> u64 {
        let slow = self.troubles.slow && self.random.percent(3);
        if slow { self.random.below(4_000) } else { self.random.below(8) }
    }

    fn deliver(&mut self, after: u64, number: usize, life: u32, reply: Reply) {
        self.push(self.now + after, number, life, Happening::Deliver(Box::new(reply)));
    }

    fn at(&mut self, at: u64, number: usize, happening: Happening) {
        let life = self.processes[number].life;
        self.push(at, number, life, happening);
    }

    fn push(&mut self, at: u64, number: usize, life: u32, happening: Happening) {
        self.queue.push(Reverse((at, u64::try_from(self.happenings.len()).unwrap(), number)));
        self.happenings.push(Some((number, life, happening)));
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mode, processes, troubles, counts, now, .. } = self;
        write!(f, "{} processes, {mode:?}, {troubles:?}, {counts:?}, {now} ms", processes.len())
    }
}

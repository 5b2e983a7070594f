//! The service: which token is valid.

use wechat_user_core::TokenMode;

/// The life of a token, in milliseconds as all times here.
pub(super) const LIFE: u64 = 7_200_000;
/// How long a plain token works after the next one was fetched.
const GRACE: u64 = 300_000;

pub(super) struct Service {
    mode: TokenMode,
    /// Of each token: until when it works.
    valid_until: Vec<u64>,
}

impl Service {
    pub(super) fn new(mode: TokenMode) -> Self {
        Self { mode, valid_until: Vec::new() }
    }

    /// A token request: the token, and its life in seconds.
    pub(super) fn fetch(&mut self, now: u64) -> (String, u64) {
        if let (TokenMode::Stable, Some(until)) = (self.mode, self.valid_until.last())
            && *until > now + GRACE
        {
            return (self.newest(), (until - now) / 1_000);
        }
        if let (TokenMode::Plain, Some(until)) = (self.mode, self.valid_until.last_mut()) {
            *until = (*until).min(now + GRACE);
        }
        self.valid_until.push(now + LIFE);
        (self.newest(), LIFE / 1_000)
    }

    /// Another program replaced the token: all others are invalid at once.
    pub(super) fn replaced_by_an_outsider(&mut self, now: u64) {
        self.valid_until.iter_mut().for_each(|until| *until = (*until).min(now));
        self.valid_until.push(now + LIFE);
    }

    pub(super) fn accepts(&self, token: &str, now: u64) -> bool {
        let number: usize = token.trim_start_matches("token-").parse().unwrap();
        self.valid_until[number] > now
    }

    fn newest(&self) -> String {
        format!("token-{}", self.valid_until.len() - 1)
    }
}

//! Plain and stable tokens: `/cgi-bin/token` and `/cgi-bin/stable_token` are independent of each other.
//!
//! A token's text contains its number, scrambled. Only the dates are stored, never the text.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::keyed::{Key, is_digit, read_digits, write_digits};
use super::tag::Tag;

/// How long the old token stays valid after an ordinary refresh.
const GRACE: Duration = Duration::from_secs(300);
/// The minimum time between two forced refreshes.
const FORCE_INTERVAL: Duration = Duration::from_secs(30);
/// How many forced refreshes are allowed a day.
const FORCE_BUDGET: u32 = 20;
/// How many tokens of each mode are stored; older ones count as replaced.
const REMEMBERED: usize = 1_000;
/// How many characters follow the underscore.
const BODY: usize = 136;

/// The endpoint that issued a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenMode {
    /// `GET /cgi-bin/token`.
    Plain,
    /// `POST /cgi-bin/stable_token`.
    Stable,
}

/// Identifies a token without its text: `stable#2` is the second stable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct TokenRef {
    /// The endpoint that issued it.
    pub mode: TokenMode,
    /// Its number among the tokens of that endpoint, from 1.
    pub generation: u64,
}

impl fmt::Display for TokenRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = match self.mode {
            TokenMode::Plain => "plain",
            TokenMode::Stable => "stable",
        };
        write!(f, "{mode}#{}", self.generation)
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadToken {
    /// 40014.
    Malformed,
    /// 40001: replaced, or of another account.
    NotLatest(Option<TokenRef>),
    /// 42001.
    Expired(TokenRef),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tokens {
    #[serde(skip)]
    key: Key,
    #[serde(skip)]
    tag: Tag,
    plain: Series,
    stable: Series,
    #[serde(with = "super::written::optional_millis")]
    last_force: Option<Timestamp>,
    forced: Forced,
}

/// How often a refresh was forced on one day.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Forced {
    /// The midnight that ends it.
    #[serde(with = "super::written::millis")]
    until: Timestamp,
    times: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Series {
    mode: TokenMode,
    issued: VecDeque<Issued>,
    last: u64,
}

/// The dates of one token: it is valid until it expires or is replaced.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Issued {
    generation: u64,
    #[serde(with = "super::written::millis")]
    expires: Timestamp,
    #[serde(with = "super::written::millis")]
    invalid_from: Timestamp,
}

impl Tokens {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        let key = Key::new(seed ^ Key::new(seed, "token").of_text(app_id), "token");
        let series = |mode| Series { mode, issued: VecDeque::new(), last: 0 };
        Self {
            key,
            tag: Tag::of(app_id),
            plain: series(TokenMode::Plain),
            stable: series(TokenMode::Stable),
            last_force: None,
            forced: Forced::default(),
        }
    }

    /// Takes the tokens of a saved state.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        Self { key: self.key, tag: self.tag, ..changes }
    }

    /// `/cgi-bin/token`: always a new one; the old one stays valid for five minutes.
    pub(crate) fn plain(&mut self, now: Timestamp, lifetime: Duration) -> (TokenRef, Duration) {
        self.plain.issue(now, lifetime, now + GRACE)
    }

    /// `/cgi-bin/stable_token`: the current one while it has five minutes left, then a new one in addition.
    pub(crate) fn stable(&mut self, now: Timestamp, lifetime: Duration) -> (TokenRef, Duration) {
        match self.stable.current(now) {
            Some((token, left)) if left >= GRACE => (token, left),
            _ => self.stable.issue(now, lifetime, Timestamp::FAR_FUTURE),
        }
    }

    /// `force_refresh`: invalidates the old one at once. Too early, it does nothing; `None` when the day's budget is
    /// used up.
    pub(crate) fn force(&mut self, now: Timestamp, lifetime: Duration) -> Option<(TokenRef, Duration)> {
        if self.last_force.is_some_and(|last| now.since(last) < FORCE_INTERVAL && now >= last) {
            return Some(self.stable(now, lifetime));
        }
        let today = now.next_midnight_in_china();
        if self.forced.until != today {
            self.forced = Forced { until: today, times: 0 };
        }
        if self.forced.times >= FORCE_BUDGET {
            return None;
        }
        self.forced.times += 1;
        self.last_force = Some(now);
        Some(self.stable.issue(now, lifetime, now))
    }

    /// Another process replaced the tokens: all earlier ones are invalid.
    pub(crate) fn replace(&mut self, now: Timestamp, lifetime: Duration) {
        for series in [&mut self.plain, &mut self.stable] {
            series.issue(now, lifetime, now);
        }
    }

    /// Makes the current tokens expire.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        for series in [&mut self.plain, &mut self.stable] {
            for issued in &mut series.issued {
                issued.expires = issued.expires.min(now);
            }
        }
    }

    /// Whether a text is a valid token.
    pub(crate) fn check(&self, now: Timestamp, text: &str) -> Result<TokenRef, BadToken> {
        if !is_well_formed(text) {
            return Err(BadToken::Malformed);
        }
        let token = self.read(text).ok_or(BadToken::NotLatest(None))?;
        let series = match token.mode {
            TokenMode::Plain => &self.plain,
            TokenMode::Stable => &self.stable,
        };
        let issued = series.issued.iter().rev().find(|issued| issued.generation == token.generation);
        match issued {
            Some(issued) if now >= issued.expires => Err(BadToken::Expired(token)),
            Some(issued) if now < issued.invalid_from => Ok(token),
            Some(_) => Err(BadToken::NotLatest(Some(token))),
            None => Err(BadToken::NotLatest((token.generation <= series.last).then_some(token))),
        }
    }

    /// The text of a token: a small number, an underscore, and 136 characters that need no percent-encoding: the number
    /// of the token, the tag of the AppID, and the rest.
    pub(crate) fn text(&self, token: TokenRef) -> String {
        let number = number_of(token);
        let mut body = [0; BODY];
        write_digits(&mut body[..11], self.key.scramble(number));
        for (places, bits) in body[11..].chunks_mut(11).zip(self.key.stream(number)) {
            write_digits(places, bits);
        }
        self.tag.write(&mut body);
        let mut text = String::with_capacity(3 + BODY);
        text.push_str("97_");
        text.extend(body.into_iter().map(char::from));
        text
    }

    fn read(&self, text: &str) -> Option<TokenRef> {
        let (_, body) = text.split_once('_')?;
        let number = self.key.unscramble(read_digits(body.as_bytes().get(..11)?)?);
        let mode = if number & 1 == 0 { TokenMode::Plain } else { TokenMode::Stable };
        let token = TokenRef { mode, generation: number >> 1 };
        (self.text(token) == text).then_some(token)
    }
}

impl Series {
    /// Issues the next token; earlier ones are invalid from `old_invalid_from` at the latest.
    fn issue(&mut self, now: Timestamp, lifetime: Duration, old_invalid_from: Timestamp) -> (TokenRef, Duration) {
        for issued in &mut self.issued {
            issued.invalid_from = issued.invalid_from.min(old_invalid_from);
        }
        self.last += 1;
        let expires = now + lifetime;
        self.issued.push_back(Issued { generation: self.last, expires, invalid_from: Timestamp::FAR_FUTURE });
        if self.issued.len() > REMEMBERED {
            self.issued.pop_front();
        }
        (TokenRef { mode: self.mode, generation: self.last }, lifetime)
    }

    fn current(&self, now: Timestamp) -> Option<(TokenRef, Duration)> {
        let issued = self.issued.back()?;
        Some((TokenRef { mode: self.mode, generation: issued.generation }, issued.expires.since(now)))
    }
}

fn number_of(token: TokenRef) -> u64 {
    token.generation << 1 | u64::from(token.mode == TokenMode::Stable)
}

/// Digits, an underscore, and a long body; any other text gets 40014 instead of 40001.
fn is_well_formed(text: &str) -> bool {
    let Some((number, body)) = text.split_once('_') else { return false };
    (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (100..=512).contains(&body.len())
        && body.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_needs_no_percent_encoding_and_contains_its_number() {
        let mut tokens = Tokens::new(7, "wx0123456789abcdef");
        let now = Timestamp::from_unix_secs(1_767_225_600);
        let (first, _) = tokens.plain(now, Duration::from_secs(7_200));
        let (second, _) = tokens.stable(now, Duration::from_secs(7_200));
        for token in [first, second] {
            let text = tokens.text(token);
            assert_eq!(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>(), text);
            assert!(text.len() >= 130);
            assert_eq!(tokens.check(now, &text), Ok(token));
        }
        assert_ne!(tokens.text(first), tokens.text(second));
        assert_eq!(first.to_string(), "plain#1");
        assert_eq!(second.to_string(), "stable#1");
    }

    #[test]
    fn an_unknown_token_is_malformed_or_not_the_latest() {
        let mut tokens = Tokens::new(7, "wx0123456789abcdef");
        let now = Timestamp::from_unix_secs(1_767_225_600);
        let (token, _) = tokens.stable(now, Duration::from_secs(7_200));
        let text = tokens.text(token);
        for malformed in ["", "ACCESS_TOKEN", "97_", &text[..100], &text[3..], &format!("{text} "), &format!("x{text}")]
        {
            assert_eq!(tokens.check(now, malformed), Err(BadToken::Malformed), "{malformed}");
        }
        let mut changed = text.clone();
        changed.replace_range(50..51, if &text[50..51] == "A" { "B" } else { "A" });
        assert_eq!(tokens.check(now, &changed), Err(BadToken::NotLatest(None)));
        // The text of a token that was not issued yet.
        let future = tokens.text(TokenRef { mode: TokenMode::Stable, generation: 2 });
        assert_eq!(tokens.check(now, &future), Err(BadToken::NotLatest(None)));
    }
}

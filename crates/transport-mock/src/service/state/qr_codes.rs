//! QR codes with a scene (带参数二维码): their tickets, scenes and expiry.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::numbered::Numbered;

/// How many temporary codes are kept; the tickets of older ones are unknown.
const REMEMBERED: usize = 100_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QrCodes {
    #[serde(skip)]
    tickets: Numbered,
    #[serde(skip)]
    urls: Numbered,
    by_number: BTreeMap<u64, Code>,
    /// The permanent codes by their scene: the same scene is the same code.
    #[serde(skip)]
    permanent: BTreeMap<Scene, u64>,
    last: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) scene: Scene,
    /// `None` for a permanent code.
    #[serde(with = "super::written::optional_millis")]
    pub(crate) expires: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scene {
    Number(u32),
    Text(String),
}

/// As a push has it.
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl QrCodes {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        Self {
            tickets: Numbered::tagged(seed, "qr ticket", app_id, 86),
            urls: Numbered::new(seed, "qr url", app_id, 22),
            by_number: BTreeMap::new(),
            permanent: BTreeMap::new(),
            last: 0,
        }
    }

    /// Takes the codes of a saved state.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        let permanent = changes.by_number.iter().filter(|(_, code)| code.expires.is_none());
        let permanent: BTreeMap<_, _> = permanent.map(|(number, code)| (code.scene.clone(), *number)).collect();
        let highest = changes.by_number.keys().next_back().copied().unwrap_or(0);
        Self { tickets: self.tickets, urls: self.urls, permanent, last: changes.last.max(highest), ..changes }
    }

    /// How many permanent codes there are.
    pub(crate) fn permanent(&self) -> usize {
        self.permanent.len()
    }

    /// Whether there is a permanent code with this scene.
    pub(crate) fn is_permanent(&self, scene: &Scene) -> bool {
        self.permanent.contains_key(scene)
    }

    /// Creates a code, or finds the permanent one with this scene. Returns ticket and URL.
    pub(crate) fn create(&mut self, scene: Scene, expires: Option<Timestamp>) -> (String, String) {
        let known = self.permanent.get(&scene).filter(|_| expires.is_none()).copied();
        let number = known.unwrap_or_else(|| {
            self.last += 1;
            if expires.is_none() {
                self.permanent.insert(scene.clone(), self.last);
            } else if self.by_number.len() - self.permanent.len() == REMEMBERED {
                self.forget_one();
            }
            self.by_number.insert(self.last, Code { scene, expires });
            self.last
        });
        (self.ticket(number), self.url(number))
    }

    /// The URL of the code with this ticket.
    pub(crate) fn url_of(&self, ticket: &str) -> Option<String> {
        Some(self.url(self.tickets.number(ticket.strip_suffix(SUFFIX)?)?))
    }

    fn url(&self, number: u64) -> String {
        format!("http://weixin.qq.com/q/{}", self.urls.text(number))
    }

    /// The code with this ticket.
    pub(crate) fn find(&self, ticket: &str) -> Option<&Code> {
        let text = ticket.strip_suffix(SUFFIX)?;
        self.by_number.get(&self.tickets.number(text)?)
    }

    /// The ticket of the newest code with this scene that has not expired, or else that has.
    pub(crate) fn ticket_of(&self, now: Timestamp, scene: &str) -> Option<String> {
        let of_scene = || self.by_number.iter().rev().filter(|(_, code)| code.scene.to_string() == scene);
        let valid = of_scene().find(|(_, code)| !code.is_expired(now));
        valid.or_else(|| of_scene().next()).map(|(number, _)| self.ticket(*number))
    }

    fn ticket(&self, number: u64) -> String {
        self.tickets.text(number) + SUFFIX
    }

    fn forget_one(&mut self) {
        let oldest = self.by_number.iter().find(|(_, code)| code.expires.is_some()).map(|(number, _)| *number);
        if let Some(oldest) = oldest {
            self.by_number.remove(&oldest);
        }
    }
}

/// A ticket may have any character of base64, so that a client must encode it.
const SUFFIX: &str = "/+==";

impl Code {
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }
}

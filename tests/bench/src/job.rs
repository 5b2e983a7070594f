//! What a contender is given: one line of JSON.

use serde::{Deserialize, Serialize};

use crate::case::{Case, Reader};

/// Who does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contender {
    /// `wechat_user::Client` over `transport-ureq`.
    Client,
    /// ureq with the settings of `transport-ureq`, and serde_json with owned values.
    BareUreq,
    /// A TCP stream, and serde_json with borrowed values: the least work that yields the same values. The floor.
    RawTcp,
}

impl Contender {
    /// All of them, the floor first.
    pub const ALL: [Self; 3] = [Self::RawTcp, Self::BareUreq, Self::Client];

    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "wechat-user",
            Self::BareUreq => "bare ureq, serde_json owned",
            Self::RawTcp => "raw TCP, serde_json borrowing (floor)",
        }
    }
}

/// A job for one process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Job {
    /// Small calls (`groups/getid`), one after the other.
    Calls {
        /// Who calls.
        contender: Contender,
        /// Where.
        target: Target,
        /// How many calls are measured; a few more warm up.
        calls: u64,
    },
    /// All followers with their profiles.
    Export {
        /// Who exports.
        contender: Contender,
        /// Where.
        target: Target,
        /// How many requests at a time.
        in_flight: usize,
    },
    /// One case of the core without a transport.
    Core {
        /// Which messages.
        case: Case,
        /// Who reads them.
        reader: Reader,
        /// How often.
        times: u64,
        /// Only what surrounds the measured work.
        dry: bool,
    },
    /// Threads that share one client over a transport without I/O.
    Crowd {
        /// How many threads.
        threads: usize,
        /// How many calls all of them make together.
        calls: u64,
    },
    /// Requests for the simulator, many on their way at a time.
    Load {
        /// Where.
        target: Target,
        /// Small calls, or batches of 100 profiles.
        batches: bool,
        /// How many requests.
        requests: u64,
    },
}

/// How often a contender does its work before it is measured: connections, tokens, caches.
pub const WARM_UP: u64 = 20;

/// The account and its address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// `127.0.0.1:PORT`
    pub addr: String,
    /// The AppID.
    pub app_id: String,
    /// The AppSecret of a simulated account.
    pub app_secret: String,
    /// A follower.
    pub openid: String,
    /// A token that works.
    pub token: String,
    /// The certificate of the CA that signed the server's, in PEM; without one, it speaks plain HTTP.
    pub ca: Option<String>,
}

impl Target {
    /// The base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.ca.is_some() { "https" } else { "http" }, self.addr)
    }
}

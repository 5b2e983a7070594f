#![doc = include_str!("../README.md")]

mod accounts;
mod clock;
mod fake;
mod gate;
mod mask;
pub mod redact;
mod script;
mod service;
mod tape;

pub use accounts::{AccountError, Accounts};
pub use clock::TestClock;
pub use fake::{FakeWeChat, Held};
pub use gate::Gate;
pub use script::{Expectation, Expecting, Script, get, post};
pub use service::{
    Bodies, BodyStore, BodyText, ClientIp, Dirt, EndOfList, Ending, Entry, Escapes, Fault, FileError, FollowChange,
    ListedFollower, NonFollowers, OldAccount, Outcome, Profile, ProfileFields, Route, Scan, ScanError, ScannedCode,
    Service, Settings, TextLimit, TokenMode, TokenRef, WebScope,
};
pub use tape::{Player, Recorder};

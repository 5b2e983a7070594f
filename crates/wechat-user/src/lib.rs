//! A blocking client for the user management of WeChat Official Accounts (公众号/服务号).
//!
//! ```no_run
//! use wechat_user::Client;
//!
//! # #[cfg(not(feature = "ureq"))]
//! # fn main() {}
//! # #[cfg(feature = "ureq")]
//! # fn main() -> Result<(), wechat_user::Error> {
//! // ureq, stable token, token kept in memory
//! let client = Client::new("wx0123456789abcdef", wechat_user::secret_from_env("WECHAT_APPSECRET")?)?;
//! let group = client.groups().create("华东客户")?;
//! let openids: Vec<_> = client.followers().take(50).collect::<Result<_, _>>()?;
//! client.groups().move_users(&openids, group.id)?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it is
//!
//! The drivers round the state machines of [`wechat_user_core`], which is re-exported here whole:
//!
//! * [`Client`]: one account, cheap to clone, shared by any number of threads. When many find the token rejected, one
//!   renews it.
//! * [`Client::users`], [`Client::followers`], [`Client::tags`], [`Client::groups`], [`Client::blacklist`],
//!   [`Client::migration`], [`Client::oauth`], [`Client::qrcode`], [`Client::statistics`], [`Client::shorten`],
//!   [`Client::quota`], [`Client::rid`], [`Client::network`]: the calls in the words of the domain, one HTTP exchange
//!   each unless their documentation says more.
//! * [`Client::export`] and the methods whose names end in `_all` ([`bulk`]): lists of any length.
//! * [`Client::raw`]: any other path of the service.
//! * [`Client::call`], [`Client::pages`], [`Client::drive`], [`Client::drive_parallel`]: any endpoint, any machine.
//! * [`SystemClock`], [`Observer`], [`Cancel`], [`CredentialSource`], [`MemoryStore`], [`FileStore`]: what a program
//!   may want to replace or to watch.
//!
//! # What it is not
//!
//! It starts no thread of its own (but for the time of a [`Client::drive_parallel`], a bulk run or an export), writes
//! no log, reads no environment variable unless asked, and keeps no ambient "current account". One client value is one
//! account.
//!
//! # Testing a program that uses it
//!
//! `FakeWeChat` of the crate `transport-mock` is a stateful simulator that needs no network:
//!
//! ```
//! use transport_mock::FakeWeChat;
//! use wechat_user::Client;
//!
//! # fn main() -> Result<(), wechat_user::Error> {
//! let wechat = FakeWeChat::new().with_followers(25_000);
//! let client =
//!     Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
//! wechat.replace_token(); // another process did it
//! assert_eq!(client.groups().list()?.len(), 3);
//! # Ok(())
//! # }
//! ```

mod areas;
mod builder;
pub mod bulk;
mod cancel;
mod client;
mod drive;
mod ended;
mod env;
pub mod export;
mod file_store;
mod memory_store;
mod meter;
mod observer;
mod parallel;
mod plan;
#[cfg(feature = "qr-picture")]
mod qr_picture;
mod setup_error;
mod shared;
mod shelf;
mod signal;
mod source;
mod system_clock;
mod thread_marks;

#[doc(no_inline)]
pub use wechat_user_core::{
    AccessToken, AppId, AppSecret, Batch, Call, Credentials, Endpoint, ErrCode, Error, ErrorKind, GroupId, InputError,
    Machine, OpenId, Origin, Remedy, ServiceError, Session, TagId, Timestamp, TokenMode, UnionId, decode, encode,
};
#[doc(no_inline)]
pub use wechat_user_core::{
    blacklist, clock, endpoint, errcode, groups, http, jssdk, machine, migration, network, oauth, qrcode, quota, raw,
    retry, rid, secret, shorten, statistics, store, tags, token, transport, users,
};

pub use areas::{
    Blacklist, CodeUser, Followers, Groups, JsSdk, Migration, Network, OAuth, OpenIds, QrCodes, Quota, Raw, Rid,
    Shorten, Statistics, Tags, Users,
};
pub use builder::Builder;
pub use cancel::Cancel;
pub use client::Client;
pub use drive::Drive;
pub use ended::Ended;
pub use env::secret_from_env;
pub use file_store::FileStore;
pub use memory_store::MemoryStore;
pub use observer::{Event, Observer, Progress, StoreEvent};
pub use plan::{Plan, PlannedCalls};
#[cfg(feature = "qr-picture")]
pub use qr_picture::{PictureError, QrPicture};
pub use setup_error::SetupError;
pub use source::CredentialSource;
pub use system_clock::{SystemClock, TimestampExt};

//! The protocol of WeChat Official Account (公众号/服务号) user management: requests, responses, and everything that
//! happens between them, without any I/O.
//!
//! # What it asks of its driver
//!
//! A driver must be able to do two things:
//!
//! 1. **execute an HTTP exchange**, given as an [`http::Request`] ([`Step::Send`](machine::Step::Send));
//! 2. **poll again later**, at a given time or after a change ([`Step::Wait`](machine::Step::Wait)).
//!
//! The crate has no socket, clock, sleep, lock, file, environment variable, random number or log line. Time comes in as
//! a [`Timestamp`].
//!
//! # The map
//!
//! | you want | use |
//! |---|---|
//! | to build requests and parse responses, nothing else | [`encode`] and [`decode`] |
//! | the calls of the service | [`users`], [`tags`], [`groups`], [`blacklist`], [`migration`], [`oauth`], [`jssdk`], [`qrcode`], [`shorten`], [`statistics`], [`quota`], [`rid`], [`network`], [`token`]; the list of all is [`endpoint::CATALOGUE`] |
//! | a call that is missing here | [`raw`], or an [`Endpoint`] of your own with its [`Spec`](endpoint::Spec) |
//! | one call with its token, renewals and retries | [`Call`]; only the token or a ticket: [`CurrentToken`](machine::CurrentToken), [`CurrentTicket`](machine::CurrentTicket) |
//! | a list that comes in pages | [`Pages`](machine::Pages) |
//! | many calls in parallel | [`Fan`](machine::Fan) |
//! | one change or read for a list of any length | [`Bulk`](bulk::Bulk) |
//! | the profiles of all followers, a tag, the blacklist | [`Export`](export::Export) |
//! | the state that the calls of one account share | [`Session`], with its [`Credentials`] and [`Origin`] |
//! | to run all this on your own I/O | [`machine`] |
//! | the traits of a blocking driver | [`transport`], [`clock`] |
//! | a credential that several processes share | [`store`] |
//! | what went wrong, and what helps | [`Error`], [`ErrCode`], [`Remedy`] |
//! | how often to try again | [`retry`] |
//! | ids, limits, secrets | [`OpenId`], [`GroupId`], [`Batch`], [`secret`] |
//!
//! Two state machines do the work: the flow of a call (token, send, renew, back off, send again), and the slot that
//! keeps one credential for many calls (which call fetches it, which calls wait, what a rejection or a failure means
//! for the others). Their diagrams and tables are at the heads of `src/flow/call_flow.rs` and `src/flow/slot.rs`, and
//! in `docs/architecture.md`.
//!
//! # Every step of a call
//!
//! A call whose session has no token yet. `response` stands for the HTTP client.
//!
//! ```
//! use wechat_user_core::machine::{Outcome, Purpose, Step};
//! use wechat_user_core::{Call, Credentials, Machine, Session, Timestamp};
//! use wechat_user_core::{groups::CreateGroup, http::Response};
//!
//! let response = |body: &str| Outcome::Response(Response::new(body.as_bytes().to_vec()));
//! let now = Timestamp::from_unix_secs(1_795_293_000);
//!
//! // The state that all calls of the account share, and one call. Its request is encoded here and sent later.
//! let mut session = Session::new(Credentials::stable("wx0123456789abcdef", "0123456789abcdef0123456789abcdef"))?;
//! let mut call = Call::new(&CreateGroup::new("华东客户")?);
//!
//! // 1. The call needs a token first. A driver with a token store may answer with `Outcome::Granted`; this one sends
//! // the request.
//! let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
//! let Purpose::Credential(want) = outgoing.purpose() else { unreachable!() };
//! assert_eq!(want.app_id.as_str(), "wx0123456789abcdef");
//! assert_eq!(outgoing.request().uri(), "https://api.weixin.qq.com/cgi-bin/stable_token");
//!
//! // 2. It waits for the response. Polling too early is harmless.
//! assert!(matches!(call.poll(&mut session, now), Step::Wait { .. }));
//!
//! // 3. `handle` takes the response without the session, so decoding needs no lock. Its effect on the session shows at
//! // the next poll.
//! call.handle(now, outgoing.id(), response(r#"{"access_token":"36_abc","expires_in":7200}"#));
//! assert!(session.token().is_none());
//!
//! // 4. Now the call itself. The token is in the query: print a request with `Redacted`, or not at all.
//! let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
//! assert_eq!(outgoing.request().uri(), "https://api.weixin.qq.com/cgi-bin/groups/create?access_token=36_abc");
//! assert_eq!(outgoing.request().body(), r#"{"group":{"name":"华东客户"}}"#.as_bytes());
//! assert!(session.token().is_some());
//!
//! // 5. Its response: a report for an observer, and an item for the caller.
//! let report = call.handle(now, outgoing.id(), response(r#"{"group":{"id":107,"name":"华东客户"}}"#));
//! assert_eq!((&*report.path, report.attempt, report.errcode), ("/cgi-bin/groups/create", 1, None));
//! let Step::Yield(Ok(group)) = call.poll(&mut session, now) else { unreachable!() };
//! assert_eq!(group.id.get(), 107);
//!
//! // 6. The machine is done for good.
//! assert!(matches!(call.poll(&mut session, now), Step::Done));
//! # Ok::<(), wechat_user_core::Error>(())
//! ```
//!
//! `docs/drivers.md` has the rules of the loop, a blocking, a parallel and an asynchronous one.
//!
//! # What it is not
//!
//! * A client. That is the crate `wechat-user`: `Client::new(app_id, secret)`, iterators, threads.
//! * An HTTP stack: `transport-ureq`, or yours. A test double: `transport-mock`.
//! * All of WeChat. It has user management only, and JSON calls only: no messages, menus, media or payment.
//! * A judge of arguments. It refuses what all sources agree on ([`InputError`]), and leaves to the service what they
//!   disagree about.
//!
//! # `no_std`
//!
//! The crate is `#![no_std]` with `alloc`, so that the compiler checks the promise of no I/O. It does not run on bare
//! metal: the crate `http` needs the standard library.
#![no_std]
extern crate alloc;

mod endpoints;
mod errors;
mod flow;
mod io;
mod values;
mod wire;

pub use http;

pub use endpoints::{
    blacklist, groups, jssdk, migration, network, oauth, qrcode, quota, raw, rid, shorten, statistics, tags, token,
    users,
};
pub use errors::errcode::{ErrCode, Remedy};
pub use errors::error::{Error, ErrorKind};
pub use errors::service_error::ServiceError;
pub use flow::call::Call;
pub use flow::credentials::Credentials;
pub use flow::machine::Machine;
pub use flow::session::Session;
pub use values::batch::Batch;
pub use values::ids::{AppId, GroupId, TagId};
pub use values::input_error::InputError;
pub use values::openid::{OpenId, UnionId};
pub use values::origin::Origin;
pub use values::secret::{AccessToken, AppSecret};
pub use values::time::Timestamp;
pub use values::token_mode::TokenMode;
pub use wire::decode::decode;
pub use wire::encode::encode;
pub use wire::endpoint::Endpoint;

/// State machines and the contract with their driver: [`Machine`], the steps, the exchanges, and the machines for
/// callers.
pub mod machine {
    pub use crate::errors::source_error::SourceError;
    pub use crate::flow::call::{Call, CurrentToken};
    pub use crate::flow::exchange::{ExchangeId, Grant, Outcome, Outgoing, Purpose, Report, Want};
    pub use crate::flow::fan::Fan;
    pub use crate::flow::machine::{Machine, Step};
    pub use crate::flow::pages::{Pages, Stop};
    pub use crate::flow::relay_call::{RelayCall, Relayed};
    pub use crate::flow::session::HeldToken;
    pub use crate::flow::tag_members::TagMembers;
    pub use crate::flow::ticket::{CurrentTicket, HeldTicket};
    pub use crate::values::credential_kind::CredentialKind;
}

/// One change or one read for a list of any length: [`Bulk`](bulk::Bulk), its jobs, and the outcome of each item.
pub mod bulk {
    pub use crate::flow::bulk::{
        Block, Bulk, BulkEnd, Convert, Fetch, ItemOutcome, ItemResult, Job, Move, OutcomeOf, Remark, TagChange,
        Tagging, Unblock, Untagging,
    };
}

/// The profiles of a list of users in its order, and checkpoints to continue from: [`Export`](export::Export).
pub mod export {
    pub use crate::flow::bulk::BulkEnd;
    pub use crate::flow::export::{Checkpoint, Export, ExportItem, Listing};
    pub use crate::flow::pages::Stop;
}

/// What executes one HTTP exchange, and the truth about whether a request that failed may have arrived.
pub mod transport {
    pub use crate::io::transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError, transport_fn};
}

/// Credentials that several processes share: the trait of a store, and the logic on top of it.
pub mod store {
    pub use crate::flow::obtain::{Notice, Obtain, ObtainStep, Reply};
    pub use crate::io::store::{CredentialStore, Owner, Replaced, StoreError, StoreKey, Stored};
}

/// Time for a blocking driver.
pub mod clock {
    pub use crate::io::clock::{Clock, Signal};
}

/// How often to try again, and when.
pub mod retry {
    pub use crate::flow::retry::RetryPolicy;
}

/// The error codes of the service (全局返回码), what each means and what helps.
pub mod errcode {
    pub use crate::errors::errcode::{Concerns, Entry, ErrCode, Place, Remedy};
}

/// What an endpoint is, the list of all of them, and what a new one is written with.
pub mod endpoint {
    pub use crate::endpoints::catalogue::CATALOGUE;
    pub use crate::values::api_path::ApiPath;
    pub use crate::wire::ack::Ack;
    pub use crate::wire::endpoint::{Body, Endpoint, PageEnd, Paged, Query};
    pub use crate::wire::spec::{Auth, Replay, Spec, Verb};
}

/// The repair of broken JSON bodies, as responses get it; for bodies that come another way.
pub mod repair {
    pub use crate::wire::repair::{Depth, repair};
}

/// Secrets as types that never print themselves, and a request in a form that may be printed.
pub mod secret {
    pub use crate::values::secret::{
        AccessToken, AppSecret, AuthorizationCode, CredentialValue, JsapiTicket, RefreshToken, UserAccessToken,
    };
    pub use crate::wire::redact::Redacted;
}

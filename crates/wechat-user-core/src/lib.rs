//! The protocol of WeChat Official Account (公众号/服务号) user management: requests, answers, and everything that happens between them, without any I/O.
//!
//! # The two things it may ask for
//!
//! Whoever drives it must be able to do two things, and only these:
//!
//! 1. **execute an HTTP exchange**, given as an [`http::Request`] ([`Step::Send`]);
//! 2. **poll it again later**, at a moment that it names or when something happened ([`Step::Wait`]).
//!
//! There is no socket in here, no clock, sleep, lock, file, environment variable, random number or log line. Time comes in as a [`Timestamp`].
//!
//! # The map
//!
//! | you want | it is |
//! |---|---|
//! | builders and parsers, nothing else | [`encode`] and [`decode`] |
//! | the calls of the service | [`users`], [`tags`], [`groups`], [`blacklist`], [`migration`], [`oauth`], [`jssdk`], [`quota`], [`rid`], [`network`], [`token`]; all of them are in [`CATALOGUE`] |
//! | a call that is missing here | [`raw`], or an [`Endpoint`] of your own with its [`Spec`] |
//! | one call with its token, renewals and retries | [`Call`]; the token or a ticket itself, [`CurrentToken`], [`CurrentTicket`] |
//! | a list that comes in pages | [`Pages`] |
//! | many calls side by side | [`Fan`] |
//! | what the calls of one account share | [`Session`], with its [`Credentials`] and [`Origin`] |
//! | to run all this on your own I/O | [`Machine`], [`Step`], [`Outcome`], [`Report`] |
//! | the traits of a blocking driver's surroundings | [`Transport`], [`Clock`] |
//! | what went wrong, and what helps | [`Error`], [`ErrCode`], [`Remedy`] |
//! | how often to try again | [`RetryPolicy`], [`Replay`], [`Delivery`] |
//! | ids, limits, secrets | [`OpenId`], [`GroupId`], [`Batch`], [`GroupName`], [`AccessToken`], [`Redacted`] |
//!
//! Two state machines carry it all: the flow of a call (token, send, renew, back off, send again), and the slot that keeps one credential for many
//! calls (who fetches it, who waits, what a rejection or a failure means for the others). Their diagrams and tables stand at the heads of
//! `src/flow/call_flow.rs` and `src/flow/slot.rs`, and in `docs/architecture.md`.
//!
//! # Every step once
//!
//! A call whose session has no token yet. What `answer` makes up here, an HTTP client brings elsewhere.
//!
//! ```
//! use wechat_user_core::{Call, Credentials, GroupName, Machine, Outcome, Purpose, Session, Step, Timestamp};
//! use wechat_user_core::{groups::CreateGroup, http::Response};
//!
//! let answer = |body: &str| Outcome::Answer(Response::new(body.as_bytes().to_vec()));
//! let now = Timestamp::from_unix_secs(1_795_293_000);
//!
//! // What all calls of the account share, and one call: the request is written here, and sent later.
//! let mut session = Session::new(Credentials::stable("wx0123456789abcdef", "0123456789abcdef0123456789abcdef"))?;
//! let mut call = Call::new(&CreateGroup::new(&GroupName::new("华东客户")?));
//!
//! // 1. It wants a token first. A driver with a store of its own may answer the want with `Outcome::Granted`; this one sends the request.
//! let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
//! let Purpose::Token(want) = outgoing.purpose() else { unreachable!() };
//! assert_eq!(want.app_id.as_str(), "wx0123456789abcdef");
//! assert_eq!(outgoing.request().uri(), "https://api.weixin.qq.com/cgi-bin/stable_token");
//!
//! // 2. Until the answer is there, it waits. Polling too early is harmless.
//! assert!(matches!(call.poll(&mut session, now), Step::Wait { .. }));
//!
//! // 3. The answer goes in without the session, so a driver needs no lock while it is decoded. What it means for the session shows at the next poll.
//! call.handle(now, outgoing.id(), answer(r#"{"access_token":"36_abc","expires_in":7200}"#));
//! assert!(session.token().is_none());
//!
//! // 4. Now the call itself. The token travels in the query: print a request with `Redacted`, or not at all.
//! let Step::Send(outgoing) = call.poll(&mut session, now) else { unreachable!() };
//! assert_eq!(outgoing.request().uri(), "https://api.weixin.qq.com/cgi-bin/groups/create?access_token=36_abc");
//! assert_eq!(outgoing.request().body(), r#"{"group":{"name":"华东客户"}}"#.as_bytes());
//! assert!(session.token().is_some());
//!
//! // 5. Its answer, as a report for whoever counts, and as an item for the caller.
//! let report = call.handle(now, outgoing.id(), answer(r#"{"group":{"id":107,"name":"华东客户"}}"#));
//! assert_eq!((&*report.path, report.attempt, report.errcode), ("/cgi-bin/groups/create", 1, None));
//! let Step::Yield(Ok(group)) = call.poll(&mut session, now) else { unreachable!() };
//! assert_eq!(group.id.get(), 107);
//!
//! // 6. Nothing more comes, ever.
//! assert!(matches!(call.poll(&mut session, now), Step::Done));
//! # Ok::<(), wechat_user_core::Error>(())
//! ```
//!
//! `docs/drivers.md` has the rules of the loop, a blocking, a parallel and an asynchronous one.
//!
//! # What it is not
//!
//! * No client. That is the crate `wechat-user`: `Client::new(app_id, secret)`, iterators, threads.
//! * No HTTP stack: `transport-ureq`, or yours. No test double either: `transport-mock`.
//! * Not all of WeChat. User management only, and JSON calls only: no messages, menus, media or payment.
//! * No judge of arguments. It refuses beforehand what all sources agree on ([`BadInput`]), and leaves to the service what they disagree about.
//!
//! # `no_std`
//!
//! The crate is `#![no_std]` with `alloc`, so that the compiler vouches for the paragraph on I/O above. It is a statement about this code, not about bare metal: the
//! crate `http` needs the standard library.
#![no_std]
extern crate alloc;

mod endpoints;
mod errors;
mod flow;
mod io;
mod values;
mod wire;

pub use http;

pub use endpoints::catalogue::CATALOGUE;
pub use endpoints::{blacklist, groups, jssdk, migration, network, oauth, quota, raw, rid, tags, token, users};
pub use errors::errcode::{Entry, ErrCode, Place, Remedy};
pub use errors::error::{Error, ErrorKind};
pub use errors::service_error::ServiceError;
pub use flow::call::{Call, CurrentToken};
pub use flow::credentials::{Credentials, TokenMode};
pub use flow::exchange::{Credential, ExchangeId, Grant, Outcome, Outgoing, Purpose, Report, TokenWant};
pub use flow::fan::Fan;
pub use flow::machine::{Machine, Step};
pub use flow::pages::{Pages, Stop};
pub use flow::retry::RetryPolicy;
pub use flow::session::{HeldToken, Session};
pub use flow::tag_members::TagMembers;
pub use flow::ticket::{CurrentTicket, HeldTicket};
pub use io::clock::{Clock, Signal};
pub use io::transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError, transport_fn};
pub use values::api_path::ApiPath;
pub use values::bad_input::BadInput;
pub use values::bounds::{Batch, GroupName};
pub use values::ids::{AppId, GroupId, TagId};
pub use values::openid::{OpenId, UnionId};
pub use values::origin::Origin;
pub use values::secret::{AccessToken, AppSecret, AuthorizationCode, JsapiTicket, RefreshToken, UserAccessToken};
pub use values::time::Timestamp;
pub use wire::ack::Ack;
pub use wire::decode::decode;
pub use wire::encode::encode;
pub use wire::endpoint::{Body, Endpoint, PageEnd, Paged, Query};
pub use wire::redact::Redacted;
pub use wire::spec::{Auth, Replay, Spec, Verb};

//! draft
#![no_std]
extern crate alloc;

mod ack;
mod bounds;
mod call;
mod catalogue;
mod clock;
mod endpoint;
mod envelope;
mod errcode;
mod error;
mod fan;
mod flow;
pub mod groups;
mod ids;
mod lenient;
mod machine;
mod origin;
mod pages;
mod redact;
mod repair;
mod retry;
mod secret;
mod session;
mod slot;
mod spec;
mod time;
pub mod token;
mod transport;
pub mod users;
mod wire;

pub use http;

pub use ack::Ack;
pub use bounds::{BadInput, Batch, GroupName};
pub use call::{Call, CurrentToken};
pub use catalogue::CATALOGUE;
pub use clock::{Clock, Signal};
pub use endpoint::{Body, Endpoint, PageEnd, Paged, Query};
pub use errcode::{Entry, ErrCode, Place, Remedy};
pub use error::{Error, ErrorKind, ServiceError};
pub use fan::Fan;
pub use ids::{AppId, GroupId, OpenId, TagId, UnionId};
pub use machine::{Credential, ExchangeId, Grant, Machine, Outcome, Outgoing, Purpose, Report, Step, TokenWant};
pub use origin::Origin;
pub use pages::{Pages, Stop};
pub use redact::Redacted;
pub use retry::RetryPolicy;
pub use secret::{AccessToken, AppSecret, JsapiTicket, RefreshToken};
pub use session::{Credentials, HeldToken, Session, TokenMode};
pub use spec::{Auth, Replay, Spec, Verb};
pub use time::Timestamp;
pub use transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError, transport_fn};
pub use wire::{decode, encode};

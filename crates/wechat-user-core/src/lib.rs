//! draft
#![no_std]
extern crate alloc;

mod bounds;
mod clock;
mod errcode;
mod ids;
mod lenient;
mod secret;
mod time;
mod transport;

pub use http;

pub use bounds::{BadInput, Batch, GroupName};
pub use clock::{Clock, Signal};
pub use errcode::{Entry, ErrCode, Place, Remedy};
pub use ids::{AppId, GroupId, OpenId, TagId, UnionId};
pub use secret::{AccessToken, AppSecret, JsapiTicket, RefreshToken};
pub use time::Timestamp;
pub use transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError, transport_fn};

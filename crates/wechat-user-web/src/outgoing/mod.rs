//! Sends pushes as the service does: for simulators, tests and the command line.

mod draft;
mod sender;

pub use draft::PushDraft;
pub use sender::{AccountReply, PushMode, PushSender, SendError};

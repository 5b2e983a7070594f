//! Playing WeChat: pushes as the service sends them, for simulators, tests and the command line.

mod draft;
mod sender;

pub use draft::PushDraft;
pub use sender::{AccountReply, BadSend, PushMode, PushSender};

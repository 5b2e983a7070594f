//! What a worker hears of a failure of the gateway's own call.

use wechat_user::{Error, ErrorKind};

use crate::refusal::Refusal;

/// Of the text of the error nothing is passed on.
pub(super) fn refusal(error: &Error) -> Refusal {
    match error.kind() {
        _ if error.may_have_been_done() => Refusal::UNKNOWN,
        ErrorKind::Transport(_) => Refusal::NOT_SENT,
        ErrorKind::Input(_) => Refusal::bad_request("the request cannot be sent as it is"),
        _ => Refusal::NO_TOKEN,
    }
}

//! The table of the calls of the admin API.

use super::message::Reply;
use super::{Context, accounts, callback, calls, journal, push};

/// One call.
pub(super) struct Call {
    pub(super) verb: &'static str,
    /// The path, without the prefix.
    pub(super) name: &'static str,
    pub(super) work: fn(&Context<'_>) -> Reply,
    /// Whether the body is a seed or a state, which may be large.
    pub(super) takes_file: bool,
}

const fn call(verb: &'static str, name: &'static str, work: fn(&Context<'_>) -> Reply) -> Call {
    Call { verb, name, work, takes_file: false }
}

impl Call {
    const fn with_file(mut self) -> Self {
        self.takes_file = true;
        self
    }
}

/// `/_mock/accounts`
pub(super) static ACCOUNTS_CALLS: &[Call] =
    &[call("GET", "", accounts::list), call("POST", "", accounts::create).with_file()];

/// `/_mock/accounts/APPID`
pub(super) static ACCOUNT_CALLS: &[Call] = &[call("DELETE", "", accounts::remove)];

/// `/_mock/NAME` for the default account, and `/_mock/accounts/APPID/NAME`.
pub(super) static CALLS: &[Call] = &[
    call("GET", "health", calls::health),
    call("POST", "reset", calls::reset),
    call("POST", "seed", calls::seed).with_file(),
    call("GET", "state", calls::save_state),
    call("PUT", "state", calls::load_state).with_file(),
    call("POST", "state", calls::load_state).with_file(),
    call("GET", "clock", calls::clock),
    call("POST", "clock", calls::set_clock),
    call("GET", "faults", calls::faults),
    call("POST", "faults", calls::add_faults),
    call("DELETE", "faults", calls::clear_faults),
    call("GET", "journal", journal::list),
    call("POST", "journal/verify", journal::verify),
    call("GET", "journal/stream", journal::open),
    call("POST", "token/replace", calls::replace_token),
    call("POST", "token/expire", calls::expire_token),
    call("POST", "authorize", calls::authorize),
    call("POST", "migration", accounts::migrate),
    call("GET", "callback", callback::get),
    call("PUT", "callback", callback::set),
    call("DELETE", "callback", callback::remove),
    call("POST", "follow", callback::follow),
    call("POST", "unfollow", callback::unfollow),
    call("POST", "push", push::push),
];

//! The table of the calls of the admin API on one account.

use transport_mock::FakeWeChat;

use super::message::Reply;
use super::{calls, push};

/// One call.
pub(super) struct Call {
    pub(super) verb: &'static str,
    /// The path, without the prefix.
    pub(super) name: &'static str,
    pub(super) work: fn(&FakeWeChat, &[u8]) -> Reply,
}

const fn get(name: &'static str, work: fn(&FakeWeChat, &[u8]) -> Reply) -> Call {
    Call { verb: "GET", name, work }
}

const fn post(name: &'static str, work: fn(&FakeWeChat, &[u8]) -> Reply) -> Call {
    Call { verb: "POST", name, work }
}

pub(super) static CALLS: &[Call] = &[
    get("health", calls::health),
    post("reset", calls::reset),
    post("seed", calls::seed),
    get("state", calls::save_state),
    Call { verb: "PUT", name: "state", work: calls::load_state },
    post("state", calls::load_state),
    get("clock", calls::clock),
    post("clock", calls::set_clock),
    get("faults", calls::faults),
    post("faults", calls::add_faults),
    Call { verb: "DELETE", name: "faults", work: calls::clear_faults },
    get("journal", calls::journal),
    post("token/replace", calls::replace_token),
    post("token/expire", calls::expire_token),
    post("authorize", calls::authorize),
    post("push", push::push),
];

//! The table of the calls of the admin API. It dispatches them, and `/_mock/openapi.json` describes them from it.

mod openapi;

use super::message::Reply;
use super::{Context, accounts, callback, calls, followers, journal, push};

/// One call.
pub(super) struct Call {
    pub(super) verb: &'static str,
    /// The path, without the prefix.
    pub(super) name: &'static str,
    pub(super) work: fn(&Context<'_>) -> Reply,
    /// Whether the body is a seed or a state, which may be large.
    pub(super) takes_file: bool,
    summary: &'static str,
    /// The schema of the body.
    takes: Option<&'static str>,
    /// Whether the body may be missing.
    is_body_optional: bool,
    parameters: &'static [Parameter],
    /// The schema of the response, which is JSON unless it is a stream.
    returns: &'static str,
    /// The statuses of refusals, in addition to those of all calls.
    refusals: &'static [u16],
}

/// A parameter of the query.
struct Parameter {
    name: &'static str,
    kind: &'static str,
    about: &'static str,
}

const fn call(
    verb: &'static str,
    name: &'static str,
    work: fn(&Context<'_>) -> Reply,
    returns: &'static str,
    summary: &'static str,
) -> Call {
    Call {
        verb,
        name,
        work,
        takes_file: false,
        summary,
        takes: None,
        is_body_optional: false,
        parameters: &[],
        returns,
        refusals: &[],
    }
}

impl Call {
    const fn takes(mut self, schema: &'static str) -> Self {
        self.takes = Some(schema);
        self
    }

    const fn may_take(mut self, schema: &'static str) -> Self {
        self.is_body_optional = true;
        self.takes(schema)
    }

    const fn with_file(mut self) -> Self {
        self.takes_file = true;
        self
    }

    const fn with_parameters(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    const fn refuses_with(mut self, statuses: &'static [u16]) -> Self {
        self.refusals = statuses;
        self
    }
}

const AFTER: Parameter =
    Parameter { name: "after", kind: "integer", about: "Only calls after the one with this number." };
const BODIES: Parameter = Parameter { name: "bodies", kind: "string", about: "1 adds query and bodies." };

static FILTER: &[Parameter] = &[
    Parameter { name: "path", kind: "string", about: "Only calls of this path." },
    Parameter { name: "ending", kind: "string", about: "Only calls that ended in this way, such as 0 or 40001." },
    AFTER,
    Parameter { name: "limit", kind: "integer", about: "At most this many calls." },
    BODIES,
];

static PAGE: &[Parameter] = &[
    Parameter { name: "after", kind: "string", about: "Only followers after this openid." },
    Parameter { name: "limit", kind: "integer", about: "At most this many, 1 to 100; by default 20." },
];

/// `/_mock/accounts`
pub(super) static ACCOUNTS_CALLS: &[Call] = &[
    call("GET", "", accounts::list, "Accounts", "Lists the accounts, the default one first."),
    call("POST", "", accounts::create, "NewAccount", "Creates an account from a seed.")
        .may_take("AccountSeed")
        .with_file()
        .refuses_with(&[409]),
];

/// `/_mock/accounts/APPID`
pub(super) static ACCOUNT_CALLS: &[Call] = &[call("DELETE", "", accounts::remove, "Done", "Removes the account.")];

/// `/_mock/NAME` for the default account, and `/_mock/accounts/APPID/NAME`.
pub(super) static CALLS: &[Call] = &[
    call("GET", "health", calls::health, "Health", "The version, and the app ids of all accounts."),
    call("GET", "openapi.json", openapi::document, "Any", "This description."),
    call("POST", "reset", calls::reset, "Done", "Returns to the start, or to the last seed.").may_take("Reset"),
    call("POST", "seed", calls::seed, "Done", "Resets the account to a seed.").takes("Seed").with_file(),
    call("GET", "state", calls::save_state, "Any", "The whole state, without the AppSecret and the journal."),
    call("PUT", "state", calls::load_state, "Done", "Loads a state.").takes("Any").with_file(),
    call("POST", "state", calls::load_state, "Done", "As PUT.").takes("Any").with_file(),
    call("GET", "clock", calls::clock, "Clock", "The time."),
    call("POST", "clock", calls::set_clock, "Clock", "Sets the time, or moves it forward.").takes("SetClock"),
    call("GET", "faults", calls::faults, "Faults", "The pending faults."),
    call("POST", "faults", calls::add_faults, "Done", "Adds a fault, or a list of them.").takes("FaultOrFaults"),
    call("DELETE", "faults", calls::clear_faults, "Done", "Removes all faults."),
    call("GET", "journal", journal::list, "Journal", "The calls in the order of their arrival.")
        .with_parameters(FILTER),
    call("POST", "journal/verify", journal::verify, "Verified", "Checks that a path was called as expected.")
        .takes("Expected")
        .refuses_with(&[422]),
    call("GET", "journal/stream", journal::open, "EventStream", "The calls as server-sent events.")
        .with_parameters(&[AFTER, BODIES])
        .refuses_with(&[503]),
    call("POST", "token/replace", calls::replace_token, "Done", "Replaces the tokens, as another process would."),
    call("POST", "token/expire", calls::expire_token, "Done", "Makes the tokens expire."),
    call("POST", "authorize", calls::authorize, "Code", "A user authorizes a page.").takes("Authorize"),
    call("POST", "migration", accounts::migrate, "Done", "Makes the account the successor of another one.")
        .takes("Migration"),
    call("GET", "callback", callback::get, "CallbackUrl", "The URL of the callback, without its query."),
    call("PUT", "callback", callback::set, "Done", "Checks a callback with an echostr, and sets it.").takes("Callback"),
    call("DELETE", "callback", callback::remove, "Done", "Removes the callback."),
    call("GET", "followers", followers::list, "Followers", "The followers, with the names of their tags.")
        .with_parameters(PAGE),
    call("POST", "follow", callback::follow, "Pushed", "A user begins to follow.").takes("User"),
    call("POST", "unfollow", callback::unfollow, "Pushed", "A user ceases to follow.").takes("User"),
    call("POST", "scan", callback::scan, "Scanned", "A user scans a QR code with a scene, and follows.").takes("Scan"),
    call("POST", "push", push::push, "PushOutcome", "Sends a push to any URL.").takes("Push"),
];

//! `docs/faults.md`, row by row: each fault is applied to a real client, and the client reacts as the table says. Each
//! row names its test.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

/// The row that names the running test.
macro_rules! row {
    () => {{
        fn here() {}
        $crate::table::row_of(std::any::type_name_of_val(&here))
    }};
}

mod bodies;
mod calls;
mod concurrent_changes;
mod lists;
mod network;
mod one_seed;
mod refusals;
mod table;
mod tags;
mod tokens;
mod wire;

use wechat_user_tests::world::{builder, client, log, openids};

const GROUPS_GET: &str = "/cgi-bin/groups/get";
const GROUPS_CREATE: &str = "/cgi-bin/groups/create";
const USER_GET: &str = "/cgi-bin/user/get";
const USER_INFO: &str = "/cgi-bin/user/info";
const TAGS_CREATE: &str = "/cgi-bin/tags/create";
const TAG_GET: &str = "/cgi-bin/user/tag/get";
const TAGGING: &str = "/cgi-bin/tags/members/batchtagging";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";

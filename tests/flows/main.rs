//! The client, its machines and the simulator together, without a network and without waiting.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod bulk;
mod cancel;
mod configuration;
mod drivers;
mod effects;
mod ensure;
mod every_endpoint;
mod export;
mod export_lists;
mod export_rounds;
mod file_store;
mod paging;
mod plans;
mod quota;
mod renewal;
mod replay;
mod rival;
mod shared_token;
mod sources;
mod sources_of_followers;
mod statuses;
mod stores;
mod ticket;
mod token;
mod turns;
mod unchecked;

use wechat_user_tests::world::{builder, client, log, openids};

const GROUPS_GET: &str = "/cgi-bin/groups/get";
const GROUPS_CREATE: &str = "/cgi-bin/groups/create";
const USER_GET: &str = "/cgi-bin/user/get";
const STABLE_TOKEN: &str = "/cgi-bin/stable_token";
const TOKEN: &str = "/cgi-bin/token";

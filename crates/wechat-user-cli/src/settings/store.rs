//! The settings of the store of the token: `--store`, `--redis-layout`, `--redis-role`.

use clap::{Args, ValueEnum};

use super::source::Found;
use crate::text::trimmed;

/// Flags for the store of the token.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct StoreFlags {
    /// Where the access token and the tickets are kept for other processes [env: WECHAT_STORE] [default: file; memory
    /// if the service is on this machine]
    #[arg(long, global = true, value_enum, value_name = "STORE")]
    pub(super) store: Option<Kind>,

    /// With --store redis, whose keys: own; wxjava or wxjava,prefix=TEXT; wechatpy or wechatpy,prefix=TEXT; silenceper;
    /// or key=TEXT with value=raw, value=json-string or value=json-object, margin=SECONDS, lock=TEXT after commas [env:
    /// WECHAT_REDIS_LAYOUT] [default: own]
    #[arg(long, global = true, value_name = "LAYOUT", value_parser = trimmed)]
    pub(super) redis_layout: Option<String>,

    /// With --store redis, what this program does with them [env: WECHAT_REDIS_ROLE] [default: share]
    #[arg(long, global = true, value_enum, value_name = "ROLE")]
    pub(super) redis_role: Option<Role>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Nowhere: each command fetches its own
    Memory,
    /// In files below the cache folder of the user ($XDG_CACHE_HOME or ~/.cache, wechat-user), for the user alone
    File,
    /// In the Redis server of the URL in WECHAT_REDIS_URL
    Redis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Reads, and fetches under the lock
    Share,
    /// Reads, and never fetches; needs no AppSecret
    Follow,
}

/// What was given for the store, wherever it was given.
#[derive(Clone, Debug, Default)]
pub(crate) struct StoreSettings {
    pub(crate) kind: Option<Found<Kind>>,
    pub(crate) layout: Option<Found<String>>,
    pub(crate) role: Option<Found<Role>>,
}

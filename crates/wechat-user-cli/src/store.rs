//! Where the token is kept for other processes: `--store`, `--redis-layout`, `--redis-role`.

mod folder;
mod warning;

use std::sync::Arc;

use clap::{Args, ValueEnum};
use credential_store_redis::{Follower, Layout, RedisStore};
use wechat_user::clock::Clock;
use wechat_user::machine::Want;
use wechat_user::store::{StoreError, StoreKey};
use wechat_user::{AppSecret, Builder, FileStore, Origin, SystemClock, TokenMode};

use crate::env::variable;
use crate::failure::Failure;
use crate::messages::{report, settings};
use crate::text::trimmed;
pub(crate) use warning::Warning;

/// Flags for the store of the token.
#[derive(Args, Debug)]
pub(crate) struct StoreFlags {
    /// Where the access token and the tickets are kept for other processes [env: WECHAT_STORE] [default: file; memory
    /// if the service is on this machine]
    #[arg(long, global = true, value_enum, value_name = "STORE")]
    store: Option<Kind>,

    /// With --store redis, whose keys: own; wxjava or wxjava,prefix=TEXT; wechatpy or wechatpy,prefix=TEXT; silenceper;
    /// or key=TEXT with value=raw, value=json-string or value=json-object, margin=SECONDS, lock=TEXT after commas [env:
    /// WECHAT_REDIS_LAYOUT] [default: own]
    #[arg(long, global = true, value_name = "LAYOUT", value_parser = trimmed)]
    redis_layout: Option<String>,

    /// With --store redis, what this program does with them [env: WECHAT_REDIS_ROLE] [default: share]
    #[arg(long, global = true, value_enum, value_name = "ROLE")]
    redis_role: Option<Role>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Nowhere: each command fetches its own
    Memory,
    /// In files below the cache folder of the user ($XDG_CACHE_HOME or ~/.cache, wechat-user), for the user alone
    File,
    /// In the Redis server of the URL in WECHAT_REDIS_URL
    Redis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Reads, and fetches under the lock
    Share,
    /// Reads, and never fetches; needs no AppSecret
    Follow,
}

/// An open store. Clones are the same store.
#[derive(Clone)]
pub(crate) enum Opened {
    Memory,
    File(FileStore),
    Redis(Arc<RedisStore>),
    Followed(Arc<Follower>, Layout),
}

impl StoreFlags {
    /// Opens the store for a service at this origin. Nothing is read yet.
    pub(crate) fn open(&self, origin: &Origin, mode: TokenMode) -> Result<Opened, Failure> {
        let kind = given(self.store, "WECHAT_STORE")?;
        let role = given(self.redis_role, "WECHAT_REDIS_ROLE")?.unwrap_or(Role::Share);
        let layout = self.redis_layout.clone().or_else(|| variable("WECHAT_REDIS_LAYOUT"));
        let is_redis = kind == Some(Kind::Redis);
        if !is_redis && (self.redis_layout.is_some() || self.redis_role.is_some()) {
            return Err(Failure::Usage(settings::need_redis()));
        }
        let opened = match kind {
            None if origin.is_loopback() => Opened::Memory,
            // Without a home there is no cache folder, and no flag asked for one.
            None => folder::cache().map_or(Opened::Memory, |folder| Opened::File(FileStore::in_folder(folder))),
            Some(Kind::Memory) => Opened::Memory,
            Some(Kind::File) => {
                let folder = folder::cache().ok_or_else(|| Failure::Usage(settings::no_cache_folder()))?;
                Opened::File(FileStore::in_folder(folder))
            }
            Some(Kind::Redis) => {
                let layout = layout.map_or(Ok(Layout::own()), |layout| layout.parse::<Layout>()).map_err(refused)?;
                let store = RedisStore::from_env().map_err(refused)?.with_layout(layout.clone());
                match role {
                    Role::Share => Opened::Redis(Arc::new(store)),
                    Role::Follow => Opened::Followed(Arc::new(Follower::new(store, mode)), layout),
                }
            }
        };
        Ok(opened)
    }
}

/// The flag, or else the variable.
fn given<T: ValueEnum>(flag: Option<T>, name: &str) -> Result<Option<T>, Failure> {
    if flag.is_some() {
        return Ok(flag);
    }
    let Some(value) = variable(name) else { return Ok(None) };
    let parsed = T::from_str(&value, true);
    parsed.map(Some).map_err(|_| {
        let possible = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<_> = possible.map(|value| value.get_name().to_owned()).collect();
        Failure::Usage(report::one_of(name, names.join(", ")))
    })
}

impl Opened {
    /// Gives the builder this store.
    pub(crate) fn attach(&self, builder: Builder) -> Builder {
        match self {
            Self::Memory => builder,
            Self::File(store) => builder.store(store.clone()),
            Self::Redis(store) => builder.store(Arc::clone(store)),
            Self::Followed(follower, _) => {
                let (follower, clock) = (Arc::clone(follower), SystemClock::new());
                builder.credential_source(move |want: &Want| Ok(Some(follower.credential(want, clock.now())?)))
            }
        }
    }

    /// A store that renews ahead of the other processes, if it is one that other processes share.
    pub(crate) fn keeping(self) -> Option<Self> {
        match self {
            Self::Redis(store) => Arc::into_inner(store).map(|store| Self::Redis(Arc::new(store.renewing_ahead()))),
            Self::File(_) => Some(self),
            Self::Memory | Self::Followed(..) => None,
        }
    }

    /// False for a process that only reads.
    pub(crate) const fn fetches(&self) -> bool {
        !matches!(self, Self::Followed(..))
    }

    /// Whether the credentials outlast the process.
    pub(crate) const fn is_shared(&self) -> bool {
        !matches!(self, Self::Memory)
    }

    /// Whether a key of Redis would hold this secret.
    pub(crate) fn names(&self, secret: &AppSecret) -> bool {
        let layout = match self {
            Self::Redis(store) => store.layout(),
            Self::Followed(_, layout) => layout,
            Self::Memory | Self::File(_) => return false,
        };
        layout.to_string().contains(secret.expose())
    }

    /// Removes a credential.
    pub(crate) fn clear(&self, key: &StoreKey) -> Result<(), Failure> {
        match self {
            Self::File(store) => store.clear(key).map_err(Failure::Store),
            Self::Redis(store) => store.clear(key).map_err(Failure::Store),
            Self::Followed(..) => Err(Failure::Usage(settings::only_reads())),
            Self::Memory => Err(Failure::Usage(settings::keeps_nothing())),
        }
    }
}

fn refused(error: StoreError) -> Failure {
    Failure::Usage(settings::of_flag("--store redis", error))
}

//! Where the token is kept for other processes.

mod folder;
mod warning;

use std::sync::Arc;

use credential_store_redis::{Follower, Layout, RedisStore};
use wechat_user::clock::Clock;
use wechat_user::machine::Want;
use wechat_user::store::{StoreError, StoreKey};
use wechat_user::{Builder, FileStore, Origin, SystemClock, TokenMode};

use crate::failure::Failure;
use crate::messages::settings as texts;
use crate::settings::{Kind, Role, StoreSettings};
pub(crate) use warning::Warning;

/// An open store. Clones are the same store.
#[derive(Clone)]
pub(crate) enum Opened {
    Memory,
    File(FileStore),
    Redis(Arc<RedisStore>),
    Followed(Arc<Follower>),
}

impl Opened {
    /// Opens the store for a service at this origin. Nothing is read yet.
    pub(crate) fn open(settings: &StoreSettings, origin: &Origin, mode: TokenMode) -> Result<Self, Failure> {
        let StoreSettings { kind, layout, role } = settings;
        let kind = kind.as_ref().map(|kind| kind.value);
        if kind != Some(Kind::Redis) && (layout.is_some() || role.is_some()) {
            return Err(Failure::Usage(texts::need_redis()));
        }
        let opened = match kind {
            None if origin.is_loopback() => Self::Memory,
            // Without a home there is no cache folder, and no flag asked for one.
            None => folder::cache().map_or(Self::Memory, |folder| Self::File(FileStore::in_folder(folder))),
            Some(Kind::Memory) => Self::Memory,
            Some(Kind::File) => {
                let folder = folder::cache().ok_or_else(|| Failure::Usage(texts::no_cache_folder()))?;
                Self::File(FileStore::in_folder(folder))
            }
            Some(Kind::Redis) => {
                let layout = layout.as_ref().map_or(Ok(Layout::own()), |layout| layout.value.parse::<Layout>());
                let layout = layout.map_err(refused)?;
                let store = RedisStore::from_env().map_err(refused)?.with_layout(layout);
                match role.as_ref().map_or(Role::Share, |role| role.value) {
                    Role::Share => Self::Redis(Arc::new(store)),
                    Role::Follow => Self::Followed(Arc::new(Follower::new(store, mode))),
                }
            }
        };
        Ok(opened)
    }

    /// Gives the builder this store.
    pub(crate) fn attach(&self, builder: Builder) -> Builder {
        match self {
            Self::Memory => builder,
            Self::File(store) => builder.store(store.clone()),
            Self::Redis(store) => builder.store(Arc::clone(store)),
            Self::Followed(follower) => {
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

    /// Removes a credential.
    pub(crate) fn clear(&self, key: &StoreKey) -> Result<(), Failure> {
        match self {
            Self::File(store) => store.clear(key).map_err(Failure::Store),
            Self::Redis(store) => store.clear(key).map_err(Failure::Store),
            Self::Followed(..) => Err(Failure::Usage(texts::only_reads())),
            Self::Memory => Err(Failure::Usage(texts::keeps_nothing())),
        }
    }
}

fn refused(error: StoreError) -> Failure {
    Failure::Usage(texts::of_flag("--store redis", error))
}

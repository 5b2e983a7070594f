//! Where the processes of a test share their credentials, as a text for their environment.

use std::fs;
use std::sync::Arc;

use credential_store_redis::RedisStore;
use wechat_user::store::CredentialStore;
use wechat_user::{FileStore, MemoryStore};
use wechat_user_tests::redis_server::RedisServer;

use crate::folder::Folder;

/// A store of a test's own, empty.
pub(crate) enum Place {
    Memory(MemoryStore),
    File(Folder),
    Redis(RedisServer),
}

impl Place {
    /// All places of this machine.
    pub(crate) fn all() -> Vec<Self> {
        let mut places = vec![Self::Memory(MemoryStore::new())];
        places.extend(Self::for_processes());
        places
    }

    /// Those that several processes can share.
    pub(crate) fn for_processes() -> Vec<Self> {
        let mut places = vec![Self::File(Folder::new())];
        places.extend(RedisServer::start().map(Self::Redis));
        places
    }

    /// For the environment of a process; `None` for memory.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Memory(_) => None,
            Self::File(folder) => Some(format!("file:{}", folder.0.display())),
            Self::Redis(redis) => Some(redis.url()),
        }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Memory(_) => "memory",
            Self::File(_) => "file",
            Self::Redis(_) => "redis",
        }
    }

    /// All keys, names and texts in it.
    pub(crate) fn contents(&self) -> String {
        match self {
            Self::Memory(_) => String::new(),
            Self::File(folder) => {
                let files = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path());
                files.map(|path| format!("{} {}\n", path.display(), fs::read_to_string(&path).unwrap())).collect()
            }
            Self::Redis(redis) => format!("{:?}", redis.everything()),
        }
    }
}

/// The store that the text names.
pub(crate) fn open(text: &str) -> Arc<dyn CredentialStore> {
    match text.strip_prefix("file:") {
        Some(folder) => Arc::new(FileStore::in_folder(folder)),
        None => Arc::new(RedisStore::from_url(text).unwrap()),
    }
}

//! Remembers addresses for a while.
//!
//! ureq looks the name up before it looks in its pool, once a call; and as soon as a call has an overall time-out, its
//! default resolver starts a thread for that. With a cache in front, a call costs a thread only when the name is not
//! known or too old.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::deadline;
use crate::stage::Stage;

/// More names than one account ever needs; the oldest goes first.
const MOST_NAMES: usize = 32;

/// Resolves from the cache, and asks the resolver behind it on a miss, with the call's time-out.
#[derive(Debug)]
pub(crate) struct CachingResolver<R> {
    behind: R,
    cache: Arc<Cache>,
}

impl<R: Resolver> CachingResolver<R> {
    pub(crate) const fn new(behind: R, cache: Arc<Cache>) -> Self {
        Self { behind, cache }
    }
}

impl<R: Resolver> Resolver for CachingResolver<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        // The name of a proxy is looked up from within the connector: that belongs to `Proxy`.
        if Stage::now() == Stage::Start {
            Stage::Resolve.enter();
        }
        if let Some(known) = self.cache.get(uri) {
            return Ok(known);
        }
        let found = self.behind.resolve(uri, config, deadline::cut(timeout)?)?;
        self.cache.put(uri, &found);
        Ok(found)
    }
}

pub(crate) struct Cache {
    time_to_live: Duration,
    names: Mutex<Vec<Name>>,
}

struct Name {
    scheme: Scheme, // it decides the port when the authority names none
    authority: Authority,
    addresses: ResolvedSocketAddrs,
    since: Instant,
}

impl Name {
    fn is_of(&self, uri: &Uri) -> bool {
        uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority)
    }
}

impl Cache {
    pub(crate) const fn new(time_to_live: Duration) -> Self {
        Self { time_to_live, names: Mutex::new(Vec::new()) }
    }

    pub(crate) fn forget(&self, uri: &Uri) {
        self.names().retain(|name| !name.is_of(uri));
    }

    fn get(&self, uri: &Uri) -> Option<ResolvedSocketAddrs> {
        let names = self.names();
        let name = names.iter().find(|name| name.is_of(uri))?;
        (name.since.elapsed() < self.time_to_live).then(|| name.addresses.clone())
    }

    fn put(&self, uri: &Uri, addresses: &ResolvedSocketAddrs) {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return };
        let name = Name {
            scheme: scheme.clone(),
            authority: authority.clone(),
            addresses: addresses.clone(),
            since: Instant::now(),
        };
        let mut names = self.names();
        names.retain(|name| !name.is_of(uri));
        if names.len() == MOST_NAMES {
            names.remove(0);
        }
        names.push(name);
    }

    fn names(&self) -> MutexGuard<'_, Vec<Name>> {
        // No code that holds the lock can panic halfway through a change.
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("time_to_live", &self.time_to_live).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! The keys of the configuration, looked up by their SHA-256, and their limits of calls.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;
use wechat_user::{AppId, Timestamp};

use super::address::is_in;
use super::key::{Hash, KeyId};
use super::path::{Pattern, is_allowed};

/// One key of the configuration.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) hash: Hash,
    accounts: Vec<AppId>,
    patterns: Vec<Pattern>,
    calls_a_minute: u32,
    /// Empty: from everywhere.
    addresses: Vec<IpNet>,
    used: Mutex<Minute>,
}

/// The calls of the current minute.
#[derive(Debug, Default)]
struct Minute {
    number: u64,
    calls: u32,
}

/// All keys.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    by_hash: HashMap<Hash, Arc<Key>>,
    by_id: HashMap<KeyId, Arc<Key>>,
}

impl Key {
    pub(crate) fn new(
        name: String,
        hash: Hash,
        accounts: Vec<AppId>,
        patterns: Vec<Pattern>,
        calls_a_minute: u32,
        addresses: Vec<IpNet>,
    ) -> Self {
        Self { name, hash, accounts, patterns, calls_a_minute, addresses, used: Mutex::default() }
    }

    pub(crate) fn has_account(&self, app_id: &str) -> bool {
        self.accounts.iter().any(|own| own.as_str() == app_id)
    }

    pub(crate) fn allows_path(&self, path: &str) -> bool {
        is_allowed(&self.patterns, path)
    }

    pub(crate) fn allows_address(&self, address: IpAddr) -> bool {
        self.addresses.is_empty() || is_in(&self.addresses, address)
    }

    /// Counts a call; false when the minute has had its calls.
    pub(crate) fn count(&self, now: Timestamp) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.as_unix_secs() / 60;
        if used.number != number {
            *used = Minute { number, calls: 0 };
        }
        let has_room = used.calls < self.calls_a_minute;
        used.calls += u32::from(has_room);
        has_room
    }
}

impl Keys {
    /// Adds a key; false when it is there already, or its id is.
    pub(crate) fn add(&mut self, key: Key) -> bool {
        let key = Arc::new(key);
        let (hash, id) = (key.hash, key.hash.id());
        !self.by_id.contains_key(&id)
            && self.by_id.insert(id, Arc::clone(&key)).is_none()
            && self.by_hash.insert(hash, key).is_none()
    }

    /// The key of a worker that shows it.
    pub(crate) fn shown(&self, key: &str) -> Option<&Arc<Key>> {
        self.by_hash.get(&Hash::of(key))
    }

    /// The key for which a token was issued.
    pub(crate) fn by_id(&self, id: KeyId) -> Option<&Arc<Key>> {
        self.by_id.get(&id)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_hash.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(calls: u32) -> Key {
        let accounts = vec![AppId::from("wx1")];
        let addresses = vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        Key::new("crm".to_owned(), Hash::of("k"), accounts, Vec::new(), calls, addresses)
    }

    #[test]
    fn a_minute_has_its_calls_and_no_more() {
        let key = key(2);
        let at = Timestamp::from_unix_secs;
        assert_eq!([60, 61, 119, 120].map(|now| key.count(at(now))), [true, true, false, true]);
    }

    #[test]
    fn a_key_is_found_by_what_a_worker_shows_and_by_its_id() {
        let mut keys = Keys::default();
        assert!(keys.add(key(1)) && !keys.add(key(1)));
        assert!(keys.shown("k").is_some() && keys.shown("K").is_none());
        assert!(keys.by_id(Hash::of("k").id()).is_some() && keys.by_id(Hash::of("x").id()).is_none());
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn accounts_and_addresses_are_compared_exactly() {
        let key = key(1);
        assert!(key.has_account("wx1") && !key.has_account("wx") && !key.has_account("WX1"));
        for (address, allowed) in [("10.1.2.3", true), ("11.0.0.1", false), ("2001:db8::5", true), ("::1", false)] {
            assert_eq!(key.allows_address(address.parse().unwrap()), allowed, "{address}");
        }
    }
}

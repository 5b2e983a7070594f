//! Whose turn it is: changes of one person's tags must not run side by side (45169 then, or 45159 for a tag that exists).

use alloc::collections::BTreeMap;
use alloc::sync::{Arc, Weak};

use crate::values::openid::OpenId;

/// The people who are being changed at the moment.
#[derive(Default)]
pub(crate) struct Turns(BTreeMap<OpenId, Weak<()>>);

/// The right to change some people. Dropping it gives the right back.
#[derive(Debug)]
pub(crate) struct Turn {
    _alive: Arc<()>,
}

impl Turns {
    /// All of them or none, so that nobody holds some and waits for others.
    pub(crate) fn take(&mut self, openids: &[OpenId]) -> Option<Turn> {
        self.0.retain(|_, holder| holder.strong_count() > 0);
        if openids.iter().any(|openid| self.0.contains_key(openid)) {
            return None;
        }
        let alive = Arc::new(());
        self.0.extend(openids.iter().map(|openid| (openid.clone(), Arc::downgrade(&alive))));
        Some(Turn { _alive: alive })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn openids(texts: &[&str]) -> Vec<OpenId> {
        texts.iter().map(|text| OpenId::new(*text).unwrap()).collect()
    }

    #[test]
    fn a_person_has_one_turn_at_a_time_and_a_dropped_one_is_free() {
        let mut turns = Turns::default();
        let first = turns.take(&openids(&["o1", "o2"])).unwrap();
        assert!(turns.take(&openids(&["o2", "o3"])).is_none());
        let other = turns.take(&openids(&["o3"])).expect("nothing was taken when not all could be");
        drop(first);
        assert!(turns.take(&openids(&["o2", "o3"])).is_none());
        drop(other);
        assert!(turns.take(&openids(&["o2", "o3", "o3"])).is_some());
        assert!(turns.take(&[]).is_some());
        assert!(turns.0.is_empty(), "the dead are forgotten");
    }
}

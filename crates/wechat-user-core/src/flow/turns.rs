//! A queue for each user: two changes of one user's tags must not be in flight at once (45169 then, or 45159 for a tag
//! that exists).
//!
//! First come, first served. A change of many users takes its place in all of their queues at once, and goes on when it
//! is the first in each of them. All queues have the same order, that of arrival, so two changes never wait for each
//! other, and a large batch is not overtaken for ever by small ones.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::{Arc, Weak};

use crate::values::openid::OpenId;

/// The queues of the users who are being changed at the moment.
#[derive(Default)]
pub(crate) struct Turns(BTreeMap<OpenId, VecDeque<Weak<()>>>);

/// A place in the queues of some users. Dropping it leaves all of them.
#[derive(Debug)]
pub(crate) struct Turn(Arc<()>);

impl Turns {
    /// Takes the last place in the queue of each of these users.
    pub(crate) fn join(&mut self, openids: &[OpenId]) -> Turn {
        self.0.retain(|_, queue| {
            queue.retain(|place| place.strong_count() > 0);
            !queue.is_empty()
        });
        let turn = Turn(Arc::new(()));
        for openid in openids {
            let queue = self.0.entry(openid.clone()).or_default();
            // A user may stand twice in one list.
            if !queue.back().is_some_and(|last| turn.is(last)) {
                queue.push_back(Arc::downgrade(&turn.0));
            }
        }
        turn
    }

    /// Whether this is the first in the queues of all these users, with which it joined.
    pub(crate) fn is_first(&mut self, turn: &Turn, openids: &[OpenId]) -> bool {
        openids.iter().all(|openid| {
            let Some(queue) = self.0.get_mut(openid) else { return true };
            while queue.front().is_some_and(|first| first.strong_count() == 0) {
                queue.pop_front();
            }
            queue.front().is_none_or(|first| turn.is(first))
        })
    }
}

impl Turn {
    fn is(&self, place: &Weak<()>) -> bool {
        core::ptr::eq(place.as_ptr(), Arc::as_ptr(&self.0))
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
    fn a_user_is_changed_by_one_at_a_time_and_a_dropped_place_is_free() {
        let mut turns = Turns::default();
        let (ab, bc, c) = (openids(&["a", "b"]), openids(&["b", "c"]), openids(&["c", "c"]));
        let first = turns.join(&ab);
        let second = turns.join(&bc);
        let third = turns.join(&c);
        assert!(turns.is_first(&first, &ab));
        assert!(!turns.is_first(&second, &bc) && !turns.is_first(&third, &c), "one after the other");
        drop(second);
        assert!(turns.is_first(&third, &c), "the one before it left");
        drop((first, third));
        let empty = turns.join(&[]);
        assert!(turns.is_first(&empty, &[]));
        assert!(turns.0.is_empty(), "places that were dropped are forgotten");
    }

    #[test]
    fn a_batch_is_not_overtaken_by_changes_of_single_users() {
        let mut turns = Turns::default();
        let all: Vec<OpenId> = (0..50).map(|n| OpenId::new(alloc::format!("o{n}")).unwrap()).collect();
        let singles: Vec<(Turn, OpenId)> =
            all.iter().map(|one| (turns.join(core::slice::from_ref(one)), one.clone())).collect();
        let batch = turns.join(&all);
        // Each single change is followed by another one of the same user, for ever; the batch waits for the first round
        // only.
        let mut later = Vec::new();
        for (turn, one) in singles {
            assert!(!turns.is_first(&batch, &all));
            assert!(turns.is_first(&turn, core::slice::from_ref(&one)));
            drop(turn);
            later.push(turns.join(core::slice::from_ref(&one)));
        }
        assert!(turns.is_first(&batch, &all));
        assert!(!turns.is_first(&later[0], &all[..1]));
    }
}

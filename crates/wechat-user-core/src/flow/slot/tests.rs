use super::*;
use crate::values::secret::AccessToken;

const SOON: Duration = Duration::from_secs(15);

fn at(secs: u64) -> Timestamp {
    Timestamp::from_unix_secs(1_000_000 + secs)
}

fn lease(slot: &mut Slot<AccessToken>, now: Timestamp) -> Lease {
    match slot.lookup(now, now + SOON) {
        Lookup::Lease { lease, .. } => lease,
        Lookup::Held(_) | Lookup::Wait(_) | Lookup::Cooling { .. } => panic!("no lease"),
    }
}

fn held(slot: &mut Slot<AccessToken>, now: Timestamp) -> Option<u64> {
    match slot.lookup(now, now + SOON) {
        Lookup::Held(held) => Some(held.generation),
        Lookup::Lease { .. } | Lookup::Wait(_) | Lookup::Cooling { .. } => None,
    }
}

/// A token that was fetched at 0.
fn grant(slot: &mut Slot<AccessToken>, lease: &Lease, token: &str, life: u64) -> Granted<AccessToken> {
    slot.grant(lease, at(0), token.into(), Some(at(0)), at(life))
}

fn with_token(token: &str, life: u64) -> Slot<AccessToken> {
    let mut slot = Slot::new();
    let first = lease(&mut slot, at(0));
    assert!(matches!(grant(&mut slot, &first, token, life), Granted::Fresh(_)));
    slot
}

#[test]
fn one_leases_and_the_others_wait() {
    let mut slot = Slot::new();
    let first = lease(&mut slot, at(0));
    assert!(matches!(slot.lookup(at(1), at(99)), Lookup::Wait(until) if until == at(15)));
    assert!(matches!(grant(&mut slot, &first, "a", 7200), Granted::Fresh(held) if held.generation == 1));
    assert_eq!(held(&mut slot, at(2)), Some(1));
}

#[test]
fn a_dropped_or_late_holder_keeps_no_call_waiting_and_its_grant_is_void() {
    let mut slot = Slot::new();
    drop(lease(&mut slot, at(0)));
    let late = lease(&mut slot, at(0));
    let current = lease(&mut slot, at(15));
    assert!(matches!(grant(&mut slot, &late, "late", 7200), Granted::Late));
    assert!(matches!(grant(&mut slot, &current, "a", 7200), Granted::Fresh(_)));
}

#[test]
fn only_the_generation_in_use_is_rejected() {
    let mut slot = with_token("a", 7200);
    slot.reject(0);
    assert_eq!(held(&mut slot, at(0)), Some(1));
    slot.reject(1);
    let second = lease(&mut slot, at(0));
    grant(&mut slot, &second, "b", 7200);
    slot.reject(1);
    assert_eq!(held(&mut slot, at(0)), Some(2), "it was renewed in the meantime");
}

#[test]
fn the_rejected_token_again_is_stuck_until_the_cooling_is_over() {
    let mut slot = with_token("a", 7200);
    slot.reject(1);
    let second = lease(&mut slot, at(0));
    assert!(matches!(grant(&mut slot, &second, "a", 7200), Granted::Stuck));
    slot.fail(&second, at(0), Error::new("".into(), 0, ErrorKind::TokenStuck), |failures| {
        (at(9 + u64::from(failures)), false)
    });
    assert!(matches!(slot.lookup(at(9), at(99)), Lookup::Cooling { until, retry: false, .. } if until == at(10)));
    let third = lease(&mut slot, at(10));
    assert!(matches!(grant(&mut slot, &third, "a", 7200), Granted::Fresh(_)));
}

#[test]
fn a_value_that_was_only_stale_may_come_again_and_keeps_its_generation() {
    let mut slot = with_token("a", 200);
    let renewal = lease(&mut slot, at(150));
    let again = slot.grant(&renewal, at(150), "a".into(), Some(at(150)), at(200));
    assert!(matches!(again, Granted::Fresh(held) if held.generation == 1));
    slot.reject(1);
    assert!(slot.peek().is_none(), "a late rejection of the same value still counts");
}

#[test]
fn the_same_value_again_is_not_asked_for_again_at_once() {
    let mut slot = with_token("a", 7200);
    let renewal = lease(&mut slot, at(7195));
    assert!(matches!(slot.grant(&renewal, at(7195), "a".into(), None, at(7200)), Granted::Fresh(_)));
    assert_eq!(held(&mut slot, at(7199)), Some(1), "it works until it expires, and no call asks in between");
    assert_eq!(held(&mut slot, at(7200)), None);
}

#[test]
fn one_renews_early_and_the_others_go_on_with_the_value() {
    let mut slot = with_token("a", 7200);
    let Lookup::Lease { lease: renewal, current: Some(current) } = slot.lookup(at(7080), at(7100)) else {
        panic!("no renewal")
    };
    assert_eq!(current.expose(), "a");
    assert_eq!(held(&mut slot, at(7080)), Some(1), "the others do not wait");
    assert!(matches!(slot.lookup(at(7200), at(7300)), Lookup::Lease { current: None, .. }), "expired, holder late");
    drop(renewal);
}

#[test]
fn a_renewal_that_fails_disturbs_no_call_until_the_value_expires() {
    let mut slot = with_token("a", 7200);
    let renewal = lease(&mut slot, at(7081));
    slot.fail(&renewal, at(7081), Error::new("".into(), 1, ErrorKind::TokenMissing), |_| (at(99_000), false));
    assert_eq!(held(&mut slot, at(7081)), Some(1));
    assert_eq!(held(&mut slot, at(7199)), Some(1));
    assert!(matches!(slot.lookup(at(7200), at(7300)), Lookup::Cooling { until, .. } if until == at(99_000)));
}

#[test]
fn a_rejection_during_a_renewal_waits_for_that_renewal() {
    let mut slot = with_token("a", 7200);
    let renewal = lease(&mut slot, at(7081));
    slot.reject(1);
    assert!(matches!(slot.lookup(at(7082), at(7090)), Lookup::Wait(_)));
    let granted = slot.grant(&renewal, at(7083), "b".into(), Some(at(7081)), at(14_281));
    assert!(matches!(granted, Granted::Fresh(held) if held.generation == 2));
}

#[test]
fn a_clock_that_was_set_back_makes_a_value_expired() {
    let mut slot = Slot::new();
    let first = lease(&mut slot, at(5000));
    slot.grant(&first, at(5000), "a".into(), Some(at(5000)), at(12_200));
    assert_eq!(held(&mut slot, at(4941)), Some(1), "threads read the clock a little apart");
    assert!(matches!(slot.lookup(at(4939), at(4950)), Lookup::Lease { current: None, .. }));
}

#[test]
fn a_value_that_a_caller_wants_replaced_may_come_again() {
    let mut slot = with_token("a", 7200);
    slot.forget(1);
    assert_eq!(slot.not_again().map(AccessToken::expose), Some("a"), "a store must not answer with it");
    let next = lease(&mut slot, at(1));
    assert!(matches!(slot.grant(&next, at(1), "a".into(), Some(at(1)), at(7201)), Granted::Fresh(_)));
}

#[test]
fn a_token_is_stale_before_it_expires_and_a_short_life_is_accepted() {
    for (life, fresh, stale) in [(7200, 7079, 7080), (300, 224, 225), (40, 29, 30), (4, 2, 3)] {
        let mut slot = with_token("a", life);
        assert_eq!(held(&mut slot, at(fresh)), Some(1), "a life of {life} s");
        assert_eq!(held(&mut slot, at(stale)), None, "a life of {life} s");
    }
}

#[test]
fn without_its_age_a_value_is_renewed_120_seconds_before_it_expires() {
    let mut slot = Slot::new();
    let first = lease(&mut slot, at(0));
    slot.grant(&first, at(0), "a".into(), None, at(300));
    assert_eq!(held(&mut slot, at(179)), Some(1));
    assert_eq!(held(&mut slot, at(180)), None);
}

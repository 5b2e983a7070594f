//! The pending faults, in the order in which they were added.

use super::{Fault, Kind, Moment};
use crate::service::state::keyed::Key;

#[derive(Clone, Debug)]
pub(crate) struct Faults {
    rules: Vec<Fault>,
    chance: Key,
    /// How many random numbers were used.
    draws: u64,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { rules: Vec::new(), chance: Key::new(seed, "fault"), draws: 0 }
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.rules.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> &[Fault] {
        &self.rules
    }

    /// The position in the random numbers, for a saved state.
    pub(crate) fn draws(&self) -> u64 {
        self.draws
    }

    pub(crate) fn restore(&mut self, rules: Vec<Fault>, draws: u64) {
        (self.rules, self.draws) = (rules, draws);
    }

    /// Whether a fault for this path and moment exists, even if it would not trigger now.
    pub(crate) fn expects(&self, path: &str, moment: Moment) -> bool {
        self.rules.iter().any(|rule| rule.applies_to(path, moment))
    }

    /// The first fault that triggers for this call at this moment. Faults with `after` count the call.
    pub(crate) fn trigger(&mut self, path: &str, moment: Moment) -> Option<Kind> {
        self.trigger_if(path, moment, |_| true)
    }

    /// The same, only with faults for which `can` is true; the others do not count the call.
    pub(crate) fn trigger_if(&mut self, path: &str, moment: Moment, can: impl Fn(Kind) -> bool) -> Option<Kind> {
        if self.rules.is_empty() {
            return None;
        }
        let mut triggered = None;
        for rule in &mut self.rules {
            if !rule.applies_to(path, moment) || !can(rule.kind) {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
            } else if triggered.is_none() && rule.times > 0 && is_drawn(rule, self.chance, &mut self.draws) {
                rule.times = if rule.times == u64::MAX { u64::MAX } else { rule.times - 1 };
                triggered = Some(rule.kind);
            }
        }
        self.rules.retain(|rule| rule.times > 0);
        triggered
    }
}

impl Fault {
    fn applies_to(&self, path: &str, moment: Moment) -> bool {
        self.kind.moment() == moment && self.path.as_deref().is_none_or(|on| on == path)
    }
}

fn is_drawn(rule: &Fault, chance: Key, draws: &mut u64) -> bool {
    let Some(per_million) = rule.per_million else { return true };
    *draws += 1;
    chance.scramble(*draws) % 1_000_000 < u64::from(per_million)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_waits_triggers_and_is_used_up() {
        let mut faults = Faults::new(0);
        faults.add(Fault::errcode(-1).on("/a").after(1).times(2));
        faults.add(Fault::errcode(45009).on("/a").always());
        let mut trigger = |path| faults.trigger(path, Moment::Work);
        assert_eq!(trigger("/b"), None);
        let codes = [45009, -1, -1, 45009, 45009];
        assert_eq!(codes.map(|_| trigger("/a")), codes.map(|code| Some(Kind::Errcode(code))));
        assert_eq!(faults.trigger("/a", Moment::Connection), None);
        assert!(faults.expects("/a", Moment::Work) && !faults.expects("/b", Moment::Work));
        faults.clear();
        assert_eq!(faults.trigger("/a", Moment::Work), None);
    }

    #[test]
    fn a_fault_that_cannot_trigger_does_not_count_the_call() {
        let mut faults = Faults::new(0);
        faults.add(Fault::errcode(-1).after(1));
        assert_eq!(faults.trigger_if("/a", Moment::Work, |_| false), None);
        assert_eq!(faults.trigger("/a", Moment::Work), None);
        assert_eq!(faults.trigger("/a", Moment::Work), Some(Kind::Errcode(-1)));
    }

    #[test]
    fn random_faults_are_determined_by_the_seed() {
        let run = |seed: u64, probability: f64| {
            let mut faults = Faults::new(seed);
            faults.add(Fault::errcode(-1).with_probability(probability));
            let triggered: Vec<bool> = (0..10_000).map(|_| faults.trigger("/a", Moment::Work).is_some()).collect();
            triggered
        };
        let count = |triggered: Vec<bool>| triggered.into_iter().filter(|triggered| *triggered).count();
        assert_eq!(run(7, 0.25), run(7, 0.25));
        assert_ne!(run(7, 0.25), run(8, 0.25));
        assert!((2_300..2_700).contains(&count(run(7, 0.25))));
        let sure = [0.0, 1.0, -1.0, 2.0, f64::NAN].map(|probability| count(run(7, probability)));
        assert_eq!(sure, [0, 10_000, 0, 10_000, 0]);
        let mut faults = Faults::new(7);
        faults.add(Fault::errcode(-1).with_probability(0.5).times(3));
        assert_eq!((0..1_000).filter(|_| faults.trigger("/a", Moment::Work).is_some()).count(), 3);
    }
}

//! Every script of what a service does, and every order in which responses arrive.

use std::ops::Range;

/// In which order responses arrive. The machine is polled after each, or only after all.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    FirstSent,
    LastSent,
    AllAtOnce,
}

impl Order {
    pub(crate) const ALL: [Self; 3] = [Self::FirstSent, Self::LastSent, Self::AllAtOnce];

    /// Which of so many exchanges in flight arrive next.
    pub(crate) fn arrive(self, in_flight: usize) -> Range<usize> {
        match self {
            Self::FirstSent => 0..1,
            Self::LastSent => in_flight - 1..in_flight,
            Self::AllAtOnce => 0..in_flight,
        }
    }
}

/// Runs every script to this depth that a run reads to its end: scripts with the same beginning, of which the run reads
/// no more than that, are one. `run` returns how much was read; after its script, it finds everything good. Returns how
/// many there were.
pub(crate) fn for_every_script<F: Copy>(fates: &[F], depth: usize, mut run: impl FnMut(&[F]) -> usize) -> usize {
    let mut script: Vec<usize> = Vec::new();
    let mut runs = 0;
    loop {
        let outcomes: Vec<F> = script.iter().map(|fate| fates[*fate]).collect();
        let used = run(&outcomes);
        if used > script.len() && script.len() < depth {
            script.push(0);
            continue;
        }
        runs += 1;
        // The next script in order.
        loop {
            match script.pop() {
                None => return runs,
                Some(last) if last + 1 < fates.len() => {
                    script.push(last + 1);
                    break;
                }
                Some(_) => {}
            }
        }
    }
}

/// The depth, or what an environment variable asks for instead.
pub(crate) fn depth(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |depth| depth.parse().expect("a depth is a number"))
}

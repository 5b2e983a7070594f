//! A long run with random faults: two runs with the same seed are identical to the last byte.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

use wechat_user::clock::Clock;

use crate::calls::{CASES, World};
use crate::{openids, table};

/// The journal, the final state, and what the client returned.
#[derive(PartialEq, Eq)]
struct Run {
    journal: String,
    state: String,
    responses: String,
    triggered: BTreeSet<&'static str>,
}

fn run(seed: u64) -> Run {
    let world = World::seeded(seed, |builder| builder.seed(seed));
    let (wechat, mut responses) = (&world.wechat, String::new());
    for fault in table::faults() {
        // Once for certain, at the first call that it applies to, and then at random.
        wechat.add_fault(fault.clone());
        wechat.add_fault(fault.with_probability(0.03));
    }
    for round in 0..40 {
        for case in CASES {
            note(&mut responses, case.path, &(case.make)(&world));
        }
        repeatable(&world, round, &mut responses);
        // The next day, so that quotas are renewed.
        wechat.clock().set(wechat.clock().now().next_midnight_in_china());
    }
    let entries = wechat.journal();
    let journal: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    let triggered = entries.iter().flat_map(|entry| entry.faults.iter().copied()).collect();
    Run { journal, state: wechat.save(), responses, triggered }
}

/// Calls that can be repeated every day: lists, and a tag that is created and deleted.
fn repeatable(world: &World, round: u32, responses: &mut String) {
    let World { wechat, client, .. } = world;
    note(responses, "followers", &client.followers().collect::<Vec<_>>());
    note(responses, "blacklist", &client.blacklist().iter().collect::<Vec<_>>());
    note(responses, "batch", &client.users().batch(&openids(wechat, 10)).map(|users| users.len()));
    note(responses, "info", &client.users().info(&wechat.openid(3)));
    let created = client.tags().create(&format!("t{round}"));
    note(responses, "tag", &created);
    if let Ok(tag) = created {
        note(responses, "add", &client.tags().add(tag.id, &openids(wechat, 5)));
        note(responses, "members", &client.tags().members(tag.id).collect::<Vec<_>>());
        note(responses, "delete", &client.tags().delete(tag.id));
    }
}

fn note(responses: &mut String, what: &str, response: &dyn Debug) {
    writeln!(responses, "{what} {response:?}").unwrap();
}

#[test]
fn two_runs_with_one_seed_leave_the_same_journal_to_the_last_byte() {
    let (first, second) = (run(7), run(7));
    assert!(first.journal == second.journal, "{}\n\n{}", first.journal, second.journal);
    assert!(first.state == second.state && first.responses == second.responses);
    // This fault needs two calls at the same time; all others were applied.
    let mut all = table::names();
    all.remove("concurrent_change");
    let triggered: BTreeSet<String> = first.triggered.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(triggered, all);
    assert!(first.journal.lines().count() > 1_000, "{}", first.journal.lines().count());
    assert!(run(8).journal != first.journal, "another seed gives another run");
}

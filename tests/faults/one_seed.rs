//! A long story in which everything goes wrong now and then: told twice with one seed, it is the same to the last byte.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

use wechat_user::clock::Clock;

use crate::calls::{CASES, World};
use crate::{openids, table};

/// What the simulator wrote down, what it ended up with, and what the client was told.
#[derive(PartialEq, Eq)]
struct Told {
    journal: String,
    state: String,
    responses: String,
    struck: BTreeSet<&'static str>,
}

fn tell(seed: u64) -> Told {
    let world = World::seeded(seed, |builder| builder.seed(seed));
    let (wechat, mut responses) = (&world.wechat, String::new());
    for fault in table::faults() {
        // Once for certain, at the first call that it can strike, and then now and then.
        wechat.add_fault(fault.clone());
        wechat.add_fault(fault.with_probability(0.03));
    }
    for round in 0..40 {
        for case in CASES {
            note(&mut responses, case.path, &(case.make)(&world));
        }
        go_on(&world, round, &mut responses);
        // Another day, for the quotas.
        wechat.clock().set(wechat.clock().now().next_midnight_in_china());
    }
    let entries = wechat.journal();
    let journal: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    let struck = entries.iter().flat_map(|entry| entry.faults.iter().copied()).collect();
    Told { journal, state: wechat.save(), responses, struck }
}

/// What may be done every day: lists, and a tag that comes and goes.
fn go_on(world: &World, round: u32, responses: &mut String) {
    let World { wechat, client, .. } = world;
    note(responses, "followers", &client.followers().collect::<Vec<_>>());
    note(responses, "blacklist", &client.blacklist().iter().collect::<Vec<_>>());
    note(responses, "batch", &client.users().batch(&openids(wechat, 10)).map(|users| users.len()));
    note(responses, "info", &client.users().info(&wechat.openid(3)));
    let made = client.tags().create(&format!("t{round}"));
    note(responses, "tag", &made);
    if let Ok(tag) = made {
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
    let (first, second) = (tell(7), tell(7));
    assert!(first.journal == second.journal, "{}\n\n{}", first.journal, second.journal);
    assert!(first.state == second.state && first.responses == second.responses);
    // A fault that needs two calls at the same time cannot strike here; all others did.
    let mut all = table::names();
    all.remove("concurrent_change");
    let struck: BTreeSet<String> = first.struck.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(struck, all);
    assert!(first.journal.lines().count() > 1_000, "{}", first.journal.lines().count());
    assert!(tell(8).journal != first.journal, "another seed is another story");
}

//! The memory of commands over long lists, as the system counts it; `.ci/long` has longer ones.

use std::fs::File;
use std::io::{BufWriter, Write};

use transport_mock::FakeWeChat;

use crate::peak::peak;
use crate::support::{Account, scratch};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

#[test]
fn the_memory_of_an_export_does_not_grow_with_the_list() {
    let followers = setting("EXPORT_MEMORY_FOLLOWERS", 24_000);
    let export = |followers: u64| {
        let account = Account::of(FakeWeChat::new().with_followers(followers));
        let out = scratch("memory-export.ndjson");
        let args = ["followers", "export", "--out", &out, "--restart"];
        let (peak, ran) = peak(&account, account.command(&args).spawn().unwrap());
        ran.ok();
        peak
    };
    let (small, large) = (export(12_000), export(followers));
    eprintln!("export: {small} kB for 12000 followers, {large} kB for {followers}");
    assert!(large < small + 4_096, "{small} kB for 12000 followers, {large} kB for {followers}");
    if followers >= 1_000_000 {
        assert!(large < 16 * 1_024, "{large} kB");
    }
}

#[test]
fn the_memory_of_a_change_does_not_grow_with_the_list() {
    let (lines, calls) = (setting("BULK_MEMORY_LINES", 200_000), setting("BULK_MEMORY_CALLS", 20));
    let account = Account::of(FakeWeChat::new().with_followers(lines));
    account.wechat().create_tag("test");
    let run = |lines: u64| {
        let list = scratch("memory-list");
        let mut out = BufWriter::new(File::create(&list).unwrap());
        (0..lines).for_each(|number| writeln!(out, "{}", account.openid(number)).unwrap());
        out.flush().unwrap();
        let (checkpoint, calls) = (scratch("memory-checkpoint"), calls.to_string());
        let args = ["tags", "add", "100", "-", "--max-calls", &calls, "--checkpoint", &checkpoint, "--restart"];
        let child = account.command(&args).stdin(File::open(&list).unwrap()).spawn().unwrap();
        let (peak, ran) = peak(&account, child);
        assert!(ran.failed(6).contains(&format!(" of {lines} openids are done")));
        peak
    };
    let (small, large) = (run(60_000), run(lines));
    eprintln!("change: {small} kB for 60000 lines, {large} kB for {lines}");
    assert!(large < small + 4_096, "{small} kB for 60000 lines, {large} kB for {lines}");
}

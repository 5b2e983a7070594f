//! Personal data: in no text, and gone from the files when it is deleted.

use std::fs;

use follower_mirror::RunId;

use crate::support::{World, lively};

/// Whether any of the database's files has these bytes.
fn on_disk(world: &World, text: &str) -> bool {
    ["followers.db", "followers.db-wal", "followers.db-shm", "followers.db-writer"].iter().any(|name| {
        let bytes = fs::read(world.folder.file(name)).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn what_forget_deletes_is_overwritten_on_disk() {
    let mut world = World::new(lively(300));
    let openid = world.openid(3);
    world.client.users().set_remark(&openid, "一个特别的备注").unwrap();
    world.sync();
    world.client.users().set_remark(&openid, "改过的备注").unwrap();
    world.sync();
    let traces = ["一个特别的备注", "改过的备注", openid.as_str()];
    assert!(traces.iter().all(|text| on_disk(&world, text)));
    world.mirror.forget(&openid).unwrap();
    for text in traces {
        assert!(!on_disk(&world, text), "{text}");
    }
}

#[test]
fn what_a_leaver_loses_is_overwritten_on_disk() {
    let mut world = World::new(lively(300));
    let openid = world.openid(3);
    world.client.users().set_remark(&openid, "一个特别的备注").unwrap();
    world.sync();
    assert!(on_disk(&world, "一个特别的备注"));
    world.wechat.unfollow(&openid);
    world.sync();
    assert!(!on_disk(&world, "一个特别的备注"));
    assert!(on_disk(&world, openid.as_str()));
}

#[test]
fn debug_prints_no_remark_and_no_whole_openid() {
    let mut world = World::new(lively(300));
    world.sync();
    let openid = world.openid(3);
    world.client.users().set_remark(&openid, "一个特别的备注").unwrap();
    let report = world.sync();
    let changes: Vec<_> = world.mirror.changes_since(RunId::new(1)).unwrap().collect();
    let texts = [
        format!("{:?}", world.mirror),
        format!("{report:?}"),
        format!("{changes:?}"),
        format!("{:?}", world.mirror.last_run()),
        format!("{:?}", world.mirror.changes_since(RunId::new(1))),
    ];
    assert_eq!(changes.len(), 1);
    for text in texts {
        for personal in [openid.as_str(), "特别", "备注3"] {
            assert!(!text.contains(personal), "{text}");
        }
    }
}

//! `wechat-user demo`

use serde_json::Value;

use crate::support::{Ran, run, wechat_user};

#[test]
fn every_step_is_printed() {
    let story = run(&["demo"]).ok();
    let lines: Vec<_> = story.lines().collect();
    assert!((16..=22).contains(&lines.len()), "{story}");
    for part in [
        "http://127.0.0.1:",
        "分组",
        "标签",
        "黑名单",
        "备注名",
        "three languages",
        "another process replaced the token",
        "at most 30 characters, got 31",
        "the service received the same",
    ] {
        assert!(story.contains(part), "{part:?} in {story}");
    }
    assert!(lines.last().unwrap().starts_with("Done: "), "{story}");
}

#[test]
fn with_json_the_summary_is_the_result() {
    let ran = run(&["demo", "--json"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("the service received the same"), "the lines are on standard error");
    let summary: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["token_requests"], 2, "the first, and the one after the replacement");
    assert!(summary["calls"].as_u64().unwrap() > 40, "{summary}");
}

#[test]
fn it_needs_no_account_and_ignores_the_environment() {
    let mut command = wechat_user(&["demo"]);
    command.env("WECHAT_BASE_URL", "http://127.0.0.1:1").env("WECHAT_APPID", "wx1").env("WECHAT_APPSECRET", "hush");
    let story = Ran::of(command.output().unwrap()).ok();
    assert!(!story.contains("hush"));
}

//! Questions before a change, on a real terminal that the test creates.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix_openpty::openpty;
use transport_mock::{FakeWeChat, Fault};

use crate::support::{Account, scratch};

const TAG: &str = "/cgi-bin/tags/members/batchtagging";

/// Runs with a terminal as standard input and standard error, types `answer`, and returns the text on the screen.
pub(crate) fn on_a_terminal(account: &Account, args: &[&str], answer: &str) -> (ExitStatus, String) {
    let pty = openpty(None, None).unwrap();
    let mut command = account.command(args);
    let terminal = || Stdio::from(pty.user.try_clone().unwrap());
    command.stdin(terminal()).stderr(terminal());
    let mut controller = File::from(pty.controller);
    controller.write_all(answer.as_bytes()).unwrap();
    let mut child = command.spawn().unwrap();
    // Reading ends, on Linux with an error, when no process holds the other side any more.
    drop::<OwnedFd>(pty.user);
    drop(command);
    let reader = thread::spawn(move || {
        let (mut read, mut chunk) = (Vec::new(), [0; 1024]);
        while let Ok(count @ 1..) = controller.read(&mut chunk) {
            read.extend_from_slice(&chunk[..count]);
        }
        String::from_utf8_lossy(&read).into_owned()
    });
    let status = child.wait().unwrap();
    (status, reader.join().unwrap())
}

#[test]
fn yes_makes_the_change() {
    let account = Account::new();
    account.wechat().create_tag("test");
    let (status, screen) = on_a_terminal(&account, &["tags", "delete", "100"], "y\n");
    assert!(screen.contains("Delete tag 100 (account wx0123456789abcdef)? [y/N]"), "{screen}");
    assert!(status.success(), "{screen}");
    assert_eq!(account.wechat().tags().len(), 1);
}

#[test]
fn any_other_answer_changes_nothing_and_is_2() {
    let account = Account::new();
    account.wechat().create_tag("test");
    for answer in ["n\n", "\n", "yesterday\n", "\u{4}"] {
        let (status, screen) = on_a_terminal(&account, &["tags", "delete", "100"], answer);
        assert!(screen.contains("nothing was changed"), "{answer:?}: {screen}");
        assert_eq!(status.code(), Some(2), "{answer:?}");
    }
    assert_eq!((account.wechat().tags().len(), account.wechat().calls()), (2, 0));
}

#[test]
fn a_deletion_from_a_database_is_asked_too() {
    let account = Account::of(FakeWeChat::new().with_followers(20));
    let db = scratch("questions-forget.sqlite");
    account.run(&["followers", "sync", "--db", &db, "--restart"]).ok();
    let (first, second) = (account.openid(0), account.openid(1));
    let forget = ["followers", "forget", "--db", &db, &first, &second];
    let (status, screen) = on_a_terminal(&account, &forget, "n\n");
    assert!(
        screen.contains(&format!("Delete everything about 2 users from {db} (account wx0123456789abcdef)? [y/N]")),
        "{screen}"
    );
    assert_eq!((status.code(), screen.contains("nothing was changed")), (Some(2), true), "{screen}");
    let followers = || follower_mirror::Mirror::read(&db).unwrap().followers().unwrap();
    assert_eq!(followers(), 20);
    assert!(on_a_terminal(&account, &forget, "y\n").0.success());
    assert_eq!(followers(), 18);
}

#[test]
fn no_question_with_yes_with_dry_run_and_for_reads() {
    let account = Account::new();
    for args in [
        &["tags", "create", "test", "--yes"][..],
        &["tags", "create", "test2", "-y"],
        &["tags", "delete", "100", "--dry-run"],
        &["tags", "list"],
    ] {
        let (status, screen) = on_a_terminal(&account, args, "");
        assert!(status.success() && !screen.contains("[y/N]"), "{args:?}: {screen}");
    }
    assert_eq!(account.wechat().tags().len(), 3);
}

#[test]
fn bad_input_is_refused_before_the_question() {
    let account = Account::new();
    let (status, screen) = on_a_terminal(&account, &["tags", "delete", "2"], "");
    assert_eq!((status.code(), screen.contains("[y/N]")), (Some(2), false), "{screen}");
}

#[test]
fn a_command_with_many_calls_shows_its_progress_unless_it_is_quiet() {
    let account = Account::of(FakeWeChat::new().with_followers(2_500));
    account.wechat().create_tag("test");
    account.wechat().limit_per_day(TAG, 1_000);
    let list = scratch("questions-list");
    std::fs::write(&list, account.openids(2_500).join("\n")).unwrap();
    account.wechat().add_fault(Fault::drip(9, Duration::from_millis(10)).on(TAG).always());
    let args = ["tags", "add", "100", "--file", &list, "--yes"];
    let (status, screen) = on_a_terminal(&account, &args, "");
    assert!(status.success() && screen.contains(" of 2,500 users, "), "{screen}");
    assert!(screen.contains(" calls left today"), "{screen}");
    let (status, screen) = on_a_terminal(&account, &[&args[..], &["--quiet"]].concat(), "");
    assert!(status.success() && !screen.contains("users"), "{screen}");
}

//! Files of a store that were cut, are of another version, cannot be read, or are on a full disk: a fresh start, or an
//! error that names the file. Never a failed call, a panic, or a token in a text.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use transport_mock::FakeWeChat;
use wechat_user::machine::CredentialKind;
use wechat_user::store::{CredentialStore, Notice, Owner, StoreKey, Stored};
use wechat_user::{Client, Event, FileStore, Observer, Origin, StoreEvent, TokenMode};
use wechat_user_tests::world::builder;

use crate::folder::Folder;

const HUSH: &str = "hush-token-of-a-record";

#[derive(Clone, Default)]
struct Failures(Arc<Mutex<Vec<String>>>);

impl Observer for Failures {
    fn observe(&self, _: &Event) {}

    fn observe_store(&self, event: &StoreEvent) {
        if let Notice::StoreDown(error) = &event.notice {
            self.0.lock().unwrap().push(format!("{error} {error:?}"));
        }
    }
}

/// A new process with this store, which makes a call. Returns the failures of the store.
fn call(wechat: &FakeWeChat, mode: TokenMode, store: &FileStore) -> Vec<String> {
    let failures = Failures::default();
    let client: Client =
        builder(wechat).token_mode(mode).store(store.clone()).observer(failures.clone()).build().unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
    let failures = failures.0.lock().unwrap().clone();
    assert!(failures.iter().all(|text| !text.contains(HUSH)), "{failures:?}");
    failures
}

#[test]
fn a_record_that_was_cut_or_is_of_another_version_costs_one_fetch() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        let (wechat, folder) = (FakeWeChat::new(), Folder::new());
        let store = FileStore::in_folder(&folder.0);
        assert!(call(&wechat, mode, &store).is_empty());
        let record = folder.file(".record");
        let whole = fs::read_to_string(&record).unwrap();
        let broken = [
            whole[..whole.len() / 2].to_owned(),
            whole.replace("credential 1", "credential 2"),
            format!("value {HUSH}"),
            String::new(),
            "\u{0}".repeat(100_000),
        ];
        for (fetches, text) in (2..).zip(broken) {
            fs::write(&record, &text).unwrap();
            assert!(call(&wechat, mode, &store).is_empty());
            assert!(call(&wechat, mode, &store).is_empty());
            assert_eq!(wechat.token_requests(), fetches, "{mode:?}: {:?}", text.get(..30));
        }
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_call_goes_on() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        let (wechat, folder) = (FakeWeChat::new(), Folder::new());
        let store = FileStore::in_folder(&folder.0);
        assert!(call(&wechat, mode, &store).is_empty());
        for ending in [".record", ".lock"] {
            let file = folder.file(ending);
            let kept = fs::read(&file).unwrap();
            fs::remove_file(&file).unwrap();
            // Not even the superuser reads a folder as a file.
            fs::create_dir(&file).unwrap();
            let failures = call(&wechat, mode, &store);
            assert_eq!(failures.len(), 1, "{mode:?} {ending}: {failures:?}");
            assert!(failures[0].contains(file.file_name().unwrap().to_str().unwrap()), "{failures:?}");
            fs::remove_dir(&file).unwrap();
            fs::write(&file, kept).unwrap();
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(&file, private).unwrap();
        }
        assert!(call(&wechat, mode, &store).is_empty(), "{mode:?}");
    }
}

/// A small file system in memory, which only the superuser may mount, and not in every container.
struct SmallDisk(Folder);

impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = Folder::new();
        fs::create_dir_all(&folder.0).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs"]).arg(&folder.0);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0.0).status();
    }
}

#[test]
fn on_a_full_disk_the_old_record_stays_and_the_call_goes_on() {
    let Some(disk) = SmallDisk::new() else {
        // The same over a limit for the size of files, which every user may set.
        let me = std::env::current_exe().unwrap();
        let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" --ignored --exact broken_files::child --quiet";
        let output = Command::new("sh").args(["-c", script]).arg(me).env("BROKEN_FILES", "1").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        return;
    };
    full(&disk.0.0.join("store"), || {
        let filled = fs::write(disk.0.0.join("filler"), vec![0; 1 << 20]);
        assert!(filled.is_err(), "the disk is full");
    });
}

/// Not a test: the process with a limit, for a machine on which nothing can be mounted.
#[test]
#[ignore = "run by another test"]
fn child() {
    if std::env::var_os("BROKEN_FILES").is_some() {
        let folder = Folder::new();
        let (wechat, store) = (FakeWeChat::new(), FileStore::in_folder(&folder.0));
        assert_full(&wechat, &store);
    }
}

fn full(folder: &Path, fill: impl FnOnce()) {
    let (wechat, store) = (FakeWeChat::new(), FileStore::in_folder(folder));
    let key = StoreKey::new(Origin::default(), wechat.app_id(), TokenMode::Plain, CredentialKind::AccessToken);
    let stored = Stored::new(HUSH, std::time::Duration::from_secs(3_600));
    store.replace(&key, None, &stored).unwrap();
    fill();
    let error = store.lock(&key, Owner::new(1), std::time::Duration::from_secs(8)).unwrap_err().to_string();
    assert!(error.contains("cannot be written") && !error.contains(HUSH), "{error}");
    let kept = store.load(&key).unwrap().unwrap();
    assert_eq!(kept.value.expose(), HUSH, "the old record");
    assert_full(&wechat, &store);
}

fn assert_full(wechat: &FakeWeChat, store: &FileStore) {
    let failures = call(wechat, TokenMode::Stable, store);
    assert!(!failures.is_empty() && failures.iter().all(|text| text.contains("written")), "{failures:?}");
}

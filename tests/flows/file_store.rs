//! `FileStore`: several processes with one folder, a process that is killed at any point, and files that are not as
//! they should be.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use transport_mock::{FakeWeChat, TestClock};
use wechat_user::machine::CredentialKind;
use wechat_user::secret::CredentialValue;
use wechat_user::store::{CredentialStore, Owner, Replaced, StoreKey, Stored};
use wechat_user::{FileStore, Origin, TokenMode};

use crate::builder;

const HOUR: Duration = Duration::from_secs(3_600);
const CHILD: &str = "FILE_STORE_CHILD";

/// A folder of the test's own, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wechat-user-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn store(&self) -> FileStore {
        FileStore::in_folder(&self.0)
    }

    fn file(&self, ending: &str) -> PathBuf {
        let files = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        files.into_iter().find(|path| path.to_str().unwrap().ends_with(ending)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn key() -> StoreKey {
    StoreKey::new(Origin::default(), "wx0123456789abcdef".into(), TokenMode::Plain, CredentialKind::AccessToken)
}

fn stored(value: &str) -> Stored {
    Stored::new(CredentialValue::from(value), HOUR).aged(Duration::ZERO)
}

fn value(store: &FileStore) -> Option<String> {
    store.load(&key()).unwrap().map(|stored| stored.value.expose().to_owned())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn eight_clients_with_one_folder_make_one_token_request_from_cold() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        let (wechat, folder) = (FakeWeChat::new(), Folder::new("cold"));
        thread::scope(|scope| {
            for _ in 0..8 {
                let client = builder(&wechat).token_mode(mode).clock(TestClock::running()).store(folder.store());
                let client = client.build().unwrap();
                for _ in 0..4 {
                    let client = client.clone();
                    scope.spawn(move || assert_eq!(client.groups().list().unwrap().len(), 3));
                }
            }
        });
        assert_eq!(wechat.token_requests(), 1, "{mode:?}");
    }
}

#[test]
fn a_value_is_replaced_only_by_one_that_saw_it_and_keys_are_apart() {
    let folder = Folder::new("replace");
    let (store, key) = (folder.store(), key());
    let replace = |seen: Option<&str>, new: &str| {
        store.replace(&key, seen.map(CredentialValue::from).as_ref(), &stored(new)).unwrap()
    };
    assert_eq!(replace(None, "first"), Replaced::Won);
    assert_eq!((replace(None, "second"), replace(Some("other"), "second")), (Replaced::Lost, Replaced::Lost));
    assert_eq!((replace(None, "first"), replace(Some("first"), "second")), (Replaced::Won, Replaced::Won));
    assert_eq!(value(&store).as_deref(), Some("second"));
    let mut other = key.clone();
    other.mode = TokenMode::Stable;
    assert!(store.load(&other).unwrap().is_none());
}

#[test]
fn files_are_for_the_user_alone_and_refused_otherwise() {
    let folder = Folder::new("rights");
    let store = folder.store();
    store.replace(&key(), None, &stored("hush-token")).unwrap();
    let record = folder.file(".record");
    assert_eq!((mode(&folder.0), mode(&record), mode(&folder.file(".lock"))), (0o700, 0o600, 0o600));
    set_mode(&record, 0o640);
    let error = store.load(&key()).unwrap_err().to_string();
    assert!(error.contains("mode 640") && error.contains("chmod go=") && !error.contains("hush"), "{error}");
    assert!(store.replace(&key(), None, &stored("next")).is_err());
    set_mode(&record, 0o600);
    set_mode(&folder.0, 0o755);
    assert!(store.load(&key()).unwrap_err().to_string().contains("mode 755"));
    set_mode(&folder.0, 0o700);
    assert_eq!(value(&store).as_deref(), Some("hush-token"));
}

#[test]
fn a_record_that_was_cut_or_is_of_another_kind_is_a_fresh_start() {
    let folder = Folder::new("cut");
    let store = folder.store();
    store.replace(&key(), None, &stored("hush-token")).unwrap();
    let record = folder.file(".record");
    let whole = fs::read(&record).unwrap();
    let others = [b"".to_vec(), whole[..40].to_vec(), b"{\"version\":9}".to_vec(), vec![0xff; 60_000]];
    for bytes in others {
        fs::write(&record, bytes).unwrap();
        assert_eq!(value(&store), None);
        assert!(store.lock(&key(), Owner::new(1), HOUR).unwrap(), "the lock is free");
        store.unlock(&key(), Owner::new(1)).unwrap();
    }
    assert_eq!(store.replace(&key(), None, &stored("next")).unwrap(), Replaced::Won);
    assert_eq!(value(&store).as_deref(), Some("next"));
}

/// What a write leaves when its process ends after each step: the temporary file empty, in part, whole, and renamed.
#[test]
fn a_write_that_ended_after_any_of_its_steps_loses_nothing() {
    let folder = Folder::new("steps");
    let store = folder.store();
    store.replace(&key(), None, &stored("first")).unwrap();
    let record = folder.file(".record");
    let temporary = record.with_extension("new");
    let first = fs::read_to_string(&record).unwrap();
    let second = first.replace("first", "second");
    for left in ["", &second[..30], &second] {
        fs::write(&temporary, left).unwrap();
        assert_eq!(value(&store).as_deref(), Some("first"), "{} bytes", left.len());
    }
    fs::rename(&temporary, &record).unwrap();
    set_mode(&record, 0o600);
    assert_eq!(value(&store).as_deref(), Some("second"));
    fs::write(&temporary, "rubbish").unwrap();
    store.replace(&key(), Some(&CredentialValue::from("second")), &stored("third")).unwrap();
    assert_eq!((value(&store).as_deref(), temporary.exists()), (Some("third"), false));
}

/// Not a test: the process that `a_process_that_is_killed_at_any_moment_leaves_a_whole_record` starts and ends.
#[test]
#[ignore = "run by another test"]
fn child() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let store = FileStore::in_folder(folder);
    for number in 0_u64.. {
        let owner = Owner::new(number.into());
        if store.lock(&key(), owner, Duration::from_millis(1)).unwrap() {
            let seen = store.load(&key()).unwrap().map(|stored| stored.value);
            store.replace(&key(), seen.as_ref(), &stored(&"v".repeat(500))).unwrap();
            store.unlock(&key(), owner).unwrap();
        }
    }
}

#[test]
fn a_process_that_is_killed_at_any_moment_leaves_a_whole_record() {
    let folder = Folder::new("killed");
    let store = folder.store();
    store.replace(&key(), None, &stored(&"v".repeat(500))).unwrap();
    for round in 0..20 {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--ignored", "--exact", "file_store::child"]).env(CHILD, &folder.0);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Each round a little longer, so that the signal meets another step.
        thread::sleep(Duration::from_micros(20_000 + round * 1_700));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(value(&store).map(|value| value.len()), Some(500), "round {round}");
        thread::sleep(Duration::from_millis(2));
        assert!(store.lock(&key(), Owner::new(u128::MAX), HOUR).unwrap(), "round {round}: the lock is over");
        store.unlock(&key(), Owner::new(u128::MAX)).unwrap();
    }
}

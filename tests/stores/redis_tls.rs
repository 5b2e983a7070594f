//! `rediss://`: a real Redis that speaks TLS only, with a certificate of a private authority.

use std::env;
use std::process::{Command, Output};
use std::time::Duration;

use credential_store_redis::RedisStore;
use wechat_user::machine::CredentialKind;
use wechat_user::store::{CredentialStore, Replaced, StoreKey, Stored};
use wechat_user::{Origin, TokenMode};
use wechat_user_tests::redis_server::RedisServer;

use crate::worker::report;

/// Not a test: a process whose trusted certificates are those of its environment.
#[test]
#[ignore = "run by another test"]
fn child() {
    let Ok(url) = env::var("REDIS_TLS_URL") else { return };
    let store = RedisStore::from_url(&url).unwrap();
    let key = StoreKey::new(Origin::default(), "wx1".into(), TokenMode::Plain, CredentialKind::AccessToken);
    match store.replace(&key, None, &Stored::new("hush-token", Duration::from_secs(60))) {
        Ok(replaced) => assert_eq!(replaced, Replaced::Won),
        Err(error) => return report(&format!("refused: {error}")),
    }
    assert_eq!(store.load(&key).unwrap().unwrap().value.expose(), "hush-token");
    report("shared");
}

fn run(url: &str, certificates: &std::path::Path) -> String {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "redis_tls::child", "--nocapture", "--quiet"]);
    command.env("REDIS_TLS_URL", url).env("SSL_CERT_FILE", certificates).env_remove("SSL_CERT_DIR");
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{printed}");
    assert!(!printed.contains("hush"), "{printed}");
    printed
}

#[test]
fn over_tls_the_certificate_is_checked_and_a_wrong_one_is_refused() {
    let (Some(redis), Some(other)) = (RedisServer::start_tls(), RedisServer::start_tls()) else { return };
    let printed = run(&redis.url().replace("//", "//user:hush-password@"), &other.ca_file());
    assert!(printed.contains("refused: ") && printed.contains("the connection to Redis failed"), "{printed}");
    let printed = run(&redis.url(), &redis.ca_file());
    assert!(printed.contains("shared"), "{printed}");
}

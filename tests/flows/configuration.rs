//! An error of the configuration is reported at once, shared for ten seconds, and gone when the configuration is
//! corrected. Rule 4 of `docs/architecture.md`.

use std::time::Duration;

use transport_mock::FakeWeChat;
use wechat_user::{Client, Credentials, ErrorKind, Remedy};

use crate::{STABLE_TOKEN, client};

#[test]
fn a_wrong_secret_is_tried_once_in_ten_seconds() {
    let wechat = FakeWeChat::new();
    let client =
        Client::builder(wechat.app_id(), "wrong").transport(wechat.clone()).clock(wechat.clock()).build().unwrap();
    for _ in 0..20 {
        let error = client.groups().list().unwrap_err();
        let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
        assert_eq!((error.path(), inner.path()), ("/cgi-bin/groups/get", STABLE_TOKEN));
        assert_eq!(error.remedy(), Remedy::FixConfiguration);
        assert!(!error.may_have_been_done());
    }
    assert_eq!(wechat.calls(), 1);
    wechat.clock().advance(Duration::from_secs(11));
    client.groups().list().unwrap_err();
    assert_eq!(wechat.calls(), 2);
}

#[test]
fn new_credentials_end_the_cooling() {
    let wechat = FakeWeChat::new();
    let client =
        Client::builder(wechat.app_id(), "wrong").transport(wechat.clone()).clock(wechat.clock()).build().unwrap();
    client.groups().list().unwrap_err();
    client.set_credentials(Credentials::stable(wechat.app_id(), wechat.app_secret())).unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn an_account_without_the_permission_gets_an_error_of_configuration() {
    let wechat = FakeWeChat::new().with_settings(|settings| settings.verified = false);
    let error = client(&wechat).groups().list().unwrap_err();
    assert_eq!(error.code().unwrap().get(), 48_001);
    assert_eq!(error.attempts(), 1);
    assert!(error.rid().is_some());
}

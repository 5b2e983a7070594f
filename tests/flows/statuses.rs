//! The service's own error counts at any HTTP status: it ends the call at once, where a gateway's page is tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use transport_mock::FakeWeChat;
use wechat_user::http::StatusCode;
use wechat_user::transport::{Response, transport_fn};
use wechat_user::{Client, Credentials, Error, ErrorKind, Remedy};

use crate::GROUPS_GET;

/// Lists the groups of a service that always responds this; returns the error and the number of requests.
fn list_groups(status: u16, body: &'static str) -> (Error, u32) {
    let requests = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&requests);
    let transport = transport_fn(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        Ok(response)
    });
    let clock = FakeWeChat::new().clock();
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).clock(clock).build().unwrap();
    let error = client.groups().list().unwrap_err();
    (error, requests.load(Ordering::SeqCst))
}

#[test]
fn an_errcode_at_any_status_is_that_error_after_one_request() {
    for status in [200, 400, 403, 429, 500, 503] {
        for (body, code, remedy) in [
            (r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, 45_009, Remedy::WaitForTomorrow),
            (r#"{"errcode":48001,"errmsg":"api unauthorized"}"#, 48_001, Remedy::FixConfiguration),
            (r#"{"errcode":"40003","errmsg":"invalid openid"}"#, 40_003, Remedy::FixRequest),
        ] {
            let (error, requests) = list_groups(status, body);
            assert_eq!((error.code().unwrap().get(), error.remedy()), (code, remedy), "{status}: {error:?}");
            assert_eq!((error.attempts(), requests), (1, 1), "{status}: {error:?}");
            assert_eq!(error.path(), GROUPS_GET);
            assert_eq!(error.is_quota(), code == 45_009, "{status}: {error:?}");
        }
    }
}

#[test]
fn a_page_of_a_gateway_is_no_error_of_the_service_and_is_tried_again() {
    for body in ["<html>Too Many Requests</html>", r#"{"errcode":0,"errmsg":"ok"}"#, r#"{"code":45009}"#, ""] {
        let (error, requests) = list_groups(429, body);
        let ErrorKind::Status { status, .. } = error.kind() else { panic!("{body}: {error:?}") };
        assert_eq!((status.as_u16(), error.code()), (429, None), "{body}");
        assert_eq!((error.attempts(), requests), (4, 4), "{body}");
    }
}

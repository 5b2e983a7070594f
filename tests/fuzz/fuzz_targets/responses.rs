//! Any response to any call of the catalogue: it is a value or an error, and both can be printed.
//!
//! The first byte chooses the call, the second one the HTTP status; the rest is the body.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wechat_user_core::endpoint::CATALOGUE;
use wechat_user_core::http::StatusCode;
use wechat_user_core::transport::Response;
use wechat_user_tests::samples::{self, Sample};

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let samples = samples::all();
    let has_sample = |path: &str| samples.iter().any(|sample| sample.spec.path() == path);
    assert!(CATALOGUE.iter().all(|spec| has_sample(spec.path())), "a call without a sample");
    samples
});

const STATUSES: [u16; 8] = [200, 200, 200, 201, 403, 429, 500, 502];

/// The `errcode` of a body that is sound JSON and has the key once.
fn errcode(body: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(body).ok()?;
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("errcode")?.as_i64().filter(|_| text.matches("errcode").count() == 1)
}

fuzz_target!(|data: &[u8]| {
    let [call, status, body @ ..] = data else { return };
    let sample = &SAMPLES[usize::from(*call) % SAMPLES.len()];
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    match (sample.debug)(&response) {
        Ok(printed) => {
            assert!(!printed.is_empty());
            assert!(
                matches!(errcode(body), None | Some(0)),
                "an errcode was taken for success: {}",
                sample.spec.name()
            );
            assert!(status < 400, "an error status was taken for success");
        }
        Err(error) => {
            assert!(!error.to_string().is_empty() && !format!("{error:?}").is_empty());
            let _ = (error.remedy(), error.retry_at(), error.rid(), error.blocked_ip(), error.may_have_been_done());
            if let (200, Some(code)) = (status, errcode(body).filter(|code| *code != 0)) {
                assert_eq!(error.code().map(|code| code.get()), Some(code), "{error:?}");
            }
        }
    }
});

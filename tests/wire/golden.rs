use wechat_user_core::endpoint::CATALOGUE;
use wechat_user_core::transport::Response;
use wechat_user_tests::golden::{assert_golden, render, reply};
use wechat_user_tests::samples;

#[test]
fn step_4_of_adding_an_endpoint_every_endpoint_has_a_sample() {
    let sampled: Vec<&str> = samples::all().iter().map(|sample| sample.spec.name()).collect();
    let catalogued: Vec<&str> = CATALOGUE.iter().map(|spec| spec.name()).collect();
    for name in &catalogued {
        assert!(sampled.contains(name), "step 4 of adding an endpoint: no sample of `{name}` in tests/support/samples");
    }
    for name in &sampled {
        assert!(catalogued.contains(name), "`{name}` has a sample, but is not in CATALOGUE");
    }
    assert_eq!(sampled.len(), catalogued.len());
}

#[test]
fn every_request_is_the_golden_one() {
    for sample in samples::all() {
        assert_golden(sample.spec.name(), "request", &render(&sample.request));
    }
}

#[test]
fn every_golden_reply_is_read() {
    for sample in samples::all() {
        let name = sample.spec.name();
        (sample.read)(&Response::new(reply(name, "reply.json"))).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_golden_error_is_a_service_error_with_its_code() {
    for sample in samples::all() {
        let name = sample.spec.name();
        let body = reply(name, "error.json");
        let expected: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let error = (sample.read)(&Response::new(body)).expect_err(name);
        assert_eq!(error.code().map(|code| code.get()), expected["errcode"].as_i64(), "{name}");
        assert_eq!(error.path(), sample.spec.path());
    }
}

use wechat_user_core::ErrorKind;
use wechat_user_core::transport::Response;
use wechat_user_tests::golden::reply;
use wechat_user_tests::{fixture, samples};

/// A body that was cut is an error, also after the repair.
#[test]
fn every_proper_prefix_of_every_golden_reply_is_an_error() {
    for sample in samples::all() {
        let name = sample.spec.name();
        for ending in ["reply.json", "error.json"] {
            let whole = reply(name, ending);
            for len in 0..whole.len() {
                let error = (sample.read)(&Response::new(whole[..len].to_vec())).expect_err(name);
                assert!(
                    matches!(error.kind(), ErrorKind::Body { garbage: true, .. }),
                    "{name}, {len} bytes: {error:?}"
                );
            }
        }
    }
}

#[test]
fn every_proper_prefix_of_a_broken_body_is_an_error() {
    let read = samples::all().into_iter().find(|sample| sample.spec.name() == "get_user").unwrap().read;
    for name in ["bad_utf8", "ip_in_province", "raw_control_char", "stray_backslash"] {
        let whole = fixture(&format!("anonymised/user_info_{name}.invalid.json"));
        let whole = whole.trim_ascii();
        for len in 0..whole.len() {
            assert!(read(&Response::new(whole[..len].to_vec())).is_err(), "{name}, {len} bytes");
        }
    }
}

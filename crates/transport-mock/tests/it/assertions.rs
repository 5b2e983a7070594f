//! Assertions on the journal, and what they say.

use std::panic::{AssertUnwindSafe, catch_unwind};

use transport_mock::Fault;

use crate::support::Desk;

fn failure(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn a_difference_shows_line_by_line() {
    let desk = Desk::with_followers(1);
    desk.wechat.add_fault(Fault::lose_request().on("/cgi-bin/user/get"));
    desk.get("/cgi-bin/groups/get");
    desk.try_get("/cgi-bin/user/get").unwrap_err();
    desk.get("/cgi-bin/user/get");
    desk.wechat.assert_calls(&[
        "GET /cgi-bin/groups/get 0",
        "GET /cgi-bin/user/get request lost",
        "GET /cgi-bin/user/get 0",
    ]);
    desk.wechat.assert_called("/cgi-bin/user/get", 2);
    desk.wechat.assert_called("/cgi-bin/tags/get", 0);
    let text = failure(|| desk.wechat.assert_calls(&["GET /cgi-bin/groups/get 0", "GET /cgi-bin/user/get 0"]));
    let expected = "the calls differ from the expected ones (- expected, + received):\n  GET /cgi-bin/groups/get 0\n\
                    + GET /cgi-bin/user/get request lost\n  GET /cgi-bin/user/get 0\n";
    assert_eq!(text, expected);
    let text = failure(|| desk.wechat.assert_called("/cgi-bin/user/get", 1));
    assert!(text.starts_with("/cgi-bin/user/get: expected 1 calls, received 2. All calls:\nGET "), "{text}");
}

//! What every transport must do: carry the request as it is, return any answer, and say truthfully whether a request that failed may
//! have arrived.

use std::time::Duration;

use wechat_user_core::http::Method;
use wechat_user_core::transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError};
use wechat_user_tests::dead_port::DeadPort;
use wechat_user_tests::http_server::{Answer, Reply, Seen};
use wechat_user_tests::texts::{SECRET, assert_clean};

/// A transport, and the far end that it talks to.
pub(crate) trait World {
    fn transport(&self) -> &dyn Transport;
    /// `http://host:port` where [`far_end`] answers.
    fn base(&self) -> String;
    /// What arrived at the far end.
    fn seen(&self) -> Vec<Seen>;
}

/// Makes a test of each scenario, or of those that are named. `$world` is evaluated once a test.
macro_rules! battery {
    ($world:expr) => {
        battery! { $world;
            a_get_arrives_as_it_was_built
            a_post_arrives_byte_for_byte
            an_empty_post_says_that_it_is_empty
            every_status_is_an_answer
            no_redirect_is_followed
            a_chunked_answer_is_put_together
            a_big_answer_comes_whole
            an_answer_may_be_empty
            sixty_four_callers_get_each_their_own_answer
            a_cut_body_may_have_arrived
            a_lost_answer_may_have_arrived_and_is_not_asked_for_again
            garbage_may_have_arrived
            a_silent_server_is_left_in_time
            a_dripping_server_is_left_in_time
            a_refused_connection_is_not_sent
            a_name_that_does_not_resolve_is_not_sent
        }
    };
    ($world:expr; $($scenario:ident)*) => {
        $(#[test] fn $scenario() { crate::battery::$scenario(&$world); })*
    };
}

/// The far end of every scenario: the path says what happens.
pub(crate) fn far_end(request: &Seen) -> Answer {
    let path = request.path();
    match path {
        "/redirect" => Answer::Reply(Reply::new(302, "moved").with_header("Location", "/moved")),
        "/chunked" => Answer::Reply(Reply::new(200, long_body(100_000)).in_chunks_of(1_234)),
        "/big" => Answer::Reply(Reply::new(200, long_body(BIG))),
        "/empty" => Answer::Reply(Reply::new(200, "")),
        "/cut" => Answer::Cut(Reply::new(200, r#"{"groupid":102}"#), 7),
        "/lost" => Answer::Bytes(b""),
        "/garbage" => Answer::Bytes(b"220 this is a mail server\r\n\r\n"),
        "/silence" => Answer::Silence,
        "/drip" => Answer::Drip,
        _ => match path.strip_prefix("/status/") {
            Some(status) => Answer::Reply(Reply::new(status.parse().unwrap(), format!("body of {status}"))),
            None => Answer::Reply(Reply::new(200, format!("{} {}", request.method, request.target))),
        },
    }
}

/// More than the 10 MB where ureq stops by default.
const BIG: usize = 12_000_000;

fn long_body(bytes: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(bytes).collect()
}

fn request(method: Method, base: &str, path: &str, body: &str) -> Request {
    let mut request = Request::new(body.as_bytes().to_vec());
    *request.method_mut() = method;
    *request.uri_mut() = format!("{base}{path}?access_token={SECRET}").parse().unwrap();
    request
}

pub(crate) fn get(base: &str, path: &str) -> Request {
    request(Method::GET, base, path, "")
}

pub(crate) fn post(base: &str, path: &str) -> Request {
    request(Method::POST, base, path, r#"{"group":{"name":"test"}}"#)
}

pub(crate) fn within(mut request: Request, time: Duration) -> Request {
    request.extensions_mut().insert(TimeLeft(time));
    request
}

/// Sends what must fail, and checks that the error prints nothing of it.
pub(crate) fn fails(transport: &dyn Transport, request: Request) -> TransportError {
    let error = transport.send(request).map(|answer| answer.status()).unwrap_err();
    assert_clean(&error);
    error
}

fn answers(world: &dyn World, request: Request) -> Response {
    world.transport().send(request).unwrap()
}

pub(crate) fn a_get_arrives_as_it_was_built(world: &dyn World) {
    let path_and_query = "/cgi-bin/user/get?access_token=36_A-b%2Bc&next_openid=%E4%B8%AD&empty=&z=1&a=2";
    let mut request = Request::default();
    *request.uri_mut() = format!("{}{path_and_query}", world.base()).parse().unwrap();
    request.headers_mut().insert("x-trace", "abc 123".parse().unwrap());
    assert_eq!(answers(world, request).body(), format!("GET {path_and_query}").as_bytes());

    let [seen] = world.seen().try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("GET", path_and_query));
    assert_eq!(seen.header("x-trace"), Some("abc 123"));
    assert_eq!(seen.header("host"), world.base().strip_prefix("http://"));
    assert_eq!((seen.header("content-length"), seen.header("transfer-encoding")), (None, None));
    assert!(seen.body.is_empty());
}

pub(crate) fn a_post_arrives_byte_for_byte(world: &dyn World) {
    let body = r#"{"group":{"name":"华东客户 😀 \u0041 \/"}}"#;
    let mut request = request(Method::POST, &world.base(), "/cgi-bin/groups/create", body);
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    answers(world, request);

    let [seen] = world.seen().try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.path()), ("POST", "/cgi-bin/groups/create"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("content-length"), Some(body.len().to_string().as_str()));
    assert_eq!(seen.body, body.as_bytes());
}

pub(crate) fn an_empty_post_says_that_it_is_empty(world: &dyn World) {
    answers(world, request(Method::POST, &world.base(), "/", ""));
    let [seen] = world.seen().try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.header("content-length")), ("POST", Some("0")));
}

pub(crate) fn every_status_is_an_answer(world: &dyn World) {
    for status in [200, 201, 400, 404, 412, 429, 500, 502, 503] {
        let answer = answers(world, post(&world.base(), &format!("/status/{status}")));
        assert_eq!(answer.status(), status);
        assert_eq!(answer.body(), format!("body of {status}").as_bytes());
    }
}

pub(crate) fn no_redirect_is_followed(world: &dyn World) {
    for request in [get(&world.base(), "/redirect"), post(&world.base(), "/redirect")] {
        let answer = answers(world, request);
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (302, b"moved".as_slice()));
    }
    assert!(world.seen().iter().all(|seen| seen.path() == "/redirect"));
}

pub(crate) fn a_chunked_answer_is_put_together(world: &dyn World) {
    assert!(answers(world, get(&world.base(), "/chunked")).body() == &long_body(100_000));
}

pub(crate) fn a_big_answer_comes_whole(world: &dyn World) {
    assert!(answers(world, get(&world.base(), "/big")).body() == &long_body(BIG));
}

pub(crate) fn an_answer_may_be_empty(world: &dyn World) {
    assert!(answers(world, get(&world.base(), "/empty")).body().is_empty());
}

pub(crate) fn sixty_four_callers_get_each_their_own_answer(world: &dyn World) {
    let (transport, base) = (world.transport(), world.base());
    std::thread::scope(|threads| {
        for caller in 0..64 {
            let base = &base;
            threads.spawn(move || {
                let answer = transport.send(post(base, &format!("/caller/{caller}"))).unwrap();
                assert!(answer.body().starts_with(format!("POST /caller/{caller}?").as_bytes()));
            });
        }
    });
    assert_eq!(world.seen().len(), 64);
}

pub(crate) fn a_cut_body_may_have_arrived(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/cut"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn a_lost_answer_may_have_arrived_and_is_not_asked_for_again(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/lost"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn garbage_may_have_arrived(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/garbage"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn a_silent_server_is_left_in_time(world: &dyn World) {
    // Bounded: after a minute the server would answer, and the call would not fail.
    let request = within(post(&world.base(), "/silence"), Duration::from_millis(500));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::Unknown);
}

pub(crate) fn a_dripping_server_is_left_in_time(world: &dyn World) {
    // No single read takes long; only a limit on the whole exchange ends this within the minute that it lasts.
    let request = within(post(&world.base(), "/drip"), Duration::from_millis(500));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::Unknown);
}

pub(crate) fn a_refused_connection_is_not_sent(world: &dyn World) {
    let dead = DeadPort::new();
    let error = fails(world.transport(), post(&format!("http://{}", dead.authority()), "/cgi-bin/groups/create"));
    assert_eq!(error.delivery(), Delivery::NotSent);
}

pub(crate) fn a_name_that_does_not_resolve_is_not_sent(world: &dyn World) {
    let request = within(post("http://no-such-host.invalid", "/cgi-bin/groups/create"), Duration::from_secs(10));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::NotSent);
}

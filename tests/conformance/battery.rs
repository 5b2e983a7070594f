//! What every transport must do: send the request unchanged, return every response, and report correctly whether a
//! failed request may have arrived.

use std::time::Duration;

use wechat_user_core::http::Method;
use wechat_user_core::transport::{Delivery, Request, Response, TimeLeft, Transport, TransportError};
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::{Behaviour, Reply, Seen};
use wechat_user_tests::texts::{SECRET, assert_clean};

/// A transport, and the server that it connects to.
pub(crate) trait World {
    fn transport(&self) -> &dyn Transport;
    /// `http://host:port` of a server that behaves as [`behaviour_for`] decides.
    fn base(&self) -> String;
    /// What arrived at the server.
    fn seen(&self) -> Vec<Seen>;
}

/// Defines a test for each scenario, or for the named ones. `$world` is evaluated once for each test.
macro_rules! battery {
    ($world:expr) => {
        battery! { $world;
            a_get_arrives_as_it_was_built
            a_post_arrives_byte_for_byte
            an_empty_post_says_that_it_is_empty
            every_status_is_a_response
            no_redirect_is_followed
            a_chunked_response_is_joined
            a_big_response_arrives_complete
            a_response_may_be_empty
            sixty_four_callers_each_get_their_own_response
            a_cut_body_may_have_arrived
            a_request_with_a_lost_response_may_have_arrived_and_is_not_sent_again
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

/// The server of every scenario: the path decides what it does.
pub(crate) fn behaviour_for(request: &Seen) -> Behaviour {
    let path = request.path();
    match path {
        "/redirect" => Behaviour::Reply(Reply::new(302, "moved").with_header("Location", "/moved")),
        "/chunked" => Behaviour::Reply(Reply::new(200, long_body(100_000)).in_chunks_of(1_234)),
        "/big" => Behaviour::Reply(Reply::new(200, long_body(BIG))),
        "/empty" => Behaviour::Reply(Reply::new(200, "")),
        "/cut" => Behaviour::Cut(Reply::new(200, r#"{"groupid":102}"#), 7),
        "/lost" => Behaviour::Bytes(b""),
        "/garbage" => Behaviour::Bytes(b"220 this is a mail server\r\n\r\n"),
        "/silence" => Behaviour::Silence,
        "/drip" => Behaviour::Drip,
        _ => match path.strip_prefix("/status/") {
            Some(status) => Behaviour::Reply(Reply::new(status.parse().unwrap(), format!("body of {status}"))),
            None => Behaviour::Reply(Reply::new(200, format!("{} {}", request.method, request.target))),
        },
    }
}

/// More than the 10 MB at which ureq stops by default.
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

/// Sends a request that must fail, and checks that the error prints nothing of it.
pub(crate) fn fails(transport: &dyn Transport, request: Request) -> TransportError {
    let error = transport.send(request).map(|response| response.status()).unwrap_err();
    assert_clean(&error);
    error
}

fn response(world: &dyn World, request: Request) -> Response {
    world.transport().send(request).unwrap()
}

pub(crate) fn a_get_arrives_as_it_was_built(world: &dyn World) {
    let path_and_query = "/cgi-bin/user/get?access_token=36_A-b%2Bc&next_openid=%E4%B8%AD&empty=&z=1&a=2";
    let mut request = Request::default();
    *request.uri_mut() = format!("{}{path_and_query}", world.base()).parse().unwrap();
    request.headers_mut().insert("x-trace", "abc 123".parse().unwrap());
    assert_eq!(response(world, request).body(), format!("GET {path_and_query}").as_bytes());

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
    response(world, request);

    let [seen] = world.seen().try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.path()), ("POST", "/cgi-bin/groups/create"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("content-length"), Some(body.len().to_string().as_str()));
    assert_eq!(seen.body, body.as_bytes());
}

pub(crate) fn an_empty_post_says_that_it_is_empty(world: &dyn World) {
    response(world, request(Method::POST, &world.base(), "/", ""));
    let [seen] = world.seen().try_into().unwrap();
    assert_eq!((seen.method.as_str(), seen.header("content-length")), ("POST", Some("0")));
}

pub(crate) fn every_status_is_a_response(world: &dyn World) {
    for status in [200, 201, 400, 404, 412, 429, 500, 502, 503] {
        let response = response(world, post(&world.base(), &format!("/status/{status}")));
        assert_eq!(response.status(), status);
        assert_eq!(response.body(), format!("body of {status}").as_bytes());
    }
}

pub(crate) fn no_redirect_is_followed(world: &dyn World) {
    for request in [get(&world.base(), "/redirect"), post(&world.base(), "/redirect")] {
        let response = response(world, request);
        assert_eq!((response.status().as_u16(), response.body().as_slice()), (302, b"moved".as_slice()));
    }
    assert!(world.seen().iter().all(|seen| seen.path() == "/redirect"));
}

pub(crate) fn a_chunked_response_is_joined(world: &dyn World) {
    assert!(response(world, get(&world.base(), "/chunked")).body() == &long_body(100_000));
}

pub(crate) fn a_big_response_arrives_complete(world: &dyn World) {
    assert!(response(world, get(&world.base(), "/big")).body() == &long_body(BIG));
}

pub(crate) fn a_response_may_be_empty(world: &dyn World) {
    assert!(response(world, get(&world.base(), "/empty")).body().is_empty());
}

pub(crate) fn sixty_four_callers_each_get_their_own_response(world: &dyn World) {
    let (transport, base) = (world.transport(), world.base());
    std::thread::scope(|threads| {
        for caller in 0..64 {
            let base = &base;
            threads.spawn(move || {
                let response = transport.send(post(base, &format!("/caller/{caller}"))).unwrap();
                assert!(response.body().starts_with(format!("POST /caller/{caller}?").as_bytes()));
            });
        }
    });
    assert_eq!(world.seen().len(), 64);
}

pub(crate) fn a_cut_body_may_have_arrived(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/cut"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn a_request_with_a_lost_response_may_have_arrived_and_is_not_sent_again(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/lost"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn garbage_may_have_arrived(world: &dyn World) {
    let error = fails(world.transport(), post(&world.base(), "/garbage"));
    assert_eq!((error.delivery(), world.seen().len()), (Delivery::Unknown, 1));
}

pub(crate) fn a_silent_server_is_left_in_time(world: &dyn World) {
    // After a minute the server sends a response, so a transport without a limit does not fail here.
    let request = within(post(&world.base(), "/silence"), Duration::from_millis(500));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::Unknown);
}

pub(crate) fn a_dripping_server_is_left_in_time(world: &dyn World) {
    // No single read takes long: only a limit on the whole exchange ends this within the minute.
    let request = within(post(&world.base(), "/drip"), Duration::from_millis(500));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::Unknown);
}

pub(crate) fn a_refused_connection_is_not_sent(world: &dyn World) {
    let closed = ClosedPort::new();
    let error = fails(world.transport(), post(&format!("http://{}", closed.authority()), "/cgi-bin/groups/create"));
    assert_eq!(error.delivery(), Delivery::NotSent);
}

pub(crate) fn a_name_that_does_not_resolve_is_not_sent(world: &dyn World) {
    let request = within(post("http://no-such-host.invalid", "/cgi-bin/groups/create"), Duration::from_secs(10));
    assert_eq!(fails(world.transport(), request).delivery(), Delivery::NotSent);
}

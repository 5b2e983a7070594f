//! The pool of connections of `transport-ureq`.

use std::sync::Barrier;
use std::time::Duration;

use transport_ureq::{ErrorKind, UreqTransport};
use wechat_user_core::transport::{Delivery, Transport};
use wechat_user_tests::http_server::{Behaviour, HttpServer, Reply};

use crate::battery::{behaviour_for, fails, get, post, within};
use crate::ureq_delivery::inner;

#[test]
fn calls_one_after_the_other_share_one_connection() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    for path in ["/a", "/empty", "/chunked", "/status/500", "/redirect", "/big"] {
        transport.send(get(&server.base(), path)).unwrap();
        transport.send(within(post(&server.base(), path), Duration::from_secs(20))).unwrap();
    }
    assert_eq!((server.seen().len(), server.connections()), (12, 1));
}

#[test]
fn clones_share_the_pool() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    transport.send(get(&server.base(), "/")).unwrap();
    transport.clone().send(get(&server.base(), "/")).unwrap();
    assert_eq!(server.connections(), 1);
}

#[test]
fn sixteen_workers_need_sixteen_connections() {
    // With ureq's own pool of three idle connections they would reconnect again and again.
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    parallel(&transport, &server, 16, 8);
    assert_eq!(server.seen().len(), 128);
    assert!(server.connections() <= 16, "{}", server.connections());
}

#[test]
fn the_pool_can_be_made_larger() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder().max_idle_connections(64).build().unwrap();
    parallel(&transport, &server, 64, 4);
    assert_eq!(server.seen().len(), 256);
    assert!(server.connections() <= 64, "{}", server.connections());
}

fn parallel(transport: &UreqTransport, server: &HttpServer, workers: usize, calls: usize) {
    let start = Barrier::new(workers);
    std::thread::scope(|threads| {
        for worker in 0..workers {
            let start = &start;
            threads.spawn(move || {
                start.wait();
                for call in 0..calls {
                    transport.send(post(&server.base(), &format!("/{worker}/{call}"))).unwrap();
                }
            });
        }
    });
}

#[test]
fn without_idle_connections_each_call_makes_its_own() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder().max_idle_connections(0).build().unwrap();
    for _ in 0..3 {
        transport.send(get(&server.base(), "/")).unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_connection_that_was_idle_too_long_is_not_used_again() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder().max_idle_age(Duration::from_millis(10)).build().unwrap();
    for call in 1..=3 {
        transport.send(post(&server.base(), "/")).unwrap();
        assert_eq!(server.connections(), call);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_connection_that_the_server_closed_while_idle_is_replaced() {
    let server = HttpServer::start(|_| Behaviour::ReplyAndClose(Reply::new(200, "")));
    let transport = UreqTransport::new();
    for call in 1..=3 {
        transport.send(post(&server.base(), "/")).unwrap();
        server.wait_until_closed(call);
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 3));
}

#[test]
fn a_post_on_a_connection_that_breaks_just_then_may_have_arrived_and_is_not_repeated() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    transport.send(post(&server.base(), "/")).unwrap();
    for request in [post(&server.base(), "/lost"), get(&server.base(), "/lost")] {
        let before = server.seen().len();
        let error = fails(&transport, request);
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
        assert_eq!(server.seen().len(), before + 1, "ureq repeats nothing by itself");
        transport.send(post(&server.base(), "/")).unwrap();
    }
    let lost = server.seen().into_iter().filter(|seen| seen.path() == "/lost");
    assert_eq!(
        lost.map(|seen| seen.connection).collect::<Vec<_>>(),
        [0, 1],
        "each on a connection that was used before"
    );
}

#[test]
fn a_connection_whose_answer_was_not_read_to_its_end_is_not_used_again() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder().max_response_bytes(1_000).build().unwrap();
    fails(&transport, get(&server.base(), "/chunked"));
    assert_eq!(transport.send(get(&server.base(), "/status/200")).unwrap().body(), b"body of 200");
    assert_eq!(server.connections(), 2);
}

//! `UreqTransport::from(agent)`: less is known about the agent, so more failures count as "may have arrived". Nothing
//! is printed there either.

use std::time::Duration;

use transport_ureq::{ErrorKind, UreqTransport};
use ureq::Agent;
use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use wechat_user_core::http::Uri;
use wechat_user_core::transport::{Delivery, Transport};
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::HttpServer;

use crate::battery::{behaviour_for, fails, post, within};
use crate::ureq_delivery::inner;

fn plain() -> UreqTransport {
    Agent::new_with_config(Agent::config_builder().proxy(None).build()).into()
}

mod battery_over_a_plain_agent {
    use super::*;
    use crate::battery::World;
    use wechat_user_tests::http_server::Seen;

    struct OverAgent(UreqTransport, HttpServer);

    impl World for OverAgent {
        fn transport(&self) -> &dyn Transport {
            &self.0
        }

        fn base(&self) -> String {
            self.1.base()
        }

        fn seen(&self) -> Vec<Seen> {
            self.1.seen()
        }
    }

    fn over_agent() -> OverAgent {
        OverAgent(plain(), HttpServer::start(behaviour_for))
    }

    // All but the name that does not resolve: ureq reports that as an `Io` error like any other.
    battery! { over_agent();
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
    }
}

#[test]
fn its_https_only_error_prints_the_url_and_ours_does_not() {
    let server = HttpServer::start(behaviour_for);
    let agent = Agent::new_with_config(Agent::config_builder().proxy(None).https_only(true).build());
    let raw = agent.run(post(&server.base(), "/")).unwrap_err();
    assert!(raw.to_string().contains("access_token=SECRET-MARK"), "the reason for our mapping: {raw}");

    let error = fails(&UreqTransport::from(agent), post(&server.base(), "/"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::InvalidRequest));
}

#[test]
fn its_bad_uri_error_prints_the_url() {
    let raw = Agent::new_with_defaults().run(post("", "/cgi-bin/token")).unwrap_err();
    assert!(raw.to_string().contains("access_token=SECRET-MARK"), "the reason for our check of the URI: {raw}");
}

#[test]
fn a_refused_connection_arrives_as_io_and_becomes_not_sent() {
    let closed = ClosedPort::new();
    let base = format!("http://{}", closed.authority());
    let raw = Agent::new_with_config(Agent::config_builder().proxy(None).build()).run(post(&base, "/")).unwrap_err();
    assert!(matches!(&raw, ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused), "{raw:?}");
    assert_eq!(inner(&fails(&plain(), post(&base, "/"))).kind(), ErrorKind::Connect);
}

#[test]
fn what_cannot_be_distinguished_counts_as_unknown() {
    let request = within(post("http://no-such-host.invalid", "/"), Duration::from_secs(10));
    assert_eq!(fails(&plain(), request).delivery(), Delivery::Unknown);
}

#[test]
fn what_its_parts_put_into_an_error_is_not_passed_on() {
    /// Prints the whole URL, in one of two ways.
    #[derive(Debug)]
    struct Leaky(bool);

    impl Resolver for Leaky {
        fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let text = format!("no address for {uri}");
            Err(if self.0 { ureq::Error::Other(text.into()) } else { std::io::Error::other(text).into() })
        }
    }

    for other in [true, false] {
        let config = Agent::config_builder().proxy(None).build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Leaky(other));
        let raw = agent.run(post("http://127.0.0.1", "/")).unwrap_err();
        assert!(raw.to_string().contains("access_token=SECRET-MARK"), "it does leak: {raw}");
        let error = fails(&UreqTransport::from(agent), post("http://127.0.0.1", "/"));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
    }
}

#[test]
fn its_pool_keeps_three_idle_connections_a_host() {
    // Fewer than the workers: the reason why `Builder` sets it.
    assert_eq!(Agent::new_with_defaults().config().max_idle_connections_per_host(), 3);
}

#[test]
fn its_own_settings_stay() {
    let server = HttpServer::start(behaviour_for);
    let config =
        Agent::config_builder().proxy(None).user_agent("mine/2").timeout_global(Some(Duration::from_millis(500)));
    let transport = UreqTransport::from(Agent::new_with_config(config.build()));
    transport.send(post(&server.base(), "/")).unwrap();
    assert_eq!(server.seen()[0].header("user-agent"), Some("mine/2"));
    assert!(inner(&fails(&transport, post(&server.base(), "/silence"))).is_timeout());
}

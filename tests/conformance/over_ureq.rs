//! The battery over ureq, on a real loopback socket.

use transport_ureq::UreqTransport;
use wechat_user_core::transport::Transport;
use wechat_user_tests::http_server::{HttpServer, Seen};

use crate::battery::{World, behaviour_for};

struct OverUreq {
    transport: UreqTransport,
    server: HttpServer,
}

impl OverUreq {
    fn new(transport: UreqTransport) -> Self {
        Self { transport, server: HttpServer::start(behaviour_for) }
    }
}

impl World for OverUreq {
    fn transport(&self) -> &dyn Transport {
        &self.transport
    }

    fn base(&self) -> String {
        self.server.base()
    }

    fn seen(&self) -> Vec<Seen> {
        self.server.seen()
    }
}

mod with_defaults {
    use super::*;

    battery! { OverUreq::new(UreqTransport::new()) }
}

mod without_idle_connections_and_dns_cache {
    use super::*;

    fn transport() -> UreqTransport {
        let zero = std::time::Duration::ZERO;
        UreqTransport::builder().max_idle_connections(0).max_idle_age(zero).dns_time_to_live(zero).build().unwrap()
    }

    battery! { OverUreq::new(transport()) }
}

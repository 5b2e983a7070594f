//! ureq's own chain of connectors, with notes of where it is.

use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, RustlsConnector, SocksConnector, TcpConnector, Transport,
};

use crate::deadline;
use crate::gather::Gather;
use crate::resolve::Cache;
use crate::stage::Stage;

/// The same links as ureq's `DefaultConnector`.
pub(crate) fn connector(cache: Arc<Cache>) -> impl Connector {
    let chain =
        ().chain(SocksConnector::default())
            .chain(ConnectProxyConnector::default())
            .chain(TcpConnector::default())
            .chain(TlsBegins)
            .chain(RustlsConnector::default());
    Watched { chain, cache }
}

#[derive(Debug)]
struct Watched<C> {
    chain: C,
    cache: Arc<Cache>,
}

impl<C: Connector> Connector for Watched<C> {
    type Out = Gather<C::Out>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, Error> {
        // For an HTTP proxy, ureq comes here a second time from within: then the stage is `Proxy` and stays so.
        let within_proxy = Stage::now() == Stage::Proxy;
        let proxied = details.config.proxy().is_some_and(|proxy| !proxy.is_no_proxy(details.uri));
        if !within_proxy {
            if proxied { Stage::Proxy.enter() } else { Stage::Connect.enter() }
        }
        let connected = ours(details).and_then(|details| self.chain.connect(&details, chained));
        match connected {
            Ok(Some(transport)) => {
                if !within_proxy {
                    Stage::Connected.enter();
                }
                Ok(Some(Gather::new(transport)))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                // The address may be out of date: look it up again next time.
                self.cache.forget(details.uri);
                if let Some(proxy) = details.config.proxy() {
                    self.cache.forget(proxy.uri());
                }
                Err(error)
            }
        }
    }
}

/// Marks where TCP (or the proxy) is done with and TLS begins.
#[derive(Debug)]
struct TlsBegins;

impl<In: Transport> Connector<In> for TlsBegins {
    type Out = In;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<In>, Error> {
        // TLS with the proxy itself belongs to `Proxy`; only then is the stage `Proxy` and no proxy configured.
        let with_the_proxy = Stage::now() == Stage::Proxy && details.config.proxy().is_none();
        if details.needs_tls() && !with_the_proxy {
            Stage::Tls.enter();
        }
        Ok(chained)
    }
}

/// The same details with the time that is left, said to come from the agent's configuration.
///
/// Our requests differ from the agent only in using the proxy or not. But for a request with a configuration of its
/// own, `RustlsConnector` keeps no TLS configuration: each connection would parse the roots again, and no session would
/// be resumed.
fn ours<'a>(details: &ConnectionDetails<'a>) -> Result<ConnectionDetails<'a>, Error> {
    Ok(ConnectionDetails {
        uri: details.uri,
        addrs: details.addrs.clone(),
        config: details.config,
        request_level: false,
        resolver: details.resolver,
        now: details.now,
        timeout: deadline::cut(details.timeout)?,
        current_time: Arc::clone(&details.current_time),
        run_connector: Arc::clone(&details.run_connector),
        register_shutdown: Arc::clone(&details.register_shutdown),
    })
}

//! Remembers addresses for a while.
//!
//! ureq looks the name up before it looks in its pool, once a call; and as soon as a call has an overall time-out, its default
//! resolver starts a thread for that. With a cache in front, a call costs a thread only when the name is not known or too old.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::uri::{Authority, Scheme};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::stage::Stage;

/// More names than one account ever needs; the oldest goes first.
const MOST_NAMES: usize = 32;

/// Answers from the cache, and asks the resolver behind it on a miss, with the call's time-out.
#[derive(Debug)]
pub(crate) struct CachingResolver<R> {
    behind: R,
    cache: Arc<Cache>,
}

impl<R: Resolver> CachingResolver<R> {
    pub(crate) const fn new(behind: R, cache: Arc<Cache>) -> Self {
        Self { behind, cache }
    }
}

impl<R: Resolver> Resolver for CachingResolver<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        // The name of a proxy is looked up from within the connector: that belongs to `Proxy`.
        if Stage::now() == Stage::Start {
            Stage::Resolve.enter();
        }
        if let Some(known) = self.cache.get(uri) {
            return Ok(known);
        }
        let found = self.behind.resolve(uri, config, timeout)?;
        self.cache.put(uri, &found);
        Ok(found)
    }
}

pub(crate) struct Cache {
    time_to_live: Duration,
    names: Mutex<Vec<Name>>,
}

struct Name {
    scheme: Scheme, // it decides the port when the authority names none
    authority: Authority,
    addresses: ResolvedSocketAddrs,
    since: Instant,
}

impl Name {
    fn is_of(&self, uri: &Uri) -> bool {
        uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority)
    }
}

impl Cache {
    pub(crate) const fn new(time_to_live: Duration) -> Self {
        Self { time_to_live, names: Mutex::new(Vec::new()) }
    }

    pub(crate) fn forget(&self, uri: &Uri) {
        self.names().retain(|name| !name.is_of(uri));
    }

    fn get(&self, uri: &Uri) -> Option<ResolvedSocketAddrs> {
        let names = self.names();
        let name = names.iter().find(|name| name.is_of(uri))?;
        (name.since.elapsed() < self.time_to_live).then(|| name.addresses.clone())
    }

    fn put(&self, uri: &Uri, addresses: &ResolvedSocketAddrs) {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return };
        let name = Name {
            scheme: scheme.clone(),
            authority: authority.clone(),
            addresses: addresses.clone(),
            since: Instant::now(),
        };
        let mut names = self.names();
        names.retain(|name| !name.is_of(uri));
        if names.len() == MOST_NAMES {
            names.remove(0);
        }
        names.push(name);
    }

    fn names(&self) -> MutexGuard<'_, Vec<Name>> {
        // No code that holds the lock can panic halfway through a change.
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("time_to_live", &self.time_to_live).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use ureq::unversioned::transport::DefaultConnector;
    use wechat_user_core::{Delivery, Request, TimeLeft, Transport, TransportError};

    use super::*;
    use crate::{Builder, ErrorKind, UreqTransport};

    /// Gives one address after the other, the last one for ever, and counts. In its place ureq's own resolver starts a thread each
    /// time, and nothing else of ureq starts one: so the count is the number of threads.
    #[derive(Clone, Debug)]
    struct Counting {
        addresses: Arc<Vec<SocketAddr>>,
        calls: Arc<AtomicUsize>,
    }

    impl Counting {
        fn new(addresses: &[SocketAddr]) -> Self {
            Self { addresses: Arc::new(addresses.to_vec()), calls: Arc::default() }
        }

        fn calls(&self) -> usize {
            self.calls.load(Ordering::SeqCst)
        }
    }

    impl Resolver for Counting {
        fn resolve(&self, _: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
            assert!(!timeout.after.is_not_happening(), "a look-up is always bounded");
            let call = self.calls.fetch_add(1, Ordering::SeqCst);
            let mut found = self.empty();
            found.push(*self.addresses.get(call).or(self.addresses.last()).ok_or(Error::HostNotFound)?);
            Ok(found)
        }
    }

    /// Answers 200 to everything that has no body; tells how many connections there were.
    fn server() -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
                        if line.unwrap().is_empty() {
                            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
                        }
                    }
                });
            }
        });
        (address, connections)
    }

    fn refused() -> SocketAddr {
        // Port 1 (tcpmux) of loopback: nobody listens there.
        SocketAddr::from(([127, 0, 0, 1], 1))
    }

    fn get(transport: &UreqTransport, uri: &str) -> Result<(), TransportError> {
        let mut request = Request::default();
        *request.uri_mut() = uri.parse().unwrap();
        request.extensions_mut().insert(TimeLeft(Duration::from_secs(20)));
        transport.send(request).map(drop)
    }

    fn transport<R: Resolver + Clone>(time_to_live: Duration, resolver: &R) -> UreqTransport {
        Builder::default().dns_time_to_live(time_to_live).build_with(resolver.clone()).unwrap()
    }

    const HOUR: Duration = Duration::from_secs(3_600);

    #[test]
    fn many_calls_with_an_overall_timeout_cost_one_look_up() {
        let (address, connections) = server();
        let resolver = Counting::new(&[address]);
        let transport = transport(HOUR, &resolver);
        for _ in 0..20 {
            get(&transport, "http://wechat.test/").unwrap();
        }
        assert_eq!((resolver.calls(), connections.load(Ordering::SeqCst)), (1, 1));
    }

    #[test]
    fn bare_ureq_looks_up_for_each_call_although_the_connection_is_pooled() {
        let (address, connections) = server();
        let resolver = Counting::new(&[address]);
        let config = Config::builder().proxy(None).timeout_global(Some(HOUR)).build();
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver.clone());
        for _ in 0..3 {
            agent.get("http://wechat.test/").call().unwrap().body_mut().read_to_vec().unwrap();
        }
        assert_eq!((resolver.calls(), connections.load(Ordering::SeqCst)), (3, 1));
    }

    #[test]
    fn each_scheme_host_and_port_is_a_name_of_its_own() {
        let resolver = Counting::new(&[server().0]);
        let transport = transport(HOUR, &resolver);
        for _ in 0..2 {
            for uri in ["http://a.test/", "http://b.test/", "http://a.test:81/", "http://A.TEST/"] {
                get(&transport, uri).unwrap();
            }
        }
        assert_eq!(resolver.calls(), 3, "case does not matter");
    }

    #[test]
    fn an_old_address_is_looked_up_again() {
        let resolver = Counting::new(&[server().0]);
        let transport = transport(Duration::from_millis(10), &resolver);
        for calls in 1..=3 {
            get(&transport, "http://wechat.test/").unwrap();
            assert_eq!(resolver.calls(), calls);
            thread::sleep(Duration::from_millis(50));
        }
    }

    #[test]
    fn no_time_to_live_is_no_cache() {
        let resolver = Counting::new(&[server().0]);
        let transport = transport(Duration::ZERO, &resolver);
        for _ in 0..3 {
            get(&transport, "http://wechat.test/").unwrap();
        }
        assert_eq!(resolver.calls(), 3);
    }

    #[test]
    fn a_failure_is_not_remembered() {
        let resolver = Counting::new(&[]);
        let transport = transport(HOUR, &resolver);
        for _ in 0..2 {
            let error = get(&transport, "http://wechat.test/").unwrap_err();
            assert_eq!(error.delivery(), Delivery::NotSent);
            assert_eq!(error.to_string(), "the request was not sent: the host name was not found: it has no address");
        }
        assert_eq!(resolver.calls(), 2);
    }

    #[test]
    fn an_address_that_refuses_is_forgotten() {
        let resolver = Counting::new(&[refused(), server().0]);
        let transport = transport(HOUR, &resolver);
        assert_eq!(get(&transport, "http://wechat.test/").unwrap_err().delivery(), Delivery::NotSent);
        get(&transport, "http://wechat.test/").unwrap();
        get(&transport, "http://wechat.test/").unwrap();
        assert_eq!(resolver.calls(), 2);
    }

    #[test]
    fn the_proxys_name_is_remembered_too() {
        let resolver = Counting::new(&[refused()]);
        let builder = Builder::default().proxy("http://proxy.test:3128").dns_time_to_live(HOUR);
        let transport = builder.build_with(resolver.clone()).unwrap();
        for calls in 1..=2 {
            let error = get(&transport, "http://wechat.test/").unwrap_err();
            let error = error.get_ref().downcast_ref::<crate::Error>().unwrap();
            assert_eq!((error.kind(), resolver.calls()), (ErrorKind::Proxy, calls), "forgotten after the refusal");
        }
    }

    #[test]
    fn a_name_server_that_hangs_costs_the_time_left_and_nothing_is_sent() {
        /// As ureq's own resolver does it: the look-up goes on in a thread, and the call gives up in time.
        #[derive(Clone, Debug)]
        struct Hanging;

        impl Resolver for Hanging {
            fn resolve(&self, _: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
                assert!(*timeout.after <= Duration::from_secs(20), "the time left, not the default of 30 s");
                Err(Error::Timeout(timeout.reason))
            }
        }

        let error = get(&transport(HOUR, &Hanging), "http://wechat.test/").unwrap_err();
        assert_eq!(error.delivery(), Delivery::NotSent);
        assert_eq!(error.to_string(), "the request was not sent: the host name was not found: time is up");
    }

    #[test]
    fn the_cache_is_bounded() {
        let resolver = Counting::new(&[refused()]);
        let cache = Arc::new(Cache::new(HOUR));
        let caching = CachingResolver::new(resolver.clone(), Arc::clone(&cache));
        let timeout = NextTimeout { after: HOUR.into(), ..NextTimeout::default() };
        let look_up = |name: usize| {
            let uri = format!("http://{name}.test/").parse().unwrap();
            caching.resolve(&uri, &Config::default(), timeout).unwrap();
        };
        (0..=MOST_NAMES).for_each(look_up);
        assert_eq!((cache.names().len(), resolver.calls()), (MOST_NAMES, MOST_NAMES + 1));
        look_up(MOST_NAMES);
        assert_eq!(resolver.calls(), MOST_NAMES + 1, "the newest is known");
        look_up(0);
        assert_eq!(resolver.calls(), MOST_NAMES + 2, "the oldest went");
    }
}

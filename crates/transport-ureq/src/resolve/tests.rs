use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ureq::unversioned::transport::DefaultConnector;
use wechat_user_core::transport::{Delivery, Request, TimeLeft, Transport, TransportError};

use super::*;
use crate::{Builder, ErrorKind, UreqTransport};

/// Gives one address after the other, the last one for ever, and counts. In its place ureq's own resolver starts a
/// thread each time, and nothing else of ureq starts one: so the count is the number of threads.
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

/// Responds 200 to everything that has no body; counts the connections.
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
    // Port 1 (tcpmux) of loopback: nothing listens there.
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
fn the_address_of_a_proxy_that_refuses_is_forgotten() {
    for proxy in ["http://proxy.test:3128", "socks5h://proxy.test:1080"] {
        let resolver = Counting::new(&[refused()]);
        let builder = Builder::default().proxy(proxy).dns_time_to_live(HOUR);
        let transport = builder.build_with(resolver.clone()).unwrap();
        for calls in 1..=2 {
            let error = get(&transport, "http://wechat.test/").unwrap_err();
            let error = error.get_ref().downcast_ref::<crate::Error>().unwrap();
            assert_eq!((error.kind(), resolver.calls()), (ErrorKind::Proxy, calls), "{proxy}");
        }
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

fn looking_up(resolver: &Counting, cache: &Arc<Cache>) -> impl Fn(usize) {
    let caching = CachingResolver::new(resolver.clone(), Arc::clone(cache));
    let timeout = NextTimeout { after: HOUR.into(), ..NextTimeout::default() };
    move |name| {
        let uri = format!("http://{name}.test/").parse().unwrap();
        caching.resolve(&uri, &Config::default(), timeout).unwrap();
    }
}

#[test]
fn a_new_address_takes_the_place_of_the_old_one() {
    let resolver = Counting::new(&[refused()]);
    let cache = Arc::new(Cache::new(Duration::ZERO)); // old at once
    let look_up = looking_up(&resolver, &cache);
    (0..3).for_each(|_| look_up(0));
    assert_eq!((cache.names().len(), resolver.calls()), (1, 3));
}

#[test]
fn the_cache_is_bounded() {
    let resolver = Counting::new(&[refused()]);
    let cache = Arc::new(Cache::new(HOUR));
    let look_up = looking_up(&resolver, &cache);
    (0..=MOST_NAMES).for_each(&look_up);
    assert_eq!((cache.names().len(), resolver.calls()), (MOST_NAMES, MOST_NAMES + 1));
    look_up(MOST_NAMES);
    assert_eq!(resolver.calls(), MOST_NAMES + 1, "the newest is known");
    look_up(0);
    assert_eq!(resolver.calls(), MOST_NAMES + 2, "the oldest went");
}

//! The address of a worker: the peer of the connection, or what a proxy says that the configuration names.

use std::net::{IpAddr, Ipv6Addr};

use http::HeaderMap;
use ipnet::IpNet;

/// Whether one of the ranges has this address.
pub(crate) fn is_in(ranges: &[IpNet], address: IpAddr) -> bool {
    ranges.iter().any(|range| range.contains(&address))
}

/// The address of the worker. `X-Forwarded-For` counts only when the peer is one of the proxies: the last address in it
/// that is no proxy itself. Everything before that one may have been written by the worker.
pub(crate) fn of_worker(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_in(proxies, peer) {
        return peer;
    }
    let mut last = peer;
    for value in headers.get_all("x-forwarded-for").iter().rev() {
        for part in value.to_str().unwrap_or_default().rsplit(',') {
            // What cannot be read ends the chain of trust.
            let Ok(address) = part.trim().parse::<IpAddr>() else { return last };
            last = address.to_canonical();
            if !is_in(proxies, last) {
                return last;
            }
        }
    }
    last
}

/// What counts as one address for the limit of connections: a host has a whole /64 of IPv6.
pub(crate) fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str]) -> String {
        let proxies = ["10.0.0.0/24".parse().unwrap(), "::1/128".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", http::HeaderValue::from_static(value));
        }
        of_worker(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn only_a_named_proxy_says_where_a_worker_is() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.9"]), "192.0.2.1");
        assert_eq!(seen("10.0.0.7", &["198.51.100.9"]), "198.51.100.9");
        assert_eq!(seen("::ffff:10.0.0.7", &["::ffff:198.51.100.9"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.7", &[]), "10.0.0.7");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_counts() {
        assert_eq!(seen("10.0.0.7", &["127.0.0.1, 198.51.100.9, 10.0.0.8"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.7", &["127.0.0.1", "198.51.100.9"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.7", &["198.51.100.9, nonsense, 10.0.0.8"]), "10.0.0.8");
        assert_eq!(seen("::1", &["unix:"]), "::1");
    }

    #[test]
    fn an_ipv6_host_is_its_network() {
        let group = |text: &str| group(text.parse().unwrap()).to_string();
        assert_eq!(group("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(group("::ffff:192.0.2.1"), "192.0.2.1");
    }
}

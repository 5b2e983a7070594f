//! How many connections there are, in all and of each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::access::address::group;
use crate::metrics::Metrics;

/// Clones are the same seats.
#[derive(Clone)]
pub(crate) struct Seats(Arc<Shared>);

struct Shared {
    most: usize,
    most_of_one: usize,
    taken: Mutex<Taken>,
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// The place of one connection; dropping it frees the place.
pub(crate) struct Seat {
    shared: Arc<Shared>,
    /// `None` for a proxy, which has the connections of many workers.
    address: Option<IpAddr>,
}

impl Seats {
    pub(crate) fn new(most: usize, most_of_one: usize, metrics: Arc<Metrics>) -> Self {
        Self(Arc::new(Shared { most, most_of_one, taken: Mutex::default(), metrics }))
    }

    /// A place for a connection from there, if there is one.
    pub(crate) fn take(&self, address: IpAddr, is_proxy: bool) -> Option<Seat> {
        let address = (!is_proxy).then(|| group(address));
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = address.and_then(|address| taken.of.get(&address)).copied().unwrap_or(0);
        if taken.all >= self.0.most || of_one >= self.0.most_of_one {
            self.0.metrics.refused_connections.add(1);
            return None;
        }
        taken.all += 1;
        if let Some(address) = address {
            *taken.of.entry(address).or_default() += 1;
        }
        self.0.metrics.connections.add(1);
        Some(Seat { shared: Arc::clone(&self.0), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.shared.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(address) = self.address
            && let Some(number) = taken.of.get_mut(&address)
        {
            *number -= 1;
            if *number == 0 {
                taken.of.remove(&address);
            }
        }
        self.shared.metrics.connections.add(-1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_the_places_of_all() {
        let seats = Seats::new(4, 2, Arc::default());
        let [one, two, proxy] = ["192.0.2.1", "192.0.2.2", "10.0.0.1"].map(|text| text.parse().unwrap());
        let first = seats.take(one, false).unwrap();
        let _second = seats.take(one, false).unwrap();
        assert!(seats.take(one, false).is_none());
        let _third = seats.take(two, false).unwrap();
        let _fourth = seats.take(proxy, true).unwrap();
        assert!(seats.take(two, false).is_none() && seats.take(proxy, true).is_none());
        drop(first);
        assert!(seats.take(one, false).is_some());
        assert_eq!(seats.0.metrics.connections.get(), 3);
    }

    #[test]
    fn an_address_without_connections_takes_no_memory() {
        let seats = Seats::new(4, 2, Arc::default());
        drop(seats.take("192.0.2.1".parse().unwrap(), false));
        assert!(seats.0.taken.lock().unwrap().of.is_empty());
    }
}

//! Head and body of a small request in one write, and the moment from which a request may have arrived.
//!
//! ureq writes the head, then the body: two system calls, two packets (it sets `TCP_NODELAY`), two TLS records. Here
//! what it writes is held until the response is awaited or there is enough of it. The first real write is the moment
//! that decides between `NotSent` and `Unknown`.

use std::fmt;
use std::time::Instant;

use ureq::Error;
use ureq::unversioned::transport::time::Duration;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::deadline;
use crate::stage::Stage;

/// Held bytes go out when there are this many: the most that fits in one TLS record.
const ENOUGH: usize = 16 * 1024;

pub(crate) struct Gather<T> {
    inner: T,
    held: Vec<u8>,
    /// Whether something was sent since [`is_open`](Transport::is_open) was last asked.
    used: bool,
}

impl<T: Transport> Gather<T> {
    pub(crate) const fn new(inner: T) -> Self {
        Self { inner, held: Vec::new(), used: false }
    }

    /// Writes what is held, and returns what is then left of the time-out. It is one time for all pieces.
    fn write_held(&mut self, timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let timeout = deadline::cut(timeout)?;
        if self.held.is_empty() {
            return Ok(timeout);
        }
        match Stage::now() {
            // A CONNECT request to a proxy, or part of a handshake: not yet the request itself.
            Stage::Connect | Stage::Proxy | Stage::Tls => {}
            Stage::Start | Stage::Resolve | Stage::Connected | Stage::Exchange => Stage::Exchange.enter(),
        }
        self.used = true;
        let start = Instant::now();
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let amount = rest.len().min(output.len());
            output[..amount].copy_from_slice(&rest[..amount]);
            rest = &rest[amount..];
            self.inner.transmit_output(amount, deadline::coarse(left(timeout, start)?))?;
        }
        self.held = held;
        self.held.clear();
        left(timeout, start)
    }
}

/// What is left of a time-out that began then, or until the deadline if that is less.
fn left(mut timeout: NextTimeout, start: Instant) -> Result<NextTimeout, Error> {
    if let Duration::Exact(after) = timeout.after {
        timeout.after = after.saturating_sub(start.elapsed()).into();
    }
    deadline::cut(timeout)
}

impl<T: Transport> Transport for Gather<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.held.extend_from_slice(&self.inner.buffers().output()[..amount]);
        if self.held.len() >= ENOUGH {
            self.write_held(timeout)?;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = self.write_held(timeout)?;
        self.inner.await_input(deadline::coarse(timeout))
    }

    /// ureq asks when a connection comes into its pool, and again when it is taken out. Only what holds then matters,
    /// and each question is three system calls.
    fn is_open(&mut self) -> bool {
        std::mem::take(&mut self.used) || self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl<T> fmt::Debug for Gather<T> {
    // ureq wants `Debug` of every transport; what is held is a request, with its token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gather").field("held", &self.held.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::unversioned::transport::LazyBuffers;

    /// Remembers each write; responds nothing.
    #[derive(Debug)]
    struct Wire {
        buffers: LazyBuffers,
        writes: Vec<Vec<u8>>,
        /// The time that each write was given.
        times: Vec<Duration>,
        /// How long each write takes.
        pause: std::time::Duration,
        is_closed: bool,
    }

    impl Transport for Wire {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
            self.writes.push(self.buffers.output()[..amount].to_vec());
            self.times.push(timeout.after);
            std::thread::sleep(self.pause);
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(false)
        }

        fn is_open(&mut self) -> bool {
            !self.is_closed
        }
    }

    fn gather(output_size: usize) -> Gather<Wire> {
        Gather::new(Wire {
            buffers: LazyBuffers::new(64, output_size),
            writes: Vec::new(),
            times: Vec::new(),
            pause: std::time::Duration::ZERO,
            is_closed: false,
        })
    }

    fn put(gather: &mut Gather<Wire>, bytes: &[u8]) {
        gather.buffers().output()[..bytes.len()].copy_from_slice(bytes);
        gather.transmit_output(bytes.len(), NextTimeout::default()).unwrap();
    }

    #[test]
    fn head_and_body_go_out_in_one_write_when_the_answer_is_awaited() {
        let mut gather = gather(1024);
        put(&mut gather, b"POST / HTTP/1.1\r\n\r\n");
        put(&mut gather, b"{}");
        assert!(gather.inner.writes.is_empty());
        gather.await_input(NextTimeout::default()).unwrap();
        gather.await_input(NextTimeout::default()).unwrap();
        assert_eq!(gather.inner.writes, [b"POST / HTTP/1.1\r\n\r\n{}"]);
    }

    #[test]
    fn a_long_body_arrives_whole_and_in_order() {
        let body: Vec<u8> = (0..=u8::MAX).cycle().take(3 * ENOUGH + 17).collect();
        let mut gather = gather(ENOUGH);
        put(&mut gather, b"head");
        for piece in body.chunks(ENOUGH) {
            put(&mut gather, piece);
        }
        gather.await_input(NextTimeout::default()).unwrap();
        assert_eq!(gather.inner.writes.concat(), [b"head", body.as_slice()].concat());
        assert!(gather.inner.writes.len() < 10);
    }

    /// A peer that reads slowly: each piece goes out, and takes its time.
    fn slow(pause: std::time::Duration) -> Gather<Wire> {
        let mut gather = gather(1024);
        gather.inner.pause = pause;
        for _ in 0..8 {
            put(&mut gather, &[b'.'; 1024]);
        }
        gather
    }

    #[test]
    fn the_pieces_of_one_write_share_its_time() {
        let pause = std::time::Duration::from_millis(20);
        let all = std::time::Duration::from_secs(2);
        let mut gather = slow(pause);
        gather.await_input(NextTimeout { after: all.into(), ..NextTimeout::default() }).unwrap();
        let times = &gather.inner.times;
        assert_eq!(times.len(), 8);
        assert!(*times[7] + 7 * pause <= *times[0] + all / 64, "{times:?}");
    }

    #[test]
    fn no_further_piece_goes_out_when_the_time_is_up() {
        let mut gather = slow(std::time::Duration::from_millis(100));
        let time_out = NextTimeout { after: Duration::from_millis(100), ..NextTimeout::default() };
        assert!(matches!(gather.await_input(time_out), Err(Error::Timeout(_))));
        assert!(gather.inner.writes.len() <= 1, "{} writes", gather.inner.writes.len());
    }

    #[test]
    fn only_the_first_write_of_a_request_begins_the_exchange() {
        let mut gather = gather(1024);
        for (at, then) in [
            (Stage::Proxy, Stage::Proxy),
            (Stage::Tls, Stage::Tls),
            (Stage::Connect, Stage::Connect),
            (Stage::Connected, Stage::Exchange),
            (Stage::Resolve, Stage::Exchange), // a connection out of the pool
            (Stage::Start, Stage::Exchange),   // the same, with a proxy
        ] {
            at.enter();
            put(&mut gather, b"GET / HTTP/1.1\r\n");
            assert_eq!(Stage::now(), at, "held, not written");
            gather.await_input(NextTimeout::default()).unwrap();
            assert_eq!(Stage::now(), then);
        }
    }

    #[test]
    fn a_connection_is_examined_when_it_is_taken_and_not_when_it_comes_back() {
        let mut gather = gather(1024);
        gather.inner.is_closed = true;
        put(&mut gather, b"GET / HTTP/1.1\r\n\r\n");
        gather.await_input(NextTimeout::default()).unwrap();
        assert!(gather.is_open(), "it comes back into the pool");
        assert!(!gather.is_open(), "it is taken");
        assert!(!gather.is_open());
    }

    #[test]
    fn what_is_held_is_not_printed() {
        let mut gather = gather(1024);
        put(&mut gather, b"GET /?access_token=SECRET-MARK");
        assert_eq!(format!("{gather:?}"), "Gather { held: 30, .. }");
    }
}

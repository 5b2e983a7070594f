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
}

impl<T: Transport> Gather<T> {
    pub(crate) const fn new(inner: T) -> Self {
        Self { inner, held: Vec::new() }
    }

    /// Writes what is held, and returns what is then left of the time-out.
    fn write_held(&mut self, timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let mut timeout = deadline::cut(timeout)?;
        if self.held.is_empty() {
            return Ok(timeout);
        }
        match Stage::now() {
            // A CONNECT request to a proxy, or part of a handshake: not yet the request itself.
            Stage::Connect | Stage::Proxy | Stage::Tls => {}
            Stage::Start | Stage::Resolve | Stage::Connected | Stage::Exchange => Stage::Exchange.enter(),
        }
        let start = Instant::now();
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let amount = rest.len().min(output.len());
            output[..amount].copy_from_slice(&rest[..amount]);
            rest = &rest[amount..];
            self.inner.transmit_output(amount, timeout)?;
        }
        self.held = held;
        self.held.clear();
        if let Duration::Exact(after) = timeout.after {
            timeout.after = after.saturating_sub(start.elapsed()).into();
        }
        Ok(timeout)
    }
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
        if timeout.after.is_zero() {
            return Err(Error::Timeout(timeout.reason));
        }
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
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
    }

    impl Transport for Wire {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            self.writes.push(self.buffers.output()[..amount].to_vec());
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(false)
        }

        fn is_open(&mut self) -> bool {
            true
        }
    }

    fn gather(output_size: usize) -> Gather<Wire> {
        Gather::new(Wire { buffers: LazyBuffers::new(64, output_size), writes: Vec::new() })
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
    fn what_is_held_is_not_printed() {
        let mut gather = gather(1024);
        put(&mut gather, b"GET /?access_token=SECRET-MARK");
        assert_eq!(format!("{gather:?}"), "Gather { held: 30, .. }");
    }
}

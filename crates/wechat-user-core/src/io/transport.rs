//! What executes a request: one method, implemented by a crate next door, by your own HTTP stack, or by a closure.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;
use core::time::Duration;

/// A request as the core builds it: absolute URI, method, headers, whole body. Its own `Debug` prints the URI, and with
/// it the token: print [`Redacted`](crate::secret::Redacted) instead.
pub type Request = http::Request<Vec<u8>>;

/// A response as the core reads it: status and whole body. Headers are never looked at.
pub type Response = http::Response<Vec<u8>>;

/// Executes one HTTP exchange.
///
/// * The request is complete; send it as it is, follow no redirect (the secret is in the URI), and return any status as
///   `Ok`.
/// * Obey [`TimeLeft`] in the request's extensions: it bounds the whole exchange.
/// * Say truthfully whether a request that failed may have arrived ([`Delivery`]): a wrong [`Delivery::NotSent`] makes
///   duplicate groups.
///
/// Closures and `Arc<T>` are transports; [`transport_fn`] helps inference:
///
/// ```
/// use wechat_user_core::transport::{Request, Response, Transport, TransportError, transport_fn};
///
/// fn my_stack(_request: Request) -> std::io::Result<Response> {
///     Ok(Response::new(br#"{"groupid":102}"#.to_vec()))
/// }
/// let transport = transport_fn(|request| my_stack(request).map_err(TransportError::unknown));
/// assert_eq!(transport.send(Request::default()).unwrap().body(), br#"{"groupid":102}"#);
/// ```
pub trait Transport: Send + Sync {
    /// Sends the request and reads the whole response.
    ///
    /// # Errors
    ///
    /// When there is no complete response.
    fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// The same within this time; drivers call this.
    ///
    /// Without an implementation of its own, it puts the time into the request's extensions ([`TimeLeft`]), which costs
    /// three allocations, and calls [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// When there is no complete response.
    fn send_within(&self, mut request: Request, time: Duration) -> Result<Response, TransportError> {
        request.extensions_mut().insert(TimeLeft(time));
        self.send(request)
    }
}

impl<F> Transport for F
where
    F: Fn(Request) -> Result<Response, TransportError> + Send + Sync,
{
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self(request)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        (**self).send(request)
    }

    fn send_within(&self, request: Request, time: Duration) -> Result<Response, TransportError> {
        (**self).send_within(request, time)
    }
}

/// Marks a closure as a [`Transport`], so that the compiler knows the types of its argument and result.
pub fn transport_fn<F>(send: F) -> F
where
    F: Fn(Request) -> Result<Response, TransportError> + Send + Sync,
{
    send
}

/// How long the exchange may take from now on; a transport finds it in the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a plain number with a name, and nothing will be added to it")]
pub struct TimeLeft(pub Duration);

/// Whether a failed request may have been executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// It certainly was not: the name did not resolve, the connection was refused, the TLS handshake failed.
    NotSent,
    /// Unknown: the exchange failed after the first byte was written. Use this when in doubt.
    Unknown,
}

/// An exchange that gave no response. Concrete on purpose: no signature needs a type parameter for it.
pub struct TransportError {
    delivery: Delivery,
    source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// The request certainly did not arrive.
    pub fn not_sent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { delivery: Delivery::NotSent, source: source.into() }
    }

    /// The request may have arrived.
    pub fn unknown(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { delivery: Delivery::Unknown, source: source.into() }
    }

    /// Whether the request may have been acted upon.
    #[must_use]
    pub const fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// What the HTTP stack said. Once the error is part of an [`Error`](crate::Error), no text of it holds a secret of
    /// the request.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.source
    }

    /// The same, by value.
    #[must_use]
    pub fn into_inner(self) -> Box<dyn Error + Send + Sync> {
        self.source
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError").field("delivery", &self.delivery).field("source", &self.source).finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.delivery {
            Delivery::NotSent => "the request was not sent",
            Delivery::Unknown => "no response; the request may have arrived",
        };
        write!(f, "{what}: {}", self.source)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn arcs_and_trait_objects_are_transports() {
        let transport: Arc<dyn Transport> = Arc::new(transport_fn(|_| Err(TransportError::not_sent("refused"))));
        let error = Arc::new(transport).send(Request::default()).unwrap_err();
        assert_eq!(error.delivery(), Delivery::NotSent);
        assert_eq!(error.to_string(), "the request was not sent: refused");
    }

    #[test]
    fn the_source_is_kept_whole() {
        let error = TransportError::unknown(fmt::Error);
        assert!(error.source().is_some_and(|source| source.is::<fmt::Error>()));
        assert!(error.into_inner().is::<fmt::Error>());
    }
}

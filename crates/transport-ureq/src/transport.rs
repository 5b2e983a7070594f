//! One request in, one response out.

use std::fmt;
use std::io::{self, Read};
use std::net::IpAddr;
use std::time::Duration;

use ureq::{Agent, AsSendBody, Body, Timeout};
use wechat_user_core::http::{self, Uri, uri::Scheme};
use wechat_user_core::transport::{Request, Response, TimeLeft, Transport, TransportError};

use crate::deadline;
use crate::error::Error;
use crate::stage::Stage;

/// Longer times are cut to this: adding them to the clock would overflow.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// 32 MiB; the largest response seen, a page of 10,000 openids, has 310 KB.
pub(crate) const MAX_RESPONSE_BYTES: usize = 32 * 1024 * 1024;

/// A [`Transport`] over ureq 3. Cheap to clone; clones share the pool of connections.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    /// The time for an exchange without [`TimeLeft`], if the agent is one of [`Builder`](crate::Builder), whose parts
    /// keep to the deadline and note how far they got.
    ours: Option<Duration>,
    max_response_bytes: usize,
}

impl UreqTransport {
    pub(crate) const fn ours(agent: Agent, timeout: Duration, max_response_bytes: usize) -> Self {
        Self { agent, ours: Some(timeout), max_response_bytes }
    }

    fn exchange(&self, request: Request, time: Option<Duration>) -> Result<Response, Error> {
        check(request.uri())?;
        Stage::Start.enter();
        // A GET without a body must not say `content-length: 0`; a POST must.
        let response = if request.body().is_empty() && request.method() == http::Method::GET {
            self.run(request.map(|_| ()), time)
        } else {
            self.run(request, time)
        };
        let (parts, body) = response.map_err(|error| self.explain(error))?.into_parts();
        let mut response = Response::new(self.read(body)?);
        *response.status_mut() = parts.status;
        *response.version_mut() = parts.version;
        *response.headers_mut() = parts.headers;
        Ok(response)
    }

    fn run(
        &self,
        request: http::Request<impl AsSendBody>,
        time_left: Option<Duration>,
    ) -> Result<http::Response<Body>, ureq::Error> {
        let time_left = time_left.map(|left| left.min(LONGEST));
        let around_proxy = self.agent.config().proxy().is_some_and(|proxy| proxy.is_from_env())
            && request.uri().host().is_some_and(is_loopback);
        if let Some(timeout) = self.ours {
            let time = time_left.unwrap_or(timeout);
            if time.is_zero() {
                return Err(ureq::Error::Timeout(Timeout::Global));
            }
            deadline::begin(time);
            if !around_proxy {
                return self.agent.run(request);
            }
        }
        let mut config = self.agent.configure_request(request);
        if around_proxy {
            config = config.proxy(None);
        }
        if self.ours.is_none() {
            config = config.http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
            if let Some(time_left) = time_left {
                config = config.timeout_global(Some(time_left));
            }
        }
        self.agent.run(config.build())
    }

    fn read(&self, body: Body) -> Result<Vec<u8>, Error> {
        let limit = self.max_response_bytes;
        let announced = body.content_length().unwrap_or(0);
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        if announced > limit {
            return Err(Error::too_large(limit));
        }
        // With a limit of the owner's that is none, an announced length that fits no memory would end the process.
        let mut bytes = Vec::with_capacity(announced.min(MAX_RESPONSE_BYTES));
        // One more than the limit: ureq's own limit refuses a body of exactly that length too.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = body.into_reader().take(most).read_to_end(&mut bytes);
        read.map_err(|error: io::Error| self.explain(ureq::Error::from(error)))?;
        if bytes.len() > limit { Err(Error::too_large(limit)) } else { Ok(bytes) }
    }

    fn explain(&self, error: ureq::Error) -> Error {
        if self.ours.is_some() { Error::at(Stage::now(), error) } else { Error::of_foreign_agent(error) }
    }
}

/// ureq would speak HTTP to a `socks5://` URI too, and its own errors about bad URIs print them.
fn check(uri: &Uri) -> Result<(), Error> {
    let known = uri.scheme() == Some(&Scheme::HTTP) || uri.scheme() == Some(&Scheme::HTTPS);
    let named = uri.host().is_some_and(|host| !host.is_empty());
    if known && named && has_valid_port(uri) { Ok(()) } else { Err(Error::invalid_request()) }
}

/// `http` lets `host:99999` pass, and ureq then takes the scheme's own port.
pub(crate) fn has_valid_port(uri: &Uri) -> bool {
    let after_host =
        uri.authority().and_then(|authority| authority.as_str().split('@').next_back()?.strip_prefix(authority.host()));
    after_host.is_none_or(|port| port.is_empty() || uri.port_u16().is_some())
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl Transport for UreqTransport {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let time = request.extensions().get::<TimeLeft>().map(|left| left.0);
        Ok(self.exchange(request, time)?)
    }

    fn send_within(&self, request: Request, time: Duration) -> Result<Response, TransportError> {
        Ok(self.exchange(request, Some(time))?)
    }
}

impl Default for UreqTransport {
    fn default() -> Self {
        Self::new()
    }
}

/// Takes an agent as it is: its time-outs, pool, TLS, proxy, user agent. Only this is overruled, for each request: no
/// redirect is followed, every status is a response, and [`TimeLeft`] is the time-out of the whole call. The limit of a
/// body is 32 MiB.
///
/// It costs some of what [`Builder`](crate::Builder) gives: with ureq's default resolver, each call with a time-out
/// starts a thread; TLS sessions are not resumed; and a failure whose place cannot be determined (a failed name
/// look-up, a broken handshake) counts as [`Delivery::Unknown`](wechat_user_core::transport::Delivery::Unknown). Give
/// it no middleware that sends a request twice.
impl From<Agent> for UreqTransport {
    fn from(agent: Agent) -> Self {
        Self { agent, ours: None, max_response_bytes: MAX_RESPONSE_BYTES }
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("max_response_bytes", &self.max_response_bytes).finish_non_exhaustive()
    }
}

//! Bodies with their part of the budget of bytes.

use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use tokio::time::timeout;

use crate::budget::{Budget, Reserved};
use crate::config::Limits;
use crate::refusal::Refusal;

/// Bytes that keep their part of the budget until the last of them is written to the connection.
struct Kept {
    bytes: Vec<u8>,
    _reserved: Option<Reserved>,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The body of a response.
pub(crate) fn outgoing(bytes: Vec<u8>, reserved: Option<Reserved>) -> Full<Bytes> {
    Full::new(Bytes::from_owner(Kept { bytes, _reserved: reserved }))
}

/// The whole body of a request, at most `most` bytes of it, with its part of the budget.
pub(crate) async fn read(
    body: Incoming,
    most: usize,
    limits: &Limits,
    budget: &Budget,
) -> Result<(Vec<u8>, Reserved), Refusal> {
    let announced = body.size_hint();
    let exact = announced.exact().and_then(|length| usize::try_from(length).ok());
    if usize::try_from(announced.lower()).unwrap_or(usize::MAX) > most {
        return Err(Refusal::TOO_LARGE);
    }
    // Of a chunked body no length is known: it may become as long as the limit.
    let mut reserved = budget.reserve(exact.unwrap_or(most)).ok_or(Refusal::OVERLOADED)?;
    let bytes = timeout(limits.body(), collect(body, most, exact)).await.map_err(|_| Refusal::TOO_SLOW)??;
    reserved.shrink(bytes.len());
    Ok((bytes, reserved))
}

async fn collect(mut body: Incoming, most: usize, exact: Option<usize>) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(exact.unwrap_or(0));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::bad_request("the body is malformed or incomplete"))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > most {
            return Err(Refusal::TOO_LARGE);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

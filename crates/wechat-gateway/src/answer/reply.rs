//! What goes back to the worker.

use http::header::{ALLOW, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

use crate::budget::Reserved;
use crate::outcome::Outcome;
use crate::refusal::Refusal;
use crate::server::body::outgoing;
use crate::shared::RequestId;

/// The headers of the service that come down. A `Location` does not: it could hold the token.
const PASSED_ON: [http::HeaderName; 2] = [CONTENT_TYPE, CONTENT_DISPOSITION];

pub(super) struct Reply {
    pub(super) outcome: Outcome,
    pub(super) status: StatusCode,
    pub(super) errcode: Option<i64>,
    content: Content,
}

enum Content {
    /// JSON of the gateway's own.
    Json(String),
    /// A response of the service.
    Passed {
        headers: HeaderMap,
        bytes: Vec<u8>,
        reserved: Option<Reserved>,
    },
    Refusal(Refusal),
}

impl Reply {
    /// JSON of the gateway's own.
    pub(super) fn json(outcome: Outcome, value: &serde_json::Value) -> Self {
        Self { outcome, status: StatusCode::OK, errcode: None, content: Content::Json(value.to_string()) }
    }

    /// A response of the service: status, two headers, and the body as it came.
    pub(super) fn passed(
        response: wechat_user::transport::Response,
        errcode: Option<i64>,
        reserved: Option<Reserved>,
    ) -> Self {
        let (parts, bytes) = response.into_parts();
        let mut headers = HeaderMap::new();
        for name in PASSED_ON {
            if let Some(value) = parts.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let content = Content::Passed { headers, bytes, reserved };
        Self { outcome: Outcome::Relayed, status: parts.status, errcode, content }
    }

    /// The length of the body.
    pub(super) fn len(&self, id: RequestId) -> usize {
        match &self.content {
            Content::Json(text) => text.len(),
            Content::Passed { bytes, .. } => bytes.len(),
            Content::Refusal(refusal) => text(refusal, id).len(),
        }
    }

    pub(super) fn into_response(self, id: RequestId) -> Response<Full<Bytes>> {
        let json =
            || HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))]);
        let (mut headers, body) = match self.content {
            Content::Json(text) => (json(), outgoing(text.into_bytes(), None)),
            Content::Passed { headers, bytes, reserved } => (headers, outgoing(bytes, reserved)),
            Content::Refusal(refusal) => (json(), outgoing(text(&refusal, id).into_bytes(), None)),
        };
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = headers;
        response
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let Refusal { outcome, status, errcode, .. } = refusal;
        Self { outcome, status, errcode: errcode.map(Into::into), content: Content::Refusal(refusal) }
    }
}

/// The number of the request stands where the service's own `rid` stands, so that libraries show it.
fn text(refusal: &Refusal, id: RequestId) -> String {
    let message = format!("wechat-gateway: {}, rid: {id}", refusal.text);
    let body = match refusal.errcode {
        Some(errcode) => json!({"errcode": errcode, "errmsg": message}),
        None => json!({"error": message}),
    };
    body.to_string()
}

//! The HTTP response to a request of the service.

use crate::document::Format;

/// What the account's server sends back to the service: status 200, this content type, this body.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackResponse {
    content_type: &'static str,
    body: String,
}

impl CallbackResponse {
    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The content type.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    pub(crate) const fn plain(body: String) -> Self {
        Self { content_type: "text/plain; charset=utf-8", body }
    }

    pub(crate) const fn message(body: String, format: Format) -> Self {
        let content_type = match format {
            Format::Xml => "application/xml; charset=utf-8",
            Format::Json => "application/json; charset=utf-8",
        };
        Self { content_type, body }
    }
}

impl std::fmt::Debug for CallbackResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CallbackResponse({}, {} bytes)", self.content_type, self.body.len())
    }
}

impl From<CallbackResponse> for http::Response<Vec<u8>> {
    fn from(response: CallbackResponse) -> Self {
        let mut http = Self::new(response.body.into_bytes());
        let headers = http.headers_mut();
        headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(response.content_type));
        // `echostr` comes with the request: no browser may take it for a page.
        headers.insert(http::header::X_CONTENT_TYPE_OPTIONS, http::HeaderValue::from_static("nosniff"));
        http
    }
}

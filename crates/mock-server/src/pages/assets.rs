//! The files of the control page.

use http::Response;

use super::html::document;
use crate::body::Outgoing;

/// A file of this server.
pub(crate) struct Asset {
    path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

/// Scripts of this server only, and no forms: the script sends all calls.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

static ASSETS: &[Asset] = &[
    Asset { path: "/_mock/", content_type: "text/html; charset=utf-8", text: include_str!("assets/page.html") },
    Asset {
        path: "/_mock/page.js",
        content_type: "text/javascript; charset=utf-8",
        text: include_str!("assets/page.js"),
    },
    Asset { path: "/_mock/page.css", content_type: "text/css; charset=utf-8", text: include_str!("assets/page.css") },
];

pub(super) fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

impl Asset {
    pub(super) fn respond(&self) -> Response<Outgoing> {
        document(self.content_type, POLICY, self.text.as_bytes().to_vec())
    }
}

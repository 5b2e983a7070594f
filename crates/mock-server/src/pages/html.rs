//! Responses with HTML, and the headers that keep scripts of others out.

use std::fmt;

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};

use crate::body::Outgoing;

/// Text that is written into HTML, in an element or in a quoted attribute.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// A page without scripts. It has no `form-action`: Chromium applies that to redirects after a form too.
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Response<Outgoing> {
    let title = Escaped(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"stylesheet\" href=\"/_mock/page.css\">\n\
         </head>\n<body>\n{body}\n</body>\n</html>\n"
    );
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let mut response = document("text/html; charset=utf-8", policy, html.into_bytes());
    *response.status_mut() = status;
    response
}

/// A document of this server with its policy.
pub(super) fn document(content_type: &'static str, policy: &'static str, body: Vec<u8>) -> Response<Outgoing> {
    let mut response = Response::new(Outgoing::whole(body));
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_html_reads_is_left() {
        let hostile = "\"'><script>alert(1)</script>&lt;名";
        let escaped = Escaped(hostile).to_string();
        assert_eq!(escaped, "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;名");
        assert_eq!(Escaped("").to_string(), "");
    }
}

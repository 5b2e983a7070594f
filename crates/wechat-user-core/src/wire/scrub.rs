//! Masks the secrets of an exchange in every text that came from outside: a transport's errors, a body's snippet.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::errors::error::ErrorKind;
use crate::errors::service_error::ServiceError;
use crate::errors::source_error::SourceError;
use crate::io::transport::{Delivery, TransportError};
use crate::values::openid::OpenId;
use crate::wire::disguises::holds_disguised;
use crate::wire::percent::percent_encode;

const MASK: &str = "[redacted]";

/// The secrets of one exchange.
pub(crate) struct Scrubber {
    secrets: Vec<String>,
    /// Every spelling in which a text may hold them.
    spellings: Vec<String>,
}

impl Scrubber {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let secrets: Vec<String> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).map(ToOwned::to_owned).collect();
        let mut spellings: Vec<String> = secrets.iter().flat_map(|secret| spellings(secret)).collect();
        // The longest first: a short one may be a part of a longer one.
        spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        spellings.dedup();
        Self { secrets, spellings }
    }

    /// The text with every secret masked; `[redacted]` alone if a spelling of a secret cannot be cut out.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let masked = self.spellings.iter().fold(text.to_owned(), |text, form| text.replace(form.as_str(), MASK));
        if self.holds_a_secret(&masked) { MASK.to_owned() } else { masked }
    }

    /// The same failure with every secret of the exchange masked, in every text that came from outside.
    pub(crate) fn scrub_kind(&self, kind: ErrorKind) -> ErrorKind {
        match kind {
            ErrorKind::Transport(error) => ErrorKind::Transport(self.scrub_error(error)),
            ErrorKind::Status { status, snippet } => ErrorKind::Status { status, snippet: self.scrub(&snippet) },
            ErrorKind::Body { problem, garbage, snippet } => {
                ErrorKind::Body { problem, garbage, snippet: self.scrub(&snippet) }
            }
            ErrorKind::Service(error) => ErrorKind::Service(ServiceError {
                errmsg: self.scrub(&error.errmsg),
                rid: error.rid.map(|rid| self.scrub(&rid)),
                blocked_ip: error.blocked_ip.map(|ip| self.scrub(&ip)),
                failed_openids: self.without_secrets(error.failed_openids),
                ..error
            }),
            ErrorKind::Source(error) if self.texts_hold_a_secret(error.get_ref()) => {
                ErrorKind::Source(SourceError::new(Scrubbed(self.scrub(&error.get_ref().to_string()))))
            }
            kind => kind,
        }
    }

    /// The unchanged error if no text of it holds a secret; otherwise its message alone, masked.
    pub(crate) fn scrub_error(&self, error: TransportError) -> TransportError {
        if !self.texts_hold_a_secret(error.get_ref()) {
            return error;
        }
        let source = Box::new(Scrubbed(self.scrub(&error.get_ref().to_string())));
        match error.delivery() {
            Delivery::NotSent => TransportError::not_sent(source),
            Delivery::Unknown => TransportError::unknown(source),
        }
    }

    /// The openids that are none of the secrets: a gateway that mixes up its fields must not print a token.
    fn without_secrets(&self, openids: Vec<OpenId>) -> Vec<OpenId> {
        openids.into_iter().filter(|openid| !self.holds_a_secret(openid.as_str())).collect()
    }

    fn texts_hold_a_secret(&self, error: &(dyn Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            let texts = [error.to_string(), format!("{error:?}"), format!("{error:#?}")];
            if texts.iter().any(|text| self.holds_a_secret(text)) {
                return true;
            }
            next = error.source();
        }
        false
    }

    fn holds_a_secret(&self, text: &str) -> bool {
        self.spellings.iter().any(|form| text.contains(form.as_str()))
            || self.secrets.iter().any(|secret| holds_disguised(text, secret))
    }
}

/// Raw, percent-encoded, JSON-escaped, and as the numbers that the `Debug` of a body prints, on one line or on many.
fn spellings(secret: &str) -> Vec<String> {
    let mut encoded = String::new();
    percent_encode(secret, &mut encoded);
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    let slashes = json.replace('/', "\\/");
    let debug = format!("{secret:?}").trim_matches('"').to_owned();
    let bytes = |between: &str| {
        let numbers: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
        numbers.join(between)
    };
    let lines = ["\n    ", "\n        ", "\n            "].map(|indent| bytes(&format!(",{indent}")));
    [[secret.to_owned(), encoded, json, slashes, debug, bytes(", "), bytes(",")].as_slice(), &lines].concat()
}

/// The message of a foreign error whose texts held a secret.
struct Scrubbed(String);

impl fmt::Debug for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scrubbed({:?})", self.0)
    }
}

impl fmt::Display for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Scrubbed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_secret_is_masked() {
        let scrubber = Scrubber::new(["to/k\"en", "plainsecret"]);
        for leaked in [
            "at to/k\"en!",
            "at to%2Fk%22en!",
            "at to/k\\\"en!",
            "at to\\/k\\\"en!",
            "at 116, 111, 47, 107, 34, 101, 110!",
            "at plainsecret!",
        ] {
            assert_eq!(scrubber.scrub(leaked), "at [redacted]!", "{leaked}");
        }
    }

    #[test]
    fn a_strange_spelling_takes_the_whole_text_with_it() {
        assert_eq!(Scrubber::new(["to/k\"en"]).scrub("at to%2fk%22en!"), "[redacted]");
    }

    #[test]
    fn a_pretty_printed_body_is_masked_too() {
        let error = TransportError::unknown(format!("{:#?}", b"hush"));
        let scrubbed = Scrubber::new(["hush"]).scrub_error(error);
        assert_eq!(scrubbed.to_string(), "no response; the request may have arrived: [\n    [redacted],\n]");
    }

    #[test]
    fn a_secret_among_the_failed_openids_is_left_out() {
        let openids = ["o1", "36_token", "at%2036%255Ftoken"].map(|text| OpenId::received(text).unwrap()).to_vec();
        let left = Scrubber::new(["36_token"]).without_secrets(openids);
        assert_eq!(left.iter().map(OpenId::as_str).collect::<Vec<_>>(), ["o1"]);
    }

    #[test]
    fn an_innocent_error_keeps_its_type() {
        let error = Scrubber::new(["hush"]).scrub_error(TransportError::not_sent(fmt::Error));
        assert!(error.get_ref().is::<fmt::Error>());
    }
}

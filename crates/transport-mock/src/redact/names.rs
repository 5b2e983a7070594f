//! Which names announce a secret.

use serde_json::Value;

/// Parts of names, without separators and in lower case.
const PARTS: &[&str] = &[
    "token",
    "secret",
    "ticket",
    "sessionkey",
    "aeskey",
    "apikey",
    "privatekey",
    "authcode",
    "authorizationcode",
    "jscode",
    "password",
    "passwd",
];

/// Whether the value after this name must not be printed: by patterns such as `*token*`, `*secret*`, `*ticket*` and
/// `session_key`, and `code`, the authorization code of a user.
///
/// ```
/// use transport_mock::redact::is_secret;
///
/// assert!(["authorizer_access_token", "AppSecret", "jsapi_ticket", "EncodingAESKey",
/// "code"].into_iter().all(is_secret)); assert!(!["errcode", "openid", "expires_in"].into_iter().any(is_secret));
/// ```
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    matches!(name.as_str(), "code" | "authorization") || PARTS.iter().any(|part| name.contains(part))
}

/// Whether this value under this name must be replaced: empty ones tell nothing, and `code` with a number is a result.
pub(super) fn is_secret_field(name: &str, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(_) => is_secret_number(name),
        Value::String(text) => !text.is_empty() && is_secret(name),
        Value::Array(items) => !items.is_empty() && is_secret(name),
        Value::Object(fields) => !fields.is_empty() && is_secret(name),
    }
}

/// Whether a number under this name must be replaced: not `code`, and not a time of expiry.
pub(super) fn is_secret_number(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_secret(name) && lower != "code" && !lower.contains("expire")
}

/// Whether a text mentions a name of a secret anywhere.
pub(super) fn mentions_secret(text: &[u8]) -> bool {
    is_secret(&String::from_utf8_lossy(text))
}

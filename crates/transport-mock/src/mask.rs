//! What is a secret in a query or a body, and what is printed in its place.

/// Names of query parameters and of JSON keys whose values are never printed.
pub(crate) const SECRET: &[&str] = &[
    "access_token",
    "secret",
    "appsecret",
    "refresh_token",
    "code",
    "ticket",
    "jsapi_ticket",
    "component_access_token",
];

/// Whether the value under this name must not be printed.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRET.contains(&name)
}

/// Stands for a secret.
pub(crate) const MASKED: &str = "[masked]";

/// Stands for a secret that is not the one that was expected.
pub(crate) const MASKED_OTHER: &str = "[masked, another one]";

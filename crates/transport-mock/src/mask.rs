//! Which parameters and keys are secrets, and what is printed in their place.

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

/// Printed in place of a secret.
pub(crate) const MASKED: &str = "[masked]";

/// Printed in place of a secret that differs from the expected one.
pub(crate) const MASKED_OTHER: &str = "[masked, another one]";

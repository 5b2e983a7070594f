//! What is printed in place of secrets.

/// Printed in place of a secret.
pub(crate) const MASKED: &str = "[masked]";

/// Printed in place of a secret that differs from the expected one.
pub(crate) const MASKED_OTHER: &str = "[masked, another one]";

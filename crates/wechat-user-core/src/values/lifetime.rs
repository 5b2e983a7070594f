//! How long a temporary QR code or a short key lasts.

use core::time::Duration;

use crate::values::input_error::InputError;

/// The longest life: 30 days.
pub(crate) const MAX_LIFETIME: Duration = Duration::from_secs(2_592_000);

/// A life in whole seconds, rounded up: 1 second to 30 days.
pub(crate) fn lifetime(time: Duration) -> Result<u64, InputError> {
    let secs = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
    let limit = MAX_LIFETIME.as_secs();
    if secs == 0 || secs > limit {
        return Err(InputError::Lifetime { limit, given: secs });
    }
    Ok(secs)
}

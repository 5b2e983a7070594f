//! Short keys (短key托管): the service keeps up to 4 KB of text for up to 30 days under a key of 15 characters, for
//! example to put more than 64 characters behind the scene of a QR code.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`CreateShortKey`] 长信息转短链 | `POST /cgi-bin/shorten/gen` |
//! | [`FetchLongData`] 短链转长信息 | `POST /cgi-bin/shorten/fetch` |

mod create_short_key;
mod fetch_long_data;

pub use create_short_key::{CreateShortKey, ShortKey};
pub use fetch_long_data::{FetchLongData, LongData};

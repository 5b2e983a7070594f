//! A place in a list from which a later export goes on.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::flow::export::listing::Listing;
use crate::values::ids::AppId;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;

const VERSION: u64 = 1;

/// A place in a list, after a user who was handed out, from which a later export continues:
/// [`Export::resume`](super::Export::resume).
///
/// It is a short JSON text ([`Display`](fmt::Display) and [`FromStr`], or serde), and belongs to one account and one
/// list. It holds up to four openids, which are personal data.
///
/// ```
/// use wechat_user_core::{AppId, export::{Checkpoint, Listing}};
///
/// let start = Checkpoint::start(AppId::new("wx1"), Listing::Followers);
/// let text = start.to_string();
/// assert_eq!(text, r#"{"version":1,"app_id":"wx1","list":"followers","offset":0,"last":[],"count":0,"finished":false}"#);
/// assert_eq!(text.parse::<Checkpoint>()?, start);
/// let later = text.replace(r#""version":1"#, r#""version":2"#).parse::<Checkpoint>().unwrap_err();
/// assert!(later.to_string().starts_with("checkpoint: version 2"));
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(super) app_id: AppId,
    pub(super) listing: Listing,
    /// The cursor with which the page is asked for; none for the first page, and for openids that are given.
    pub(super) cursor: Option<OpenId>,
    /// How many users of that page were handed out.
    pub(super) offset: u64,
    /// The last users that were handed out, up to three, the latest at the end.
    pub(super) last: Vec<OpenId>,
    /// How many users were handed out since the start of the list.
    pub(super) count: u64,
    pub(super) finished: bool,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    version: u64,
    app_id: String,
    list: Listing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<OpenId>,
    offset: u64,
    #[serde(default)]
    last: Vec<OpenId>,
    count: u64,
    #[serde(default)]
    finished: bool,
}

impl Checkpoint {
    /// The start of the list.
    #[must_use]
    pub const fn start(app_id: AppId, listing: Listing) -> Self {
        Self { app_id, listing, cursor: None, offset: 0, last: Vec::new(), count: 0, finished: false }
    }

    /// The account.
    #[must_use]
    pub const fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// The list.
    #[must_use]
    pub const fn listing(&self) -> Listing {
        self.listing
    }

    /// How many users were handed out since the start of the list, the missing and failed ones included.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The last user that was handed out.
    #[must_use]
    pub fn last(&self) -> Option<&OpenId> {
        self.last.last()
    }

    /// Whether the end of the list was reached. An export that is resumed here sends nothing.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.finished
    }

    /// Checks that it is of this account and this list.
    ///
    /// # Errors
    ///
    /// [`InputError::CheckpointAccount`], [`InputError::CheckpointList`].
    pub fn check(&self, app_id: &AppId, listing: Listing) -> Result<(), InputError> {
        if self.app_id != *app_id {
            return Err(InputError::CheckpointAccount { expected: app_id.clone(), given: self.app_id.clone() });
        }
        if self.listing != listing {
            let (expected, given) = (listing.to_string(), self.listing.to_string());
            return Err(InputError::CheckpointList { expected, given });
        }
        Ok(())
    }
}

impl TryFrom<Wire> for Checkpoint {
    type Error = InputError;

    fn try_from(wire: Wire) -> Result<Self, InputError> {
        let Wire { version, app_id, list, cursor, offset, last, count, finished } = wire;
        if version > VERSION {
            return Err(InputError::CheckpointVersion { known: VERSION, given: version });
        }
        Ok(Self { app_id: AppId::new(app_id), listing: list, cursor, offset, last, count, finished })
    }
}

impl From<&Checkpoint> for Wire {
    fn from(checkpoint: &Checkpoint) -> Self {
        let Checkpoint { app_id, listing, cursor, offset, last, count, finished } = checkpoint.clone();
        Self { version: VERSION, app_id: app_id.to_string(), list: listing, cursor, offset, last, count, finished }
    }
}

impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Wire::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The JSON text.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Checkpoint {
    type Err = InputError;

    /// Reads the JSON text. A later version is reported as such, whatever else it holds.
    fn from_str(text: &str) -> Result<Self, InputError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u64,
        }

        let version = serde_json::from_str::<Versioned>(text).map_err(unreadable)?.version;
        if version > VERSION {
            return Err(InputError::CheckpointVersion { known: VERSION, given: version });
        }
        serde_json::from_str::<Wire>(text).map_err(unreadable)?.try_into()
    }
}

/// Without the words of the parser, which may quote the text.
fn unreadable(error: serde_json::Error) -> InputError {
    let problem = match error.classify() {
        serde_json::error::Category::Eof => "the JSON text ends too early",
        serde_json::error::Category::Data => "a field is missing or of another kind",
        serde_json::error::Category::Io | serde_json::error::Category::Syntax => "it is no JSON text",
    };
    InputError::CheckpointText { problem: problem.to_string() }
}

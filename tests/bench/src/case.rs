//! The cases of the core, and what reads them.

use serde::{Deserialize, Serialize};

/// Which messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Case {
    /// `groups/getid`.
    SmallCall,
    /// `user/get` with 10,000 openids.
    Page,
    /// `user/info/batchget` with 100 profiles, `/` written as it is.
    BatchClean,
    /// The same with `\/`, as the service writes it.
    BatchSlashes,
    /// The same with one control byte in a nickname, which has to be repaired.
    BatchDirty,
}

impl Case {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::SmallCall, Self::Page, Self::BatchClean, Self::BatchSlashes, Self::BatchDirty];

    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SmallCall => "small call",
            Self::Page => "page of 10,000 openids",
            Self::BatchClean => "100 profiles, clean",
            Self::BatchSlashes => "100 profiles, \\/",
            Self::BatchDirty => "100 profiles, dirty",
        }
    }
}

/// Who reads the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reader {
    /// A whole call of the core: encode, flow, decode.
    Call,
    /// `decode` alone.
    Decode,
    /// serde_json with owned values.
    Owned,
    /// serde_json with borrowed values: the floor.
    Borrowing,
}

impl Reader {
    /// All of them, the floor first.
    pub const ALL: [Self; 4] = [Self::Borrowing, Self::Owned, Self::Decode, Self::Call];

    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "core: encode, flow, decode",
            Self::Decode => "core: decode",
            Self::Owned => "serde_json owned",
            Self::Borrowing => "serde_json borrowing (floor)",
        }
    }

    /// serde_json alone refuses a broken body.
    #[must_use]
    pub fn can_read(self, case: Case) -> bool {
        case != Case::BatchDirty || matches!(self, Self::Call | Self::Decode)
    }
}

//! An `errcode` other than 0, with everything else that the service reported.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::errors::errcode::{Concerns, ErrCode, Place, Remedy};
use crate::values::openid::OpenId;

/// What the service said: an `errcode` other than 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The `errcode` (返回码).
    pub code: ErrCode,
    /// The `errmsg`, without hint and request id. Do not decide anything on it: its wording changes.
    pub errmsg: String,
    /// The request id (`rid`, older: `hint` or `req_id`) that WeChat's support asks for.
    pub rid: Option<String>,
    /// The address that the service saw and does not allow (40164, 61004): add it to the IP white-list (IP白名单).
    pub blocked_ip: Option<String>,
    /// The openids that failed while others were done (45171, `fail_openid_list`).
    pub failed_openids: Vec<OpenId>,
    /// Which kind of call it was: 40001 means three things.
    pub place: Place,
}

impl ServiceError {
    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        self.code.remedy(self.place)
    }

    /// What it concerns: one item of the call, this call, or the account.
    #[must_use]
    pub fn concerns(&self) -> Concerns {
        self.code.concerns(self.place)
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "errcode {}", self.code)?;
        if !self.errmsg.is_empty() {
            write!(f, " {}", self.errmsg)?;
        }
        if let Some(entry) = self.code.entry() {
            write!(f, " - {}", entry.en)?;
        }
        if let Some(rid) = &self.rid {
            write!(f, " (rid {rid})")?;
        }
        Ok(())
    }
}

impl core::error::Error for ServiceError {}

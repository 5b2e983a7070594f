//! stub, replaced by the table
use core::fmt;
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ErrCode(i64);
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    TokenFetch,
    AppCall,
    UserCall,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    BackOff,
    RenewToken,
    SlowDown,
    WaitForTomorrow,
    FixConfiguration,
    FixRequest,
    RetryFailed,
    RetryOneByOne,
    Reauthorize,
    GiveUp,
}
pub struct Entry {
    pub en: &'static str,
    pub errmsg: &'static str,
}
impl ErrCode {
    pub const fn new(c: i64) -> Self {
        Self(c)
    }
    pub const fn get(self) -> i64 {
        self.0
    }
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }
    pub fn entry(self) -> Option<&'static Entry> {
        None
    }
    pub fn says_not_done(self) -> bool {
        matches!(self.0, 40001 | 40014 | 42001 | 41001 | 45009 | 45011 | 40164)
    }
    pub fn remedy(self, place: Place) -> Remedy {
        match (self.0, place) {
            (-1 | 268487001 | 268487002, _) => Remedy::BackOff,
            (40001 | 40014 | 42001, Place::AppCall) => Remedy::RenewToken,
            (45011, _) => Remedy::SlowDown,
            (45009, _) => Remedy::WaitForTomorrow,
            (40164 | 40013 | 40125 | 40001, _) => Remedy::FixConfiguration,
            _ => Remedy::GiveUp,
        }
    }
}
impl fmt::Display for ErrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

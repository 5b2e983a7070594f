//! A group name and a batch, within the limits on which all sources agree.

use alloc::string::String;

use crate::values::bad_input::BadInput;

/// A group name (分组名字) of at most 30 characters.
///
/// All sources agree on the 30 characters; if the service also counts bytes, it reports 45017 or 40051.
///
/// ```
/// use wechat_user_core::GroupName;
///
/// assert!(GroupName::new("华东客户").is_ok());
/// let refused = GroupName::new("x".repeat(31)).unwrap_err();
/// assert_eq!(refused.to_string(), "group name (分组名字): at most 30 characters, got 31");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct GroupName(String);

impl GroupName {
    /// The limit, in characters.
    pub const MAX_CHARS: usize = 30;

    /// Checks the length.
    ///
    /// # Errors
    ///
    /// [`BadInput::GroupNameTooLong`] above 30 characters.
    pub fn new(name: impl Into<String>) -> Result<Self, BadInput> {
        let name = name.into();
        let given = name.chars().count();
        if given > Self::MAX_CHARS {
            return Err(BadInput::GroupNameTooLong { limit: Self::MAX_CHARS, given });
        }
        Ok(Self(name))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Between one and `MAX` elements, borrowed: what fits in one call.
///
/// ```
/// use wechat_user_core::{Batch, OpenId};
///
/// let openids = [OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc")?];
/// assert!(Batch::<OpenId, 50>::new(&openids).is_ok());
/// let refused = Batch::<OpenId, 50>::new(&[]).unwrap_err();
/// assert_eq!(refused.to_string(), "openids: 1 to 50 in one call, got 0");
/// # Ok::<(), wechat_user_core::BadInput>(())
/// ```
///
/// A list whose length was not checked is not a batch:
///
/// ```compile_fail
/// # use wechat_user_core::{groups::MoveUsers, GroupId, OpenId};
/// let openids: Vec<OpenId> = Vec::new();
/// let call = MoveUsers::new(&openids[..], GroupId::new(100));
/// ```
#[derive(Debug)]
pub struct Batch<'a, T, const MAX: usize>(&'a [T]);

impl<'a, T, const MAX: usize> Batch<'a, T, MAX> {
    /// Checks the length.
    ///
    /// # Errors
    ///
    /// [`BadInput::BatchSize`] for no element, and for more than `MAX`.
    pub const fn new(elements: &'a [T]) -> Result<Self, BadInput> {
        if elements.is_empty() || elements.len() > MAX {
            return Err(BadInput::BatchSize { limit: MAX, given: elements.len() });
        }
        Ok(Self(elements))
    }

    /// The elements.
    #[must_use]
    pub const fn as_slice(&self) -> &'a [T] {
        self.0
    }
}

impl<T, const MAX: usize> Clone for Batch<'_, T, MAX> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const MAX: usize> Copy for Batch<'_, T, MAX> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_characters_pass_and_thirty_one_do_not() {
        assert!(GroupName::new("名".repeat(30)).is_ok());
        let given = 31;
        assert_eq!(GroupName::new("名".repeat(given)), Err(BadInput::GroupNameTooLong { limit: 30, given }));
        assert!(GroupName::new("").is_ok(), "the sources say nothing about an empty name: the service does");
    }

    #[test]
    fn a_batch_holds_one_to_its_limit() {
        let many = [0_u8; 51];
        assert!(Batch::<u8, 50>::new(&many[..1]).is_ok());
        assert!(Batch::<u8, 50>::new(&many[..50]).is_ok());
        for given in [0, 51] {
            let refused = Batch::<u8, 50>::new(&many[..given]).unwrap_err();
            assert_eq!(refused, BadInput::BatchSize { limit: 50, given });
        }
    }
}

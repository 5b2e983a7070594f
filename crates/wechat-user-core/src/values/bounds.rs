//! The length of a name and of a batch, within the limits on which all sources agree.

use crate::values::bad_input::BadInput;

/// The limit of a group name and of a tag name, in characters. Some sources count 30 bytes of a tag name instead: the
/// service decides between 30 bytes and 30 characters (45017, 40051, 45158), and more than 30 characters are too many
/// for all of them.
const MAX_NAME_CHARS: usize = 30;

/// The name of a group (分组名字) if it is short enough. Nothing is said of an empty one: the service decides.
pub(crate) fn group_name(name: &str) -> Result<&str, BadInput> {
    let given = name.chars().count();
    if given > MAX_NAME_CHARS {
        return Err(BadInput::GroupNameTooLong { limit: MAX_NAME_CHARS, given });
    }
    Ok(name)
}

/// The name of a tag (标签名) if it is short enough.
pub(crate) fn tag_name(name: &str) -> Result<&str, BadInput> {
    let given = name.chars().count();
    if given > MAX_NAME_CHARS {
        return Err(BadInput::TagNameTooLong { limit: MAX_NAME_CHARS, given });
    }
    Ok(name)
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
    fn names_of_thirty_characters_pass_and_of_thirty_one_do_not() {
        let (longest, too_long) = ("名".repeat(30), "名".repeat(31));
        let (limit, given) = (30, 31);
        assert_eq!((group_name(&longest), tag_name(&longest)), (Ok(longest.as_str()), Ok(longest.as_str())));
        assert_eq!(group_name(&too_long), Err(BadInput::GroupNameTooLong { limit, given }));
        assert_eq!(tag_name(&too_long), Err(BadInput::TagNameTooLong { limit, given }));
        assert!(group_name("").is_ok() && tag_name("").is_ok());
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

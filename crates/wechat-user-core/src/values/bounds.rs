//! The length of a name, within the limits on which all sources agree.

use crate::values::input_error::InputError;

/// The limit of a group name and of a tag name, in characters. Some sources count 30 bytes of a tag name instead: the
/// service decides between 30 bytes and 30 characters (45017, 40051, 45158), and more than 30 characters are too many
/// for all of them.
const MAX_NAME_CHARS: usize = 30;

/// The name of a group (分组名字) if it is short enough. Nothing is said of an empty one: the service decides.
pub(crate) fn group_name(name: &str) -> Result<&str, InputError> {
    let given = name.chars().count();
    if given > MAX_NAME_CHARS {
        return Err(InputError::GroupNameTooLong { limit: MAX_NAME_CHARS, given });
    }
    Ok(name)
}

/// The name of a tag (标签名) if it is short enough.
pub(crate) fn tag_name(name: &str) -> Result<&str, InputError> {
    let given = name.chars().count();
    if given > MAX_NAME_CHARS {
        return Err(InputError::TagNameTooLong { limit: MAX_NAME_CHARS, given });
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_thirty_characters_pass_and_of_thirty_one_do_not() {
        let (longest, too_long) = ("名".repeat(30), "名".repeat(31));
        let (limit, given) = (30, 31);
        assert_eq!((group_name(&longest), tag_name(&longest)), (Ok(longest.as_str()), Ok(longest.as_str())));
        assert_eq!(group_name(&too_long), Err(InputError::GroupNameTooLong { limit, given }));
        assert_eq!(tag_name(&too_long), Err(InputError::TagNameTooLong { limit, given }));
        assert!(group_name("").is_ok() && tag_name("").is_ok());
    }
}

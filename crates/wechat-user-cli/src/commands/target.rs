//! A tag or a group, by its id or its name.

mod kind;
mod nearest;
mod resolved;

pub(crate) use kind::Kind;
pub(crate) use resolved::Resolved;

use wechat_user::InputError;

use crate::action::Action;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, list, names};
use crate::plan::UNKNOWN_ID;
use crate::text::trim;
use resolved::Named;

/// What a name begins with that could be read as something else.
const PREFIX: &str = "name:";

/// A tag or a group as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Id(i64),
    Name(String),
}

/// For clap: digits are an id; any other text is a name, also after `name:`.
pub(crate) fn target(text: &str) -> Result<Target, String> {
    let digits = trim(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let too_long = |_| format!("no id has so many digits; a name of digits is {PREFIX}{digits}");
        return digits.parse().map(Target::Id).map_err(too_long);
    }
    match text.strip_prefix(PREFIX).unwrap_or(text) {
        "" => Err("a name has at least one character: give an id or a name".to_owned()),
        name => Ok(Target::Name(name.to_owned())),
    }
}

impl Target {
    /// The tag or group. A dry run does not look up a name.
    pub(crate) fn resolve(
        &self,
        kind: Kind,
        is_dry_run: bool,
        all: impl FnOnce() -> Result<Vec<(i64, String)>, Failure>,
    ) -> Result<Resolved, Failure> {
        match self {
            Self::Name(name) if is_dry_run => Ok(Resolved::unknown(kind, name)),
            _ => self.find(kind, all),
        }
    }

    /// The tag or group. A name is looked up in the list of all, which is not read for an id.
    pub(crate) fn find(
        &self,
        kind: Kind,
        all: impl FnOnce() -> Result<Vec<(i64, String)>, Failure>,
    ) -> Result<Resolved, Failure> {
        let name = match self {
            Self::Id(id) => return Ok(Resolved::of_id(kind, *id)),
            Self::Name(name) => name,
        };
        let all = all()?;
        let ids: Vec<_> = all.iter().filter(|(_, found)| found == name).map(|(id, _)| id.to_string()).collect();
        match (all.iter().find(|(_, found)| found == name), ids.as_slice()) {
            (Some((id, _)), [_]) => Ok(Resolved::of_name(kind, *id, name)),
            (Some(_), _) => {
                let (quoted, ids) = (format!("{name:?}"), list(ids));
                Err(Failure::Usage(match kind {
                    Kind::Tag => names::several_tags(quoted, ids),
                    Kind::Group => names::several_groups(quoted, ids),
                }))
            }
            (None, _) => Err(Failure::Usage(nearest::report(kind, name, &all))),
        }
    }

    /// Makes a change to the tag or group. The arguments are checked before the name is looked up.
    pub(crate) fn change<A: Action>(
        &self,
        kind: Kind,
        context: Context<'_, '_>,
        change: Change,
        question: impl FnOnce(&Resolved) -> Text,
        action: impl Fn(i64) -> Result<A, InputError>,
    ) -> Result<(), Failure> {
        action(if let Self::Id(id) = self { *id } else { UNKNOWN_ID })?;
        let resolved = self.resolve(kind, change.is_dry_run(), || Ok(kind.list(&context.client()?)?))?;
        let question = question(&resolved);
        let action = action(resolved.id())?;
        change.make_and_confirm(context, question, &Named { resolved: &resolved, action })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<Target, String> {
        Ok(Target::Name(text.to_owned()))
    }

    #[test]
    fn digits_are_an_id_and_any_other_text_is_a_name() {
        assert_eq!([target("134"), target(" 0\r\n")], [Ok(Target::Id(134)), Ok(Target::Id(0))]);
        for text in ["vip", "老客户", " vip ", "-5", "+5", "1 0", "１００", "--yes", "-", " "] {
            assert_eq!(target(text), name(text), "{text:?}");
        }
    }

    #[test]
    fn after_the_prefix_everything_is_a_name() {
        for text in ["100", "name:", "name:100", " ", "--yes"] {
            assert_eq!(target(&format!("name:{text}")), name(text), "{text:?}");
        }
        assert_eq!([target("Name:100"), target(" name:1")], [name("Name:100"), name(" name:1")]);
    }

    #[test]
    fn an_empty_name_and_an_impossible_id_are_refused() {
        assert!(target("").unwrap_err().contains("at least one character"));
        assert!(target("name:").unwrap_err().contains("at least one character"));
        assert!(target("9223372036854775808").unwrap_err().contains("name:9223372036854775808"));
    }

    #[test]
    fn a_name_must_be_exact_and_unique() {
        let list = || Ok(vec![(100, "vip".to_owned()), (101, "老客户".to_owned()), (102, "老客户".to_owned())]);
        let find = |text: &str| match target(text).unwrap().find(Kind::Tag, list) {
            Ok(resolved) => resolved.id().to_string(),
            Err(Failure::Usage(problem)) => problem.to_string(),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!([find("134"), find("vip"), find("0")], ["134", "100", "0"]);
        assert!(find("VIP").starts_with("there is no tag \"VIP\""));
        assert_eq!(find("老客户"), "several tags have the name \"老客户\": give one of the ids 101, 102");
    }
}

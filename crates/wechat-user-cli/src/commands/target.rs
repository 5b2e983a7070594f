//! A tag or a group, by its id or its name.

use std::convert::Infallible;

use crate::failure::Failure;
use crate::text::trim;

/// A tag or a group as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Id(i64),
    Name(String),
}

/// For clap: digits are an id, everything else is a name.
#[expect(clippy::unnecessary_wraps, reason = "the signature of a parser")]
pub(super) fn target(text: &str) -> Result<Target, Infallible> {
    let text = trim(text);
    Ok(text.parse().map_or_else(|_| Target::Name(text.to_owned()), Target::Id))
}

impl Target {
    /// The id. A name is looked up in the list of all, which is a call; `kind` is `tag` or `group`.
    pub(super) fn resolve(
        &self,
        kind: &str,
        is_dry_run: bool,
        list: impl FnOnce() -> Result<Vec<(i64, String)>, Failure>,
    ) -> Result<i64, Failure> {
        let name = match self {
            Self::Id(id) => return Ok(*id),
            Self::Name(name) => name,
        };
        if is_dry_run {
            let problem = format!("--dry-run sends nothing, so it cannot look up the {kind} {name:?}: give its id");
            return Err(Failure::Usage(problem));
        }
        let ids: Vec<_> = list()?.into_iter().filter(|(_, found)| found == name).map(|(id, _)| id).collect();
        match ids.as_slice() {
            [id] => Ok(*id),
            [] => Err(Failure::Usage(format!("there is no {kind} {name:?}: `{kind}s list` prints all of them"))),
            several => {
                let ids = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Err(Failure::Usage(format!("several {kind}s have the name {name:?}: give one of the ids {ids}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_an_id_and_a_name_must_be_exact_and_unique() {
        let list = || Ok(vec![(100, "vip".to_owned()), (101, "老客户".to_owned()), (102, "老客户".to_owned())]);
        let resolve = |text: &str| match target(text).unwrap().resolve("tag", false, list) {
            Ok(id) => id.to_string(),
            Err(Failure::Usage(problem)) => problem,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!([resolve("134"), resolve(" vip "), resolve("0")], ["134", "100", "0"]);
        assert!(resolve("VIP").contains("there is no tag \"VIP\""));
        assert!(resolve("老客户").contains("the ids 101, 102"));
        let Err(Failure::Usage(problem)) = target("vip").unwrap().resolve("tag", true, list) else { panic!() };
        assert!(problem.contains("give its id"), "{problem}");
    }
}

//! `--fields`: the columns of a result, in the order that the user wants.

use crate::failure::Failure;
use crate::messages::{list, output as messages};

/// The names of the columns to print. Without a name: all columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<String>);

impl Fields {
    pub(super) fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| name.trim().to_owned()).collect())
    }

    /// Whether the flag is given.
    pub(super) const fn are_given(&self) -> bool {
        !self.0.is_empty()
    }

    /// The positions of the columns in `known`; all of them without the flag.
    pub(super) fn positions(&self, known: &[&str]) -> Vec<usize> {
        if self.0.is_empty() {
            return (0..known.len()).collect();
        }
        self.0.iter().filter_map(|name| known.iter().position(|known| known == name)).collect()
    }

    /// Refuses columns that the command does not print. `known`: none for a command without columns.
    pub(super) fn check(&self, known: Option<&[&str]>) -> Result<(), Failure> {
        for (at, name) in self.0.iter().enumerate() {
            let problem = match known {
                None => messages::no_columns(),
                Some(known) if !known.contains(&name.as_str()) => {
                    messages::no_such_column(format!("{name:?}"), list(known))
                }
                // A key may be only once in a JSON object.
                Some(_) if self.0[..at].contains(name) => messages::column_twice(format!("{name:?}")),
                Some(_) => continue,
            };
            return Err(Failure::Usage(problem));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn fields(names: &[&str]) -> Fields {
        Fields::new(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_found_in_the_order_given() {
        assert_eq!(fields(&[]).positions(&["a", "b", "c"]), [0, 1, 2]);
        assert_eq!(fields(&["c", " a"]).positions(&["a", "b", "c"]), [2, 0]);
    }

    #[test]
    fn unknown_and_repeated_columns_are_refused() {
        let refused = |names: &[&str], known: Option<&[&str]>| match fields(names).check(known) {
            Err(Failure::Usage(problem)) => problem.in_language(Language::English).to_owned(),
            other => format!("{other:?}"),
        };
        let known = Some(&["a", "b"][..]);
        assert_eq!(refused(&["a", "d"], known), "--fields: there is no column \"d\"; there are a, b");
        assert_eq!(refused(&[""], known), "--fields: there is no column \"\"; there are a, b");
        assert_eq!(refused(&["a", "a "], known), "--fields: the column \"a\" is given twice");
        assert_eq!(refused(&["a"], None), "--fields: this command prints no columns");
        assert_eq!([refused(&["b", "a"], known), refused(&[], known), refused(&[], None)], ["Ok(())"; 3]);
    }
}

//! `--fields`: the columns of a result, in the order that the user wants.

use clap::Args;

use crate::failure::Failure;
use crate::messages::{list, settings};

/// The columns to print.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Fields {
    /// Only these columns, in this order: their names, separated by commas
    #[arg(long = "fields", value_name = "NAMES", value_delimiter = ',')]
    names: Vec<String>,
}

impl Fields {
    /// Whether the flag is given.
    pub(crate) const fn are_given(&self) -> bool {
        !self.names.is_empty()
    }

    /// The positions of the columns; all of them without the flag.
    pub(crate) fn columns(&self, known: &[&str]) -> Result<Vec<usize>, Failure> {
        if self.names.is_empty() {
            return Ok((0..known.len()).collect());
        }
        let position = |name: &String| known.iter().position(|known| *known == name.trim());
        let refuse = |name| settings::no_column(format!("{name:?}"), list(known));
        self.names.iter().map(|name| position(name).ok_or_else(|| Failure::Usage(refuse(name)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_the_order_given() {
        let fields = |names: &[&str]| Fields { names: names.iter().map(|name| (*name).to_owned()).collect() };
        let columns =
            |names: &[&str]| fields(names).columns(&["a", "b", "c"]).map_err(|refused| format!("{refused:?}"));
        assert_eq!(columns(&[]), Ok(vec![0, 1, 2]));
        assert_eq!(columns(&["c", " a"]), Ok(vec![2, 0]));
        assert!(columns(&["d"]).unwrap_err().contains("there are a, b, c"));
    }
}

//! Compares the calls that the client counted with those in the journal of the service.

use super::Problem;
use super::client_counts::Counts;
use super::setup::Setup;
use crate::messages::{Text, demo as messages, list};

pub(super) fn counts(setup: &mut Setup) -> Result<Text, Problem> {
    let mut seen = Counts::new();
    for entry in setup.wechat().journal() {
        *seen.entry(entry.path.into_owned()).or_default() += 1;
    }
    let sent = setup.client_counts.counts();
    let differences = differences(&sent, &seen);
    if !differences.is_empty() {
        return Err(Problem::Check(list(differences)));
    }
    let (total, paths) = (sent.values().sum::<u64>(), sent.len());
    super::expect("the total of the journal", total, setup.calls())?;
    Ok(messages::compared(total, paths))
}

/// One text for each path with different counts.
fn differences(sent: &Counts, seen: &Counts) -> Vec<Text> {
    let of = |counts: &Counts, path: &str| counts.get(path).copied().unwrap_or(0);
    let mut paths: Vec<_> = sent.keys().chain(seen.keys()).collect();
    paths.sort();
    paths.dedup();
    let differ = paths.into_iter().filter(|path| of(sent, path) != of(seen, path));
    differ.map(|path| messages::counted(path, of(sent, path), of(seen, path))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_path(of: &[(&str, u64)]) -> Counts {
        of.iter().map(|(path, count)| ((*path).to_owned(), *count)).collect()
    }

    #[test]
    fn each_path_with_different_counts_is_named() {
        let sent = by_path(&[("/a", 2), ("/b", 1), ("/c", 1)]);
        let seen = by_path(&[("/a", 2), ("/b", 2), ("/d", 1)]);
        let expected = [
            "/b: the client counted 1, the service 2",
            "/c: the client counted 1, the service 0",
            "/d: the client counted 0, the service 1",
        ];
        assert_eq!(differences(&sent, &seen).iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        assert!(differences(&sent, &sent).is_empty());
    }
}

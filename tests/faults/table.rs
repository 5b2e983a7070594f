//! The table: each row has a fault, its effect, what the client must do, and the test for it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use transport_mock::{Ending, Entry, FakeWeChat, Fault};
use wechat_user_tests::root;

#[derive(Debug)]
pub(crate) struct Row {
    written: String,
    reaction: String,
    test: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let path = root().join("docs/faults.md");
    let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    page.lines().filter(|line| line.starts_with("| `{\"fault\":")).map(Row::read).collect()
});

impl Row {
    fn read(line: &str) -> Self {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [written, _, reaction, test] = cells[..] else { panic!("not four cells: {line}") };
        let bare = |cell: &str| cell.trim_matches('`').to_owned();
        Self { written: bare(written), reaction: reaction.to_owned(), test: bare(test) }
    }

    /// The fault as in the table: once, for the first call.
    pub(crate) fn fault(&self) -> Fault {
        serde_json::from_str(&self.written).unwrap_or_else(|error| panic!("{}: {error}", self.written))
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.written).unwrap_or_else(|error| panic!("{}: {error}", self.written))
    }

    fn name(&self) -> String {
        self.json()["fault"].as_str().unwrap_or_else(|| panic!("{} has no name", self.written)).to_owned()
    }

    /// A number of the fault, such as its `code`.
    pub(crate) fn number(&self, key: &str) -> i64 {
        self.json()[key].as_i64().unwrap_or_else(|| panic!("{} has no number {key:?}", self.written))
    }

    /// The calls that this fault was applied to; there must be this many.
    #[track_caller]
    pub(crate) fn triggered(&self, wechat: &FakeWeChat, times: usize) -> Vec<Entry> {
        let name = self.name();
        let strikes = |entry: &Entry| entry.faults.contains(&name.as_str());
        let triggered: Vec<Entry> = wechat.journal().into_iter().filter(strikes).collect();
        assert_eq!(
            triggered.len(),
            times,
            "{} was not applied that many times: {:#?}",
            self.written,
            wechat.transcript()
        );
        triggered
    }
}

/// The row whose last cell names the enclosing function: `faults::tags::a_new_tag_...::here`.
pub(crate) fn row_of(here: &str) -> &'static Row {
    let test = here.rsplit("::").nth(1).unwrap_or_default();
    let mut rows = ROWS.iter().filter(|row| row.test == test);
    let row = rows.next().unwrap_or_else(|| panic!("no row of docs/faults.md names the test {test}"));
    assert!(rows.next().is_none(), "two rows of docs/faults.md name the test {test}");
    row
}

/// Every fault of the table.
pub(crate) fn faults() -> impl Iterator<Item = Fault> {
    ROWS.iter().map(Row::fault)
}

/// Their names in the journal.
pub(crate) fn names() -> BTreeSet<String> {
    ROWS.iter().map(Row::name).collect()
}

/// How the calls of this path ended, in order.
pub(crate) fn endings(wechat: &FakeWeChat, path: &str) -> Vec<Ending> {
    wechat.journal().iter().filter(|entry| entry.path == path).map(|entry| entry.ending).collect()
}

#[test]
fn every_row_names_its_test_and_no_test_is_without_a_row() {
    // This program lists its own tests.
    let program = std::env::current_exe().unwrap();
    let listed = Command::new(program).args(["--list", "--format", "terse"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let tests = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    // Two files belong to no row: this one, and the one with all faults at once.
    let of_rows = tests.filter(|test| !test.starts_with("table::") && !test.starts_with("one_seed::"));
    let there: BTreeSet<&str> = of_rows.map(|test| test.rsplit("::").next().unwrap()).collect();
    let named: BTreeSet<&str> = ROWS.iter().map(|row| row.test.as_str()).collect();
    assert_eq!(there, named, "left: the tests that exist; right: the tests in docs/faults.md");
    assert_eq!(named.len(), ROWS.len(), "a test for each row");
    let kinds: BTreeSet<&str> = ROWS.iter().map(|row| row.written.as_str()).collect();
    assert_eq!((kinds.len(), ROWS.len()), (28, 28), "a row for each fault: {kinds:#?}");
    for row in ROWS.iter() {
        assert!(!row.reaction.is_empty(), "{} does not say what the client must do", row.written);
        row.fault();
    }
}

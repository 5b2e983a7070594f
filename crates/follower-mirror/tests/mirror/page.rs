//! `docs/follower-mirror.md` and its Chinese sister: their queries run, and the tables are those of a database.

use std::fs;
use std::path::Path;

use crate::support::{World, lively, texts};

fn read(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page)).unwrap()
}

fn page() -> String {
    read("follower-mirror.md")
}

#[test]
fn the_queries_of_the_page_run_and_find_rows() {
    let mut world = World::new(lively(200));
    world.sync();
    world.wechat.unfollow(&world.openid(3));
    world.wechat.follow(&world.openid(200));
    world.sync();
    let db = world.sql();
    // Otherwise the counts are the same, and the query on them finds nothing.
    db.execute("UPDATE tag SET count = 1 WHERE name = '贵宾'", []).unwrap();
    let pages = page() + &read("zh-CN/follower-mirror.md");
    let queries: Vec<&str> = pages.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(queries.len(), 7);
    for query in queries {
        let mut statement = db.prepare(query).unwrap_or_else(|error| panic!("{error}: {query}"));
        let found = statement.query_map([], |_| Ok(())).unwrap().map(Result::unwrap).count();
        assert!(found > 0, "no rows: {query}");
    }
}

#[test]
fn the_tables_of_the_page_are_those_of_the_database() {
    let world = World::new(lively(0));
    let db = world.sql();
    let mut shown = Vec::new();
    for section in page().split("\n### `").skip(1) {
        let (table, rest) = section.split_once("`\n").unwrap();
        let columns: Vec<&str> =
            rest.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|row| row.split('`').next()).collect();
        assert_eq!(columns, texts(&db, &format!("SELECT name FROM pragma_table_info('{table}')")), "{table}");
        shown.push(table.to_owned());
    }
    shown.sort();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    assert_eq!(shown, texts(&db, tables));
    for view in texts(&db, "SELECT name FROM sqlite_master WHERE type = 'view'") {
        assert!(page().contains(&format!("`{view}`")), "{view}");
    }
}

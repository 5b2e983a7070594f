use clap::ValueEnum;

use super::*;

#[derive(Serialize)]
struct Pet {
    id: u64,
    name: &'static str,
    end: &'static str,
}

const fn pet(id: u64, name: &'static str) -> Pet {
    Pet { id, name, end: "|" }
}

impl Record for Pet {
    const COLUMNS: &'static [&'static str] = &["id", "name", "end"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.id.into(), self.name.into(), self.end.into()]
    }
}

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

fn with(flags: &str, print: impl FnOnce(&mut Output<'_>) -> io::Result<()>) -> Result<String, Failure> {
    let flags = <Flags as clap::Parser>::parse_from(std::iter::once("x").chain(flags.split_whitespace()));
    let mut out = Vec::new();
    print(&mut Output::new(&flags.settings, Some(Pet::COLUMNS), None, true, &mut out)?).unwrap();
    Ok(String::from_utf8(out).unwrap())
}

fn printed(flags: &str, print: impl FnOnce(&mut Output<'_>) -> io::Result<()>) -> String {
    with(flags, print).unwrap()
}

fn formats() -> Vec<String> {
    let names = Format::value_variants().iter().filter_map(|format| format.to_possible_value());
    names.map(|name| format!("--format {}", name.get_name())).collect()
}

#[test]
fn each_format_has_its_header_and_its_lines() {
    let pets = [pet(1, "cat"), pet(20, "熊猫, \"Bo\"")];
    for (flags, expected) in [
        ("--format table", "id  name        end\n1   cat         |\n20  熊猫, \"Bo\"  |\n"),
        ("--format table --no-header", "1   cat         |\n20  熊猫, \"Bo\"  |\n"),
        ("", "1\tcat\t|\n20\t熊猫, \"Bo\"\t|\n"),
        ("--header", "id\tname\tend\n1\tcat\t|\n20\t熊猫, \"Bo\"\t|\n"),
        ("--format csv", "id,name,end\r\n1,cat,|\r\n20,\"熊猫, \"\"Bo\"\"\",|\r\n"),
        ("--format csv --no-header --bom --fields name,id", "\u{feff}cat,1\r\n\"熊猫, \"\"Bo\"\"\",20\r\n"),
        ("--json --fields name,id", "[{\"name\":\"cat\",\"id\":1},{\"name\":\"熊猫, \\\"Bo\\\"\",\"id\":20}]\n"),
        ("--format ndjson --fields id", "{\"id\":1}\n{\"id\":20}\n"),
    ] {
        assert_eq!(printed(flags, |output| output.list(&pets)), expected, "{flags}");
    }
}

#[test]
fn a_list_without_rows_has_its_header_at_most() {
    for (flags, expected) in [
        ("--format table", "id  name  end\n"),
        ("--format tsv", ""),
        ("--format tsv --header", "id\tname\tend\n"),
        ("--format csv --bom", "\u{feff}id,name,end\r\n"),
        ("--format csv --no-header", ""),
        ("--format json", "[]\n"),
        ("--format ndjson", ""),
    ] {
        assert_eq!(printed(flags, |output| output.list::<Pet>(&[])), expected, "{flags}");
        assert_eq!(printed(flags, |output| output.end::<Pet>()), expected, "{flags}");
    }
}

#[test]
fn a_list_in_parts_is_the_same_list() {
    let all = [pet(1, "cat"), pet(2, "dog"), pet(3, "eel")];
    for flags in &formats() {
        for cuts in [&[0..2, 2..3][..], &[0..0, 0..1, 1..1, 1..3], &[0..2, 2..3, 3..3]] {
            let parts = printed(flags, |output| {
                cuts.iter().try_for_each(|cut| output.part(&all[cut.clone()]))?;
                output.end::<Pet>()
            });
            assert_eq!(parts, printed(flags, |output| output.list(&all)), "{flags} {cuts:?}");
        }
    }
}

#[test]
fn openids_are_strings_in_json_and_objects_in_ndjson() {
    let openids = [OpenIdRow("o1"), OpenIdRow("o2")];
    let plain = |flags: &str| printed(flags, |output| output.list(&openids));
    assert_eq!(plain("--json"), "\"o1\"\n\"o2\"\n");
    assert_eq!(plain("--format ndjson"), "{\"openid\":\"o1\"}\n{\"openid\":\"o2\"}\n");
    assert_eq!(plain("--format csv"), "openid\r\no1\r\no2\r\n");
}

#[test]
fn control_characters_become_spaces() {
    let hostile = pet(1, "a\tb\nc\u{1b}[2Jd\u{9b}e");
    assert_eq!(printed("", |output| output.one(&hostile)), "1\ta b c [2Jd e\t|\n");
    assert!(!printed("--format table", |output| output.one(&hostile)).contains('\u{1b}'));
    let json = printed("--json", |output| output.one(&hostile));
    assert!(json.contains(r"a\tb\nc\u001b[2Jd"), "{json}");
}

#[test]
fn a_text_is_a_json_string_and_a_change_an_object() {
    for flags in ["--json", "--format ndjson"] {
        assert_eq!(printed(flags, |output| output.line("o\"1")), "\"o\\\"1\"\n");
        assert_eq!(printed(flags, |output| output.done()), "{\"ok\":true}\n");
    }
    for flags in ["--format table", "--format tsv", "--format csv"] {
        assert_eq!(printed(flags, |output| output.line("o\"\u{7}1")), "o\" 1\n");
        assert_eq!(printed(flags, |output| output.done()), "");
    }
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    for flags in [
        "--json --format ndjson",
        "--json --format table",
        "--json --header",
        "--format ndjson --no-header",
        "--bom",
        "--format tsv --bom",
        "--fields id,nmae",
    ] {
        assert!(matches!(with(flags, |_| Ok(())), Err(Failure::Usage(_))), "{flags}");
    }
    with("--json --format json", |_| Ok(())).unwrap();
}

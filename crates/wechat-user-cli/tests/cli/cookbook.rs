//! `docs/cookbook`: the commands of each recipe run in one shell, against the simulator that the recipe names. Their
//! output is compared with the page. `UPDATE_GOLDEN=1` writes the actual output into the pages of both languages.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use transport_mock::Service;

use crate::manual::all_match;
use crate::mock::Mock;
use crate::support::wechat_user;

/// Begins the output of each command.
const MARK: &str = "\u{1}";
/// A recipe whose commands wait for ever is ended after this time.
const PATIENCE: Duration = Duration::from_secs(120);

/// A command of a page, and what the page says that it prints.
struct Example<'a> {
    command: String,
    expected: Vec<&'a str>,
}

fn page(folder: &str, recipe: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(folder).join(format!("{recipe}.md"))
}

/// The blocks of the page in this language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```\n").next()).collect()
}

/// The examples of a block. A command whose line ends with a backslash goes on in the next line.
fn examples(block: &str) -> Vec<Example<'_>> {
    let mut found: Vec<Example<'_>> = Vec::new();
    let mut goes_on = false;
    for line in block.lines() {
        let command = if goes_on { Some(line) } else { line.strip_prefix("$ ") };
        match command {
            Some(line) if goes_on => found.last_mut().unwrap().command += &format!("\n{line}"),
            Some(line) => found.push(Example { command: line.to_owned(), expected: Vec::new() }),
            None => found.last_mut().unwrap_or_else(|| panic!("before the first command: {line}")).expected.push(line),
        }
        goes_on = command.is_some_and(|line| line.ends_with('\\'));
    }
    found
}

/// The arguments of `mock serve` that the page names.
fn state(text: &str) -> Vec<&str> {
    let line = text.split("`wechat-user mock serve").nth(1).and_then(|rest| rest.split('`').next());
    line.unwrap_or_else(|| panic!("the page names no simulator")).split_whitespace().collect()
}

/// A folder with the files that the page shows: blocks whose first line is a comment with a name.
fn folder(recipe: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cookbook").join(recipe);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(folder.join("bin")).unwrap();
    for block in blocks(text, "toml") {
        let name = block.lines().next().and_then(|line| line.strip_prefix("# "));
        let name = name.unwrap_or_else(|| panic!("a file without a name: {block}"));
        fs::write(folder.join(name), format!("{block}\n")).unwrap();
    }
    folder
}

/// Whether a program that the page needs is there. In CI, a missing one is a failure.
fn is_there(program: &Path, folder: &Path, name: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if let Ok(path) = program.canonicalize() {
        // Not one of `PATH`: the commands find it under its usual name.
        std::os::unix::fs::symlink(path, folder.join("bin").join(name)).unwrap();
    }
    if !found {
        assert!(env::var_os("CI").is_none(), "no {name}, and in CI that is a failure: .ci/run");
        // Not with `eprintln`, which the test harness keeps to itself.
        drop(io::Write::write_all(&mut io::stderr(), format!("\nSKIPPED a recipe: no {name}\n").as_bytes()));
    }
    found
}

/// Runs the commands in one shell. Returns what each of them printed, standard error included.
fn printed(simulator: &Mock, folder: &Path, commands: &[&str]) -> Vec<String> {
    // What a recipe that fails leaves running ends with its shell: both are one process group.
    let mut script = String::from("trap 'trap \"\" TERM; kill -s TERM 0' EXIT\n");
    for command in commands {
        script += &format!("printf '{MARK}'\n{command}\n");
    }
    fs::write(folder.join("recipe.sh"), script).unwrap();
    let output = File::create(folder.join("output")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_wechat-user")).parent().unwrap();
    let search = format!("{}:{}/bin:{}", binary.display(), folder.display(), env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    for (name, value) in wechat_user(&[]).get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.arg("recipe.sh").current_dir(folder).env("PATH", search).stdin(Stdio::null()).process_group(0);
    for (name, below) in [("HOME", ""), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")] {
        shell.env(name, folder.join(below));
    }
    shell.env_remove("WECHAT_CONFIG").env("WECHAT_BASE_URL", &simulator.url).env("WECHAT_APPID", Service::APP_ID);
    shell.env("WECHAT_APPSECRET", Service::APP_SECRET);
    let mut running = shell.stdout(output.try_clone().unwrap()).stderr(output).spawn().unwrap();
    let end = Instant::now() + PATIENCE;
    while running.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            let group = format!("-{}", running.id());
            drop(Command::new("kill").args(["-s", "KILL", "--", &group]).status());
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = fs::read_to_string(folder.join("output")).unwrap();
    assert!(!output.contains(Service::APP_SECRET), "the AppSecret is in the output");
    assert!(!has_token(&output), "a token is in the output");
    output.split(MARK).skip(1).map(ToOwned::to_owned).collect()
}

/// Whether a text has a token of the simulator: its prefix, and a long text behind it.
fn has_token(text: &str) -> bool {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || ['-', '_'].contains(c);
    text.split("97_").skip(1).any(|rest| rest.chars().take_while(is_part).count() > 40)
}

/// Runs all commands of a recipe and compares.
fn run(recipe: &str) {
    let text = fs::read_to_string(page("cookbook", recipe)).unwrap();
    let folder = folder(recipe, &text);
    let redis = env::var_os("TEST_REDIS_SERVER").map_or_else(|| "redis-server".into(), PathBuf::from);
    for (name, program) in [("redis-server", redis.as_path()), ("curl", Path::new("curl"))] {
        if text.contains(&format!("{name} ")) && !is_there(program, &folder, name) {
            return;
        }
    }
    let simulator = {
        let mut command = wechat_user(&[&["mock", "serve"], &state(&text)[..]].concat());
        command.current_dir(&folder);
        Mock::start(command)
    };
    let blocks = blocks(&text, "console");
    let all: Vec<Vec<Example<'_>>> = blocks.iter().map(|block| examples(block)).collect();
    let commands: Vec<&str> = all.iter().flatten().map(|example| example.command.as_str()).collect();
    let actual = printed(&simulator, &folder, &commands);
    let mut actual = actual.iter();
    let mut differences = Vec::new();
    let mut changed: Vec<(String, String)> = Vec::new();
    for (block, examples) in blocks.iter().zip(&all) {
        let mut new = Vec::new();
        for example in examples {
            let actual: Vec<&str> =
                actual.next().map_or_else(Vec::new, |text| text.lines().map(str::trim_end).collect());
            new.push(format!("$ {}", example.command));
            let is_same = all_match(&example.expected, &actual);
            new.extend((if is_same { &example.expected } else { &actual }).iter().map(ToString::to_string));
            if !is_same {
                differences.push(format!("$ {}\n{}", example.command, actual.join("\n")));
            }
        }
        changed.push(((*block).to_owned(), new.join("\n")));
    }
    if !differences.is_empty() && env::var_os("UPDATE_GOLDEN").is_some() {
        for language in ["cookbook", "zh-CN/cookbook"] {
            let path = page(language, recipe);
            let Ok(mut text) = fs::read_to_string(&path) else { continue };
            let fenced = |block: &str| format!("```console\n{block}\n```");
            changed.iter().for_each(|(old, new)| text = text.replace(&fenced(old), &fenced(new)));
            fs::write(path, text).unwrap();
        }
    }
    assert!(differences.is_empty(), "{recipe} differs:\n{}", differences.join("\n"));
}

macro_rules! recipes {
    ($($name:ident: $page:literal,)*) => {
        const RECIPES: &[&str] = &[$($page),*];

        $(#[test]
        fn $name() {
            run($page);
        })*
    };
}

recipes! {
    one_token_for_many_servers: "one-token",
    no_fixed_address: "no-fixed-address",
    followers_in_a_database: "followers-in-a-database",
    tagging_thousands: "tagging-thousands",
    qr_channels: "qr-channels",
    growth: "growth",
    web_login: "web-login",
    several_accounts: "several-accounts",
    moving_an_account: "moving-an-account",
    quotas: "quotas",
}

#[test]
fn every_recipe_is_run() {
    let mut pages: Vec<_> = fs::read_dir(page("cookbook", "README").parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "README")
        .collect();
    pages.sort();
    let mut recipes = RECIPES.to_vec();
    recipes.sort_unstable();
    assert_eq!(pages, recipes);
}

#[test]
fn a_token_is_found() {
    let token = transport_mock::FakeWeChat::new().stable_token();
    assert!(has_token(&format!("stable\t{}\n", token.expose())) && !has_token("ognXrg97_openid"));
}

#[test]
fn the_commands_and_their_output_are_found_in_a_block() {
    let found = examples("$ a \\\n    b\n1\n2\n$ c");
    let found: Vec<_> = found.iter().map(|example| (example.command.as_str(), example.expected.join(" "))).collect();
    assert_eq!(found, [("a \\\n    b", "1 2".to_owned()), ("c", String::new())]);
}

//! What cargo is asked to build and to count.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Failure;
use crate::process::succeeded;

/// Builds the command line with this profile (`release` as it is released) and returns the path of the binary. In a
/// folder that is not there yet, that is a clean build.
///
/// # Errors
///
/// When it cannot be built.
pub fn build_command_line(profile: &str, target_folder: Option<&Path>) -> Result<PathBuf, Failure> {
    let mut build = cargo("build");
    // The tests have built the one for development, together with the whole workspace.
    let together = if profile == "dev" { &["--workspace"][..] } else { &["-p", "wechat-user-cli"] };
    build.args(["--profile", profile, "--bin", "wechat-user", "--message-format", "json"]).args(together);
    if let Some(folder) = target_folder {
        build.arg("--target-dir").arg(folder);
    }
    let output = succeeded(build.output()?)?;
    let text = String::from_utf8(output.stdout)?;
    let binary = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
        let is_ours = message["target"]["name"] == "wechat-user" && message["target"]["kind"][0] == "bin";
        message["executable"].as_str().filter(|_| is_ours).map(PathBuf::from)
    });
    binary.ok_or_else(|| "cargo names no binary".into())
}

/// How many crates this package is in all, itself included, on Linux and x86-64.
///
/// # Errors
///
/// When cargo cannot say.
pub fn crates_of(package: &str) -> Result<u64, Failure> {
    let mut tree = cargo("tree");
    tree.args(["-e", "normal", "--prefix", "none", "-f", "{p}", "--target", "x86_64-unknown-linux-gnu", "-p", package]);
    let output = succeeded(tree.output()?)?;
    let text = String::from_utf8(output.stdout)?;
    let names: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    Ok(names.len() as u64)
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args([command, "--locked"]);
    cargo
}

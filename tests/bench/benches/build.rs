//! What the project weighs: crates, the size of the release binary, the time of a clean build.
//!
//! `cargo bench -p wechat-user-bench --bench build`

use std::path::Path;
use std::time::Instant;

use wechat_user_bench::options::Options;
use wechat_user_bench::report::{Cell, Report};
use wechat_user_bench::{Failure, cargo};

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let mut report = Report::new("build", &options, &["what", "crates", "binary MB", "clean build s"]);
    for (package, most) in [("wechat-user-core", 16), ("wechat-user", 40)] {
        let crates = cargo::crates_of(package)?;
        if crates > most {
            return Err(format!("{package}: {crates} crates, more than {most}").into());
        }
        report.row([package.into(), crates.into(), Cell::from(None::<u64>), Cell::from(None::<u64>)]);
    }
    let (mut size, mut seconds) = (None, None);
    if !options.short {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clean-build");
        let start = Instant::now();
        let binary = cargo::build_command_line("release", Some(&folder))?;
        seconds = Some(start.elapsed().as_secs_f64());
        size = Some(std::fs::metadata(binary)?.len() as f64 / 1e6);
        std::fs::remove_dir_all(folder)?;
    }
    report.row(["wechat-user-cli".into(), cargo::crates_of("wechat-user-cli")?.into(), size.into(), seconds.into()]);
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}

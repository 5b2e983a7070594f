//! The command `wechat-user`. Results go to standard output, everything else to standard error. The exit code says how
//! the command ended ([`exit`]).

mod action;
mod bulk;
mod change;
mod checkpoint;
mod cli;
mod columns;
mod commands;
mod connect;
mod context;
mod demo;
mod env;
mod examples;
mod exit;
mod failure;
mod interrupt;
mod messages;
mod meter;
mod openids;
mod output;
mod pace;
mod plan;
mod replace;
mod report;
mod secret;
mod settings;
mod stderr;
mod store;
mod text;
mod time;
mod user_row;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use crate::cli::Cli;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::messages::{Texts, language, list};
use crate::meter::Meter;
use crate::output::Output;

fn main() -> ExitCode {
    let (cli, columns) = match cli::parse() {
        Ok(parsed) => parsed,
        Err(refused) => return report_refusal(&refused).into(),
    };
    let meter = Meter::new(cli.progress, cli.quiet);
    let interrupt = Interrupt::new(cli.settings.is_json(), meter.clone());
    let chosen = language::choose(cli.ui_lang, env::variable);
    language::set(chosen.unwrap_or_else(|| language::of_locale(env::variable)));
    let unknown = || Failure::Usage(messages::report::one_of(language::VARIABLE, list(["en", "zh"])));
    match chosen.ok_or_else(unknown).and_then(|_| run(cli, columns, &interrupt)) {
        Ok(()) => {
            meter.finish();
            Exit::Ok.into()
        }
        Err(failure) => {
            interrupt.report(&failure);
            failure.exit().into()
        }
    }
}

fn run(cli: Cli, columns: Option<&[&str]>, interrupt: &Interrupt) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut output = Output::new(&cli.settings, columns, output::width(), cli.quiet, &mut out)?;
    let result = cli::run(cli, &mut output, interrupt);
    // Results before a failure are results as well.
    let flushed = out.flush();
    result.and(flushed.map_err(Failure::from))
}

/// Prints what clap reports: help, or why the command line is refused.
fn report_refusal(refused: &clap::Error) -> Exit {
    let is_error = refused.use_stderr();
    if is_error && is_json_asked() {
        let text = refused.render().to_string();
        report::print(&Failure::Usage(text.trim_start_matches("error: ").trim_end().text()), true, None);
    } else {
        let printed = refused.print().map_err(Failure::from);
        if let (false, Err(failure @ Failure::Output(_))) = (is_error, printed) {
            report::print(&failure, false, None);
            return failure.exit();
        }
    }
    if is_error { Exit::Usage } else { Exit::Ok }
}

/// Whether errors are to be JSON. The command line could not be parsed, so its words are all that there is.
fn is_json_asked() -> bool {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let is_format = |word: &std::ffi::OsStr| word == "json" || word == "ndjson";
    let is_flag =
        |word: &std::ffi::OsString| matches!(word.to_str(), Some("--json" | "--format=json" | "--format=ndjson"));
    words.iter().any(is_flag) || words.windows(2).any(|pair| pair[0] == "--format" && is_format(&pair[1]))
}

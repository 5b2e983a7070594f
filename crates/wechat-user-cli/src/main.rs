//! The command `wechat-user`. Results go to standard output, everything else to standard error. The exit code says how
//! the command ended ([`exit`]).

mod action;
mod bulk;
mod change;
mod checkpoint;
mod cli;
mod commands;
mod connect;
mod context;
mod demo;
mod env;
mod examples;
mod exit;
mod failure;
mod fields;
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
use crate::output::{Format, Output};

fn main() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(refused) => return report_refusal(&refused).into(),
    };
    let meter = Meter::new(cli.progress, cli.quiet);
    let interrupt = Interrupt::new(cli.json, meter.clone());
    let chosen = language::choose(cli.ui_lang, env::variable);
    language::set(chosen.unwrap_or_else(|| language::of_locale(env::variable)));
    let unknown = || Failure::Usage(messages::report::one_of(language::VARIABLE, list(["en", "zh"])));
    match chosen.ok_or_else(unknown).and_then(|_| run(cli, &interrupt)) {
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

fn run(cli: Cli, interrupt: &Interrupt) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut output = Output::new(Format::choose(cli.json), &mut out);
    let result = cli::run(cli, &mut output, interrupt);
    // Results before a failure are results as well.
    let flushed = out.flush();
    result.and(flushed.map_err(Failure::from))
}

/// Prints what clap reports: help, or why the command line is refused.
fn report_refusal(refused: &clap::Error) -> Exit {
    let is_error = refused.use_stderr();
    if is_error && std::env::args_os().any(|argument| argument == "--json") {
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

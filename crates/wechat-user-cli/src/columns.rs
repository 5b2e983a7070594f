//! The columns of each command, from the types of its records: `--help` lists them, and `--fields` is checked against
//! them before the command does anything.

use clap::{ArgMatches, Command};

use crate::commands::RESULTS;
use crate::output::Prints;
use crate::plan::PLANNED;

/// The columns that the command will print. None: it prints no records.
pub(crate) fn of(matches: &ArgMatches) -> Option<&'static [&'static str]> {
    let (mut command, mut leaf) = (String::new(), matches);
    while let Some((name, inner)) = leaf.subcommand() {
        command = joined(&command, name);
        leaf = inner;
    }
    let is_given = |flag: &str| matches!(leaf.try_get_one::<bool>(flag), Ok(Some(true)));
    let with_flag = all(&command).chain([&PLANNED]).find(|prints| prints.flag.is_some_and(is_given));
    with_flag.or_else(|| all(&command).find(|prints| prints.flag.is_none())).map(|prints| prints.columns)
}

/// What the command prints, with each of its flags.
fn all(command: &str) -> impl Iterator<Item = &'static Prints> + Clone {
    let command = command.to_owned();
    RESULTS.iter().copied().flatten().filter(move |prints| prints.command == command)
}

/// Adds its columns to the help of each command.
pub(crate) fn describe(root: Command) -> Command {
    let names: Vec<_> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    names.into_iter().fold(root, |root, name| {
        let path = name.clone();
        root.mut_subcommand(name, move |command| described(command, path))
    })
}

fn described(command: Command, path: String) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    if !names.is_empty() {
        return names.into_iter().fold(command, |command, name| {
            let path = joined(&path, &name);
            command.mut_subcommand(name, move |command| described(command, path))
        });
    }
    let is_planned = command.get_arguments().any(|argument| PLANNED.flag.is_some_and(|flag| argument.get_id() == flag))
        && all(&path).all(|prints| prints.flag != PLANNED.flag);
    let Some(paragraph) = paragraph(all(&path).chain(Some(&PLANNED).filter(|_| is_planned))) else { return command };
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    command.long_about(format!("{}\n\n{paragraph}", about.trim_end()))
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}

/// The columns as paragraphs of the help.
fn paragraph(all: impl Iterator<Item = &'static Prints>) -> Option<String> {
    let sentence = |prints: &Prints| {
        let with = prints.flag.map(|flag| format!(" with --{}", flag.replace('_', "-"))).unwrap_or_default();
        let only = match prints.only_json {
            [] => String::new(),
            names => format!(" Only in JSON: {}.", names.join(", ")),
        };
        format!("Columns{with}: {}.{only}", prints.columns.join(", "))
    };
    let sentences: Vec<_> = all.map(sentence).collect();
    (!sentences.is_empty()).then(|| sentences.join("\n\n"))
}

//! `wechat-user followers export`

use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::export::{Checkpoint as ListPlace, Listing};
use wechat_user::{Client, OpenId, TagId};

use super::checkpointed::{Checkpointed, Place};
use super::database;
use super::rows::{Format, Rows};
use super::syncing::Syncing;
use super::work::{Destination, Ended, Work};
use crate::bulk::{Source, Spool, Style};
use crate::checkpoint::{Checkpoint, Header, beside};
use crate::commands::target::{Kind, Target, target};
use crate::commands::users::Places;
use crate::context::Context;
use crate::failure::{Failure, Progress};
use crate::messages::{files, runs as messages};
use crate::openids::{STDIN, read};
use crate::output;
use crate::pace::{Limits, Pace};
use crate::user_row::Profile;

#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The file, whose name ends in .ndjson, .jsonl, .csv, .sqlite, .sqlite3 or .db; `-`: standard output, as JSON
    /// lines or in the format of --format
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Only the followers with this tag: its id, or its name, which costs one call more
    #[arg(long, value_name = "ID|NAME", value_parser = target)]
    tag: Option<Target>,
    /// The users in this file instead of the followers; `-`: standard input
    #[arg(long, value_name = "OPENIDS", conflicts_with = "tag")]
    file: Option<PathBuf>,
    #[command(flatten)]
    places: Places,
    /// Keep so many calls going at once
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    #[command(flatten)]
    limits: Limits,
    /// Export at most so many users
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// The file from which the same command goes on [default: the name of --out with .checkpoint at its end]
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Begin again, although there is a checkpoint
    #[arg(long)]
    restart: bool,
    /// No byte-order mark at the start of CSV; spreadsheets need it to read Chinese
    #[arg(long)]
    no_bom: bool,
}

impl Export {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        if database::is_database(&self.out) {
            return self.into_database(context);
        }
        let is_stdout = self.out == Path::new(STDIN);
        if is_stdout && (self.checkpoint.is_some() || self.restart) {
            return Err(Failure::Usage(files::standard_output_cannot_go_on()));
        }
        let format = self.format(is_stdout, context.output.asked())?;
        let rows = Rows::new(format, context.output.columns::<Profile<'_>>());
        let jobs = self.limits.jobs(usize::from(self.jobs));
        let (client, pace) = context.paced_client(self.limits, jobs)?;
        let tag = self.tag(&client, &pace)?;
        let start = ListPlace::start(client.app_id(), self.listing(tag));

        let path = self.checkpoint.clone().unwrap_or_else(|| beside(&self.out, ".checkpoint"));
        let checkpoint = Checkpoint::new(&path, Header::new(client.app_id(), self.identity(format, &rows, tag)));
        let file = match is_stdout {
            true => None,
            false => Some(Checkpointed::open(&self.out, checkpoint.clone(), start.clone(), self.restart)?),
        };
        let place = file.as_ref().map_or_else(|| Place::start(start), |file| file.place().clone());
        let limit = self.limit.map(|limit| limit.saturating_sub(place.list.count()));
        if place.list.is_finished() || limit == Some(0) {
            context.note(&messages::was_exported());
            return Ended::finished(&place);
        }
        let list = self.list(&checkpoint, is_stdout, place.list.count() == 0)?;

        let (interrupt, meter) = (context.interrupt, context.interrupt.meter());
        let advice = if is_stdout { messages::would_go_on_with_a_file() } else { messages::run_again_to_go_on() };
        interrupt.note(Progress { advice, counts: None });
        meter.ask_quota(&client, "/cgi-bin/user/info/batchget", u64::MAX);
        let destination = match file {
            Some(file) => Destination::File(Box::new(file)),
            None => Destination::Stdout(&mut *context.output),
        };
        let mut work = Work::new(rows, destination, &place, interrupt)?;
        let mut run = client.export().jobs(jobs).lang(self.places.lang());
        if let Some(limit) = limit {
            run = run.limit(limit);
        }
        if let Some(tag) = tag {
            run = run.of_tag(tag);
        }
        let ended = match &list {
            None => work.drive(run.resume(place.list), &pace),
            Some(list) => {
                let openids = Source::<OpenId>::new(list);
                work.drive(run.of(openids).expecting(list.total()).resume(place.list), &pace)
            }
        };
        ended.verdict(work, !is_stdout)?;
        if is_stdout { Ok(()) } else { Ok(context.output.done()?) }
    }

    /// The format of the file is that of its name. With another name, `--format` chooses it.
    fn format(&self, is_stdout: bool, asked: Option<output::Format>) -> Result<Format, Failure> {
        let by_name = if is_stdout { Some(Format::Ndjson) } else { Format::of(&self.out, !self.no_bom) };
        let by_flag = match asked {
            Some(output::Format::Csv) => Some(Format::Csv { has_mark: !self.no_bom }),
            Some(output::Format::Ndjson) => Some(Format::Ndjson),
            _ => None,
        };
        by_name.or(by_flag).ok_or_else(|| Failure::Usage(files::export_ending(&self.out)))
    }

    fn into_database(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let flags = [
            ("--tag", self.tag.is_some()),
            ("--file", self.file.is_some()),
            ("--fields", context.output.has_fields()),
            ("--limit", self.limit.is_some()),
            ("--checkpoint", self.checkpoint.is_some()),
            ("--no-bom", self.no_bom),
        ];
        let (limits, jobs, lang, restart) = (self.limits, self.jobs, self.places.lang(), self.restart);
        database::export(&self.out, &flags, &Syncing { limits, jobs, lang, keep_left: false, restart }, context)
    }

    fn tag(&self, client: &Client, pace: &Pace) -> Result<Option<TagId>, Failure> {
        let list = || Kind::Tag.list(client).map_err(|error| pace.failure(error));
        self.tag.as_ref().map(|tag| Ok(tag.find(Kind::Tag, list)?.tag())).transpose()
    }

    const fn listing(&self, tag: Option<TagId>) -> Listing {
        match (tag, &self.file) {
            (Some(tag), _) => Listing::Tag(tag),
            (None, Some(_)) => Listing::Given,
            (None, None) => Listing::Followers,
        }
    }

    /// What must be the same for a file to be continued.
    fn identity(&self, format: Format, rows: &Rows, tag: Option<TagId>) -> String {
        let (format, fields, lang) = (format.name(), rows.names().join(","), self.places.lang());
        let list = match (tag, &self.file) {
            (Some(tag), _) => format!(" --tag {tag}"),
            (None, Some(_)) => " --file".to_owned(),
            (None, None) => String::new(),
        };
        format!("followers export {format} --fields {fields} --lang {}{list}", lang.as_str())
    }

    /// The openids of `--file`. Those of standard input are kept beside the checkpoint, because they must be the same
    /// when the export goes on.
    fn list(&self, checkpoint: &Checkpoint, is_stdout: bool, is_new: bool) -> Result<Option<Spool>, Failure> {
        let Some(file) = &self.file else { return Ok(None) };
        let kept = checkpoint.beside(".list");
        let is_kept = file == Path::new(STDIN) && !is_stdout;
        let refuse = |error: std::io::Error| checkpoint.refuse(files::of_file(&kept, error));
        if is_kept && !is_new {
            return Spool::open(&kept).map(Some).map_err(refuse);
        }
        let place = is_kept.then_some((kept.as_path(), Style::Flags));
        let mut list = Spool::new::<Failure>(place, |add| read(file, |openid| add(openid.as_str())))?;
        list.put().map_err(refuse)?;
        Ok(Some(list))
    }
}

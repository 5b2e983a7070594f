//! `wechat-user qr`

mod file;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde::Serialize;
use wechat_user::QrPicture;
use wechat_user::qrcode::{CreateQrCode, QrCode, Scene};

use self::file::PictureFile;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{output as messages, questions};
use crate::output::{Cell, Prints, Record};

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Created<'_>>("qr create")];

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Create a QR code with a scene (生成带参数的二维码).
    ///
    /// A user who scans the code and follows then has the scene in the profile, and pushes about scans have it too. The
    /// column picture is the address of the service's own picture. On a terminal the code is drawn, if --out does not
    /// write it to a file.
    ///
    /// Not repeated when the response is lost, because it may have been done: a permanent code cannot be deleted.
    Create(Create),
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// The scene as a text of 1 to 64 characters (scene_str)
    #[arg(long, value_name = "TEXT", required_unless_present = "number", conflicts_with = "number")]
    text: Option<String>,
    /// The scene as a number from 1 to 4294967295 (scene_id); up to 100000 with --permanent
    #[arg(long, value_name = "NUMBER")]
    number: Option<u32>,
    /// How many days the code lasts (临时二维码), at most 30
    #[arg(long, value_name = "DAYS", default_value_t = 30, conflicts_with = "permanent")]
    days: u32,
    /// Create a code that lasts for ever (永久二维码). An account has at most 100000 of them
    #[arg(long)]
    permanent: bool,
    /// Draw the code into this file, whose name must end in .png or .svg
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    change: Change,
}

impl Qr {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(context),
        }
    }
}

impl Create {
    fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let scene = self.scene()?;
        let file = self.out.map(PictureFile::at).transpose()?;
        let named = scene.to_string();
        let question = match self.permanent {
            true => questions::permanent_code(named),
            false => questions::temporary_code(named),
        };
        let Some(code) = self.change.make(&mut context, question, &CreateQrCode::new(&scene))? else { return Ok(()) };
        // First of all: the code exists, whatever becomes of its picture.
        context.output.one(&Created::of(&code))?;
        let terminal = context.output.terminal();
        if file.is_none() && terminal.is_none() {
            return Ok(());
        }
        let drawn = QrPicture::new(&code.url).map_err(|error| Failure::Output(std::io::Error::other(error)))?;
        match file {
            Some(file) => file.write(&drawn),
            None => {
                let picture = drawn.half_blocks();
                if picture.lines().any(|line| Some(line.chars().count()) > terminal) {
                    context.note(&messages::code_too_wide());
                    return Ok(());
                }
                Ok(picture.lines().try_for_each(|line| context.output.text(line))?)
            }
        }
    }

    fn scene(&self) -> Result<Scene, Failure> {
        let scene = match (&self.text, self.number) {
            (Some(text), _) => Scene::text(text.as_str())?,
            (None, number) => Scene::number(number.unwrap_or_default())?,
        };
        Ok(match self.permanent {
            true => scene.permanent()?,
            false => scene.lasting(Duration::from_secs(u64::from(self.days) * 86_400))?,
        })
    }
}

#[derive(Serialize)]
struct Created<'a> {
    ticket: &'a str,
    url: &'a str,
    expire_seconds: Option<u64>,
    picture: String,
}

impl<'a> Created<'a> {
    fn of(code: &'a QrCode) -> Self {
        let picture = code.picture_url().to_string();
        Self { ticket: &code.ticket, url: &code.url, expire_seconds: code.expire_seconds, picture }
    }
}

impl Record for Created<'_> {
    const COLUMNS: &'static [&'static str] = &["ticket", "url", "expire_seconds", "picture"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.ticket.into(), self.url.into(), self.expire_seconds.into(), (&self.picture).into()]
    }
}

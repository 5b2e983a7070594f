//! The file that a picture is written to.

use std::io;
use std::path::{Path, PathBuf};

use wechat_user::QrPicture;

use crate::failure::Failure;
use crate::messages::{Say, files};
use crate::replace;

/// How many pixels a module has in a PNG picture: a code of the service has some 290 then.
const PIXELS: usize = 8;

/// The file of `--out`. It can be written: a code must not be created for a picture that cannot be kept.
pub(super) struct PictureFile {
    file: PathBuf,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Png,
    Svg,
}

impl PictureFile {
    pub(super) fn at(file: PathBuf) -> Result<Self, Failure> {
        let extension = file.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
        let kind = match extension.as_deref() {
            Some("png") => Kind::Png,
            Some("svg") => Kind::Svg,
            _ => return Err(refuse(&file, files::picture_ending())),
        };
        replace::check(&file).map_err(|error| refuse(&file, error))?;
        Ok(Self { file, kind })
    }

    pub(super) fn write(&self, picture: &QrPicture) -> Result<(), Failure> {
        let drawn = match self.kind {
            Kind::Png => picture.png(PIXELS).map_err(io::Error::other),
            Kind::Svg => Ok(picture.svg().into_bytes()),
        };
        drawn.and_then(|drawn| replace::replace_with(&self.file, |out| out.write_all(&drawn))).map_err(Failure::Output)
    }
}

fn refuse(file: &Path, problem: impl Say) -> Failure {
    Failure::Usage(files::of_flag("--out", file, problem))
}

//! The files of `mock serve`: input files, the state file, and the temporary certificate.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{env, process};

use crate::failure::Failure;
use crate::messages::{Say, Text, Texts, files, mock as messages};
use crate::replace::{self, create_new, replace};
use crate::stderr;
use crate::text::decode;

/// Reads the file that a flag names.
pub(super) fn read(flag: &str, file: &Path) -> Result<String, Failure> {
    let bytes = fs::read(file).map_err(|error| refuse(flag, file, error))?;
    decode(bytes).map_err(|problem| refuse(flag, file, problem))
}

/// The failure for the file that a flag names.
pub(super) fn refuse(flag: &str, file: &Path, problem: impl Say) -> Failure {
    Failure::Usage(files::of_flag(flag, file, problem))
}

/// The file that holds the state between two runs.
#[derive(Debug)]
pub(super) struct StateFile {
    file: PathBuf,
    found: Option<String>,
}

impl StateFile {
    /// Reads it if it exists, and checks at the start that it can be written at the end.
    pub(super) fn at(file: &Path) -> Result<Self, Failure> {
        let refuse = |problem: Text| refuse("--state", file, problem);
        if !cfg!(unix) {
            return Err(refuse(messages::no_signal()));
        }
        let found = match fs::read_to_string(file) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(refuse(error.text())),
        };
        replace::check(file).map_err(|error| refuse(error.text()))?;
        Ok(Self { file: file.to_owned(), found })
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The state of the previous run.
    pub(super) fn found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    pub(super) fn save(&self, state: &str) -> Result<(), Failure> {
        replace(&self.file, state).map_err(|error| refuse("--state", &self.file, error))
    }
}

/// The file that receives the port.
#[derive(Debug)]
pub(super) struct PortFile(PathBuf);

impl PortFile {
    /// Removes an earlier one: a program that waits for the file must not read the port of another run.
    pub(super) fn at(file: &Path) -> Result<Self, Failure> {
        match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(refuse("--port-file", file, error)),
            _ => Ok(Self(file.to_owned())),
        }
    }

    /// Writes another file and renames it, so that the file is complete as soon as it exists.
    pub(super) fn write(&self, port: u16) -> Result<(), Failure> {
        let name = self.0.file_name().unwrap_or_default();
        let draft = self.0.with_file_name(format!(".{}.{}.tmp", name.display(), process::id()));
        let written = create_new(&draft)
            .and_then(|mut file| writeln!(file, "{port}"))
            .and_then(|()| fs::rename(&draft, &self.0))
            .inspect_err(|_| drop(fs::remove_file(&draft)));
        written.map_err(|error| refuse("--port-file", &self.0, error))
    }
}

/// The file with the CA certificate. A temporary one is removed on drop.
#[derive(Debug)]
pub(super) struct CaFile {
    file: PathBuf,
    is_temporary: bool,
}

impl CaFile {
    /// Writes it to `out`, otherwise to the folder for temporary files, and prints its path on standard error.
    pub(super) fn write(out: Option<PathBuf>, certificate: &str) -> Result<Self, Failure> {
        let is_temporary = out.is_none();
        let file = out.unwrap_or_else(|| env::temp_dir().join(format!("wechat-user-mock-ca-{}.pem", process::id())));
        let opened = if is_temporary { create_new(&file) } else { File::create(&file) };
        opened
            .and_then(|mut opened| opened.write_all(certificate.as_bytes()))
            .map_err(|error| refuse("--ca-out", &file, error))?;
        stderr::line(messages::ca_is_in(&file));
        Ok(Self { file, is_temporary })
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if self.is_temporary {
            drop(fs::remove_file(&self.file));
        }
    }
}

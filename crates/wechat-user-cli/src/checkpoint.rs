//! The file from which a long command goes on: what it did, of which account, and how far it came.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::messages::{Say, files};
use crate::replace::replace;

/// The version of the files that this program writes.
const VERSION: u32 = 1;

/// What every checkpoint begins with. A checkpoint is only good for the command that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    version: u32,
    account: String,
    command: String,
}

impl Header {
    pub(crate) fn new(account: impl ToString, command: impl Into<String>) -> Self {
        Self { version: VERSION, account: account.to_string(), command: command.into() }
    }
}

#[derive(Serialize, Deserialize)]
struct Content<T> {
    #[serde(flatten)]
    header: Header,
    #[serde(flatten)]
    rest: T,
}

/// A checkpoint file.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    path: PathBuf,
    header: Header,
}

impl Checkpoint {
    pub(crate) fn new(path: &Path, header: Header) -> Self {
        Self { path: path.to_owned(), header }
    }

    /// What an earlier run of the same command wrote; `None` if there is no file.
    pub(crate) fn load<T: DeserializeOwned>(&self) -> Result<Option<T>, Failure> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refuse(error)),
        };
        // A later version may have other keys.
        let header: Header = match serde_json::from_slice(&text) {
            Ok(header) => header,
            Err(_) => match serde_json::from_slice::<Version>(&text) {
                Ok(Version { version }) if version > VERSION => return Err(self.is_later(version)),
                _ => return Err(self.refuse(files::not_a_checkpoint())),
            },
        };
        let Header { version, account, command } = &self.header;
        if header.version > *version {
            return Err(self.is_later(header.version));
        }
        if header.account != *account {
            return Err(self.refuse(files::of_other_account(&header.account, account)));
        }
        if header.command != *command {
            return Err(self.refuse(files::of_other_command(&header.command, command)));
        }
        match serde_json::from_slice::<Content<T>>(&text) {
            Ok(content) => Ok(Some(content.rest)),
            Err(error) => Err(self.refuse(files::damaged(error))),
        }
    }

    /// Replaces the file. What it counts as written must have been synced before.
    pub(crate) fn save<T: Serialize>(&self, rest: T) -> Result<(), Failure> {
        let text = serde_json::to_string(&Content { header: self.header.clone(), rest });
        text.map_err(Into::into).and_then(|text| replace(&self.path, &(text + "\n"))).map_err(|error| {
            Failure::Output(std::io::Error::new(error.kind(), files::of_flag("--checkpoint", &self.path, &error)))
        })
    }

    pub(crate) fn remove(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.refuse(error)),
            _ => Ok(()),
        }
    }

    /// A file next to it, with a further ending.
    pub(crate) fn beside(&self, ending: &str) -> PathBuf {
        beside(&self.path, ending)
    }

    pub(crate) fn refuse(&self, problem: impl Say) -> Failure {
        Failure::Usage(files::checkpoint(&self.path, problem))
    }

    fn is_later(&self, version: u32) -> Failure {
        Failure::Usage(files::later_checkpoint(&self.path, version, VERSION))
    }
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// A file next to another one, whose name is longer by an ending.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Rest {
        written: u64,
    }

    #[test]
    fn only_the_same_command_of_the_same_account_goes_on() {
        let path = std::env::temp_dir().join(format!("checkpoint-{}", std::process::id()));
        let of = |account: &str, command: &str| Checkpoint::new(&path, Header::new(account, command));
        assert_eq!(of("wx1", "tags add 100").load::<Rest>().unwrap(), None);
        of("wx1", "tags add 100").save(Rest { written: 7 }).unwrap();
        assert_eq!(of("wx1", "tags add 100").load().unwrap(), Some(Rest { written: 7 }));

        let refused = |of: Checkpoint| match of.load::<Rest>() {
            Err(Failure::Usage(problem)) => problem.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(refused(of("wx2", "tags add 100")).contains("belongs to the account wx1, not to wx2"));
        assert!(refused(of("wx1", "tags add 101")).contains("belongs to `tags add 100`, not to `tags add 101`"));
        for (text, problem) in [
            ("{\"version\":2,\"account\":\"wx1\",\"command\":\"tags add 100\"}", "a later version of this program"),
            ("{\"version\":9,\"other\":[]}", "a later version of this program"),
            ("{\"version\":1,\"account\":\"wx1\",\"command\":\"tags add 100\"}", "damaged"),
            ("[]", "not a checkpoint"),
            ("", "not a checkpoint"),
        ] {
            fs::write(&path, text).unwrap();
            let found = refused(of("wx1", "tags add 100"));
            assert!(found.contains(problem), "{text}: {found}");
        }
        of("wx1", "tags add 100").remove().unwrap();
        of("wx1", "tags add 100").remove().unwrap();
    }
}

//! Why a command ended early.

use std::io;
use std::path::PathBuf;

use follower_mirror::{MirrorError, SyncError};
use wechat_user::store::StoreError;
use wechat_user::{Error, OpenId};

use crate::exit::Exit;
use crate::messages::{Text, report as messages, runs};

/// The reason why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line or an input file is wrong.
    Usage(Text),
    /// A call failed.
    Call(Error),
    /// The store of the token failed, and the command needs it.
    Store(StoreError),
    /// A part was done before something failed.
    Partial(Partial),
    /// The simulator of the demonstration could not be started, or a simulator ended by itself.
    Serve(io::Error),
    /// The database of the followers failed.
    Database(MirrorError),
    /// A step of the demonstration failed its check.
    Demo(Text),
    /// The answer to the question on the terminal was not yes.
    Declined,
    /// `explain`: the code is unknown.
    Unknown(Text),
    /// `doctor`: a check failed. The findings were printed before.
    Doctor { message: Text, exit: Exit },
    /// A server received a push and sent no response that the service could use.
    NoResponse(Text),
    /// The command was interrupted by a signal.
    Interrupted,
    /// The reader of standard output is gone.
    ClosedPipe,
    /// The results could not be written.
    Output(io::Error),
    /// The openids that are left could not be written to their file.
    Leftovers { partial: Partial, cause: io::Error },
}

/// The result of a run over a list that was not processed completely.
#[derive(Debug)]
pub(crate) struct Partial {
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// The first openids that were not processed, and how many there are in all.
    pub(crate) left: Vec<OpenId>,
    pub(crate) left_count: u64,
    /// The file that has them all.
    pub(crate) file: Option<PathBuf>,
    /// Whether the same command goes on.
    pub(crate) can_resume: bool,
    /// What else ended the run.
    pub(crate) note: Option<Text>,
    /// The error that ended the run, if there was one.
    pub(crate) error: Option<Error>,
}

/// How far a command has come, and how to continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) advice: Text,
    /// How many are done, and how many there are, if that is known.
    pub(crate) counts: Option<(u64, u64)>,
}

impl Partial {
    /// The calls of `--max-calls` are used up, and the same command goes on.
    pub(crate) fn used_up(calls: u64, done: u64, total: u64) -> Self {
        let note = Some(runs::calls_used_up(calls));
        let left_count = total.saturating_sub(done);
        Self { done, total, left: Vec::new(), left_count, file: None, can_resume: true, note, error: None }
    }

    /// How much is done and what is left, on one line.
    pub(crate) fn text(&self) -> Text {
        let Self { done, total, left_count, note, .. } = self;
        let text = messages::partial(*done, *total, *left_count);
        match note {
            Some(note) => messages::and_note(text, note),
            None => text,
        }
    }
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Declined => Exit::Usage,
            Self::Call(error) => Exit::of(error),
            Self::Partial(Partial { done: 0, error, .. }) => error.as_ref().map_or(Exit::Partial, Exit::of),
            Self::Partial(_) => Exit::Partial,
            Self::Store(_) => Exit::Transport,
            Self::Unknown(_) | Self::Serve(_) | Self::Demo(_) | Self::Output(_) | Self::Leftovers { .. } => {
                Exit::Refused
            }
            Self::Database(error) => Exit::of_database(error.kind()),
            Self::Doctor { exit, .. } => *exit,
            Self::NoResponse(_) => Exit::Transport,
            Self::Interrupted => Exit::Interrupted,
            Self::ClosedPipe => Exit::Ok,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<wechat_user::InputError> for Failure {
    fn from(input: wechat_user::InputError) -> Self {
        Self::Call(input.into())
    }
}

impl From<MirrorError> for Failure {
    fn from(error: MirrorError) -> Self {
        Self::Database(error)
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Call(error) => error.into(),
            SyncError::Database(error) => error.into(),
            other => Self::Output(io::Error::other(other)),
        }
    }
}

/// For writes to standard output, the only I/O of the commands themselves.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Output(error) }
    }
}

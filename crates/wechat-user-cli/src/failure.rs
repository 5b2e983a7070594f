//! Why a command ended early.

use std::io;

use wechat_user::{Error, OpenId};

use crate::exit::Exit;

/// What ended a command before its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for what cannot be.
    Usage(String),
    /// A call failed.
    Call(Error),
    /// Something was done, and then something failed.
    Partial(Partial),
    /// A simulator could not be started.
    Serve(io::Error),
    /// A step of the demonstration did not do what it must.
    Demo(String),
    /// Asked on a terminal, somebody did not say yes.
    Declined,
    /// A question that has no answer.
    Unknown(String),
    /// The account, or the way to it, is not in order; what exactly, was printed.
    Doctor { message: String, exit: Exit },
    /// A server got a push, and gave no answer that the service could use.
    NoResponse(String),
    /// Somebody interrupted.
    Interrupted,
    /// Nobody reads the results any more.
    ClosedPipe,
    /// The results could not be written.
    Output(io::Error),
}

/// How far a command came.
#[derive(Debug)]
pub(crate) struct Partial {
    /// What was done and what was not, in one line.
    pub(crate) message: String,
    pub(crate) done: usize,
    pub(crate) total: usize,
    /// Those that failed, where they are known one by one.
    pub(crate) failed: Vec<OpenId>,
    /// What ended it.
    pub(crate) error: Option<Error>,
}

impl Failure {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Declined => Exit::Usage,
            Self::Call(error) => Exit::of(error),
            Self::Partial(_) => Exit::Partial,
            Self::Unknown(_) | Self::Serve(_) | Self::Demo(_) | Self::Output(_) => Exit::Refused,
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

impl From<wechat_user::BadInput> for Failure {
    fn from(input: wechat_user::BadInput) -> Self {
        Self::Call(input.into())
    }
}

/// Of a write to standard output: the only I/O that commands do themselves.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::Output(error) }
    }
}

//! What can be wrong with a client before it exists.

/// A client that could not be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// An environment variable that should hold a value. Its value is never part of the message.
    #[non_exhaustive]
    Variable {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// No transport was given, and the build has no default one.
    NoTransport,
}

impl std::fmt::Display for SetupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable { name, problem } => write!(f, "environment variable {name} {problem}"),
            Self::NoTransport => f.write_str("the client has no transport: give it one, or enable the feature `ureq`"),
        }
    }
}

impl std::error::Error for SetupError {}

impl From<SetupError> for wechat_user_core::Error {
    fn from(error: SetupError) -> Self {
        Self::setup(error)
    }
}

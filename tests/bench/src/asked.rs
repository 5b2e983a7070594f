//! A process that prints a line when it is ready, and one more for each line that it reads.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::de::DeserializeOwned;

use crate::Failure;

/// A running process; dropping it ends it.
#[derive(Debug)]
pub struct Asked {
    child: Child,
    questions: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Asked {
    /// Starts the process, and returns its first line.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Result<(Self, String), Failure> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let questions = child.stdin.take();
        let replies = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut this = Self { child, questions, replies };
        let line = this.line()?;
        Ok((this, line))
    }

    /// Its next line, as JSON.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn ask<T: DeserializeOwned>(&mut self) -> Result<T, Failure> {
        self.questions.as_mut().ok_or("it has ended")?.write_all(b"\n")?;
        Ok(serde_json::from_str(&self.line()?)?)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.replies.read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // It ends when its standard input does.
        self.questions = None;
        drop(self.child.wait());
    }
}

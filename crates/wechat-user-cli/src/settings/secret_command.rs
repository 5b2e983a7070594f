//! Runs the program of `secret_command`, without a shell.
//!
//! Nothing of the command is part of a problem: its arguments may be secret, and what it prints on standard error may
//! quote the secret.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::messages::{Text, profiles};

/// A password manager that asks its user needs some time.
const LIMIT: Duration = Duration::from_secs(10);
/// The most that it may print, in bytes. An AppSecret has 32.
const LONGEST: u64 = 4_096;
/// How often to look whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// What the command prints on standard output. After ten seconds it is killed.
pub(super) fn run(words: &[String]) -> Result<Vec<u8>, Text> {
    run_within(words, LIMIT)
}

fn run_within(words: &[String], limit: Duration) -> Result<Vec<u8>, Text> {
    let (program, arguments) = words.split_first().ok_or_else(profiles::command_is_empty)?;
    let deadline = Instant::now() + limit;
    let started =
        Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = started.map_err(|error| profiles::does_not_start(error.kind().to_string()))?;
    let result = output(&mut child, deadline);
    if result.is_err() {
        // It may have ended by itself.
        drop(child.kill());
        drop(child.wait());
    }
    result
}

fn output(child: &mut Child, deadline: Instant) -> Result<Vec<u8>, Text> {
    let late = || profiles::did_not_end(LIMIT.as_secs());
    let stdout = child.stdout.take().ok_or_else(profiles::printed_nothing)?;
    let (sender, receiver) = mpsc::channel();
    // A process that the command leaves behind may hold the pipe open, so the reader is not waited for.
    thread::spawn(move || drop(sender.send(read(stdout))));
    let printed = receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).map_err(|_| late())?;
    let printed = printed.map_err(|error| profiles::unreadable(error.kind().to_string()))?;
    if printed.len() as u64 > LONGEST {
        return Err(profiles::printed_too_much(LONGEST));
    }
    let status =
        end(child, deadline).map_err(|error| profiles::unreadable(error.kind().to_string()))?.ok_or_else(late)?;
    if !status.success() {
        return Err(profiles::ended_with(status.to_string()));
    }
    if printed.is_empty() {
        return Err(profiles::printed_nothing());
    }
    Ok(printed)
}

/// At most one byte more than is allowed.
fn read(stdout: impl Read) -> io::Result<Vec<u8>> {
    let mut printed = Vec::new();
    stdout.take(LONGEST + 1).read_to_end(&mut printed)?;
    Ok(printed)
}

/// Waits for its end. None: it did not end in time.
fn end(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if Instant::now() >= deadline => return Ok(None),
            None => thread::sleep(PAUSE),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::messages::Language;

    fn sh(script: &str) -> Result<String, String> {
        sh_within(script, LIMIT)
    }

    fn sh_within(script: &str, limit: Duration) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned);
        run_within(&words, limit)
            .map(|printed| String::from_utf8_lossy(&printed).into_owned())
            .map_err(|problem| problem.in_language(Language::English).to_owned())
    }

    #[test]
    fn what_it_prints_on_standard_output_is_returned() {
        assert_eq!(sh("printf 'hush\\r\\n'; echo noise >&2").as_deref(), Ok("hush\r\n"));
        assert_eq!(sh("exec 2>&-; echo hush").as_deref(), Ok("hush\n"));
        assert_eq!(sh("cat; echo hush").as_deref(), Ok("hush\n"), "standard input is empty");
    }

    #[test]
    fn a_command_that_fails_or_prints_nothing_or_too_much_is_refused_without_its_text() {
        for (script, problem) in [
            ("echo hush; echo hush >&2; exit 3", "ended with exit status: 3"),
            ("kill -9 $$", "ended with signal: 9"),
            ("true", "printed nothing"),
            ("yes hush", "more than 4096 bytes"),
        ] {
            let refused = sh(script).unwrap_err();
            assert!(refused.contains(problem) && !refused.contains("hush"), "{script}: {refused}");
        }
        let missing = run(&["/no/such/hush-program".to_owned()]).unwrap_err();
        assert_eq!(missing, profiles::does_not_start("entity not found"));
        assert_eq!(run(&[]).unwrap_err(), profiles::command_is_empty());
    }

    #[test]
    fn a_command_that_does_not_end_is_killed() {
        let folder = std::env::temp_dir().join(format!("secret-command-{}", std::process::id()));
        let (pid, script) = (folder.with_extension("pid"), folder.with_extension("sh"));
        // The second one closes its output, the third leaves a process behind that holds it open.
        for end in ["exec sleep 1000", "exec sleep 1000 >&-", "sleep 3 & sleep 1000"] {
            std::fs::write(&script, format!("echo $$ > {}; {end}", pid.display())).unwrap();
            let refused = sh_within(&format!(". {}", script.display()), Duration::from_millis(300)).unwrap_err();
            assert!(refused.starts_with("the command "), "{end}: {refused}");
            let number = std::fs::read_to_string(&pid).unwrap();
            let alive = Command::new("kill").args(["-0", number.trim()]).stderr(Stdio::null()).status().unwrap();
            assert!(!alive.success(), "{end}: it is still there");
        }
        std::fs::remove_file(pid).unwrap();
        std::fs::remove_file(script).unwrap();
    }
}

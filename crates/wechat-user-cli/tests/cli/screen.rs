//! Runs the binary with a terminal as standard output.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;

use rustix_openpty::openpty;
use rustix_openpty::rustix::termios::Winsize;

use crate::support::Ran;

/// Runs the command on a terminal of this width, 0 for one that does not know its width. Standard error is no terminal.
pub(crate) fn on_screen(mut command: Command, width: u16) -> Ran {
    let size = Winsize { ws_row: 50, ws_col: width, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(None, Some(&size)).unwrap();
    command.stdout(Stdio::from(pty.user));
    let child = command.spawn().unwrap();
    // Reading ends, on Linux with an error, when no process holds the other side any more.
    drop(command);
    let mut controller = File::from(pty.controller);
    let reader = thread::spawn(move || {
        let (mut screen, mut chunk) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = controller.read(&mut chunk) {
            screen.extend_from_slice(&chunk[..count]);
        }
        screen
    });
    let mut output = child.wait_with_output().unwrap();
    output.stdout = reader.join().unwrap();
    let mut ran = Ran::of(output);
    ran.stdout = ran.stdout.replace("\r\n", "\n");
    ran
}

//! The resident memory of a command at its peak, as the system counts it.

use std::fs;
use std::process::Child;
use std::thread;
use std::time::Duration;

use crate::support::{Account, Ran};

/// Waits for the command. Returns its resident memory at the peak, in kB.
pub(crate) fn peak(account: &Account, mut child: Child) -> (u64, Ran) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|text| text.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    (peak, account.finish(child))
}

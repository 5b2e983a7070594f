//! Several processes that make rounds of calls at the same time: real ones, or for a store in memory clients with
//! nothing else in common.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};

use mock_server::MockServer;
use transport_mock::TestClock;
use wechat_user::store::CredentialStore;
use wechat_user::{Client, Observer, TokenMode};

use crate::worker::{self, MARK, Orders};

/// What the processes reported.
#[derive(Default)]
struct Reports {
    rounds: Vec<u64>,
    failures: Vec<String>,
    halted: u32,
    ended: u32,
}

type Board = Arc<(Mutex<Reports>, Condvar)>;

/// The processes.
#[derive(Default)]
pub(crate) struct Fleet {
    board: Board,
    processes: Vec<Child>,
    stopped: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Fleet {
    /// Adds a real process. Nothing else in the fleet waits for it.
    pub(crate) fn add_process(&mut self, server: &MockServer, orders: &Orders<'_>) {
        let mut child = worker::start(server, orders);
        let (board, number) = (Arc::clone(&self.board), self.new_number());
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        self.threads.push(thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(report) = line.strip_prefix(MARK) {
                    change(&board, |reports| reports.take(number, report));
                }
            }
            change(&board, |reports| reports.ended += 1);
        }));
        self.processes.push(child);
    }

    /// Adds a client of this process.
    pub(crate) fn add_client(
        &mut self,
        server: &MockServer,
        mode: TokenMode,
        store: impl CredentialStore + 'static,
        observer: impl Observer + 'static,
    ) {
        let wechat = server.service();
        let client = Client::builder(wechat.app_id(), wechat.app_secret()).token_mode(mode).store(store);
        let client = client.transport(wechat.clone()).clock(TestClock::running()).observer(observer).build().unwrap();
        let (board, stopped, number) = (Arc::clone(&self.board), Arc::clone(&self.stopped), self.new_number());
        self.threads.push(thread::spawn(move || {
            while !stopped.load(Ordering::SeqCst) {
                let failures = worker::round(&client);
                change(&board, |reports| {
                    reports.failures.extend(failures);
                    reports.take(number, "round");
                });
            }
            change(&board, |reports| reports.ended += 1);
        }));
    }

    fn new_number(&self) -> usize {
        let mut reports = self.board.0.lock().unwrap();
        reports.rounds.push(0);
        reports.rounds.len() - 1
    }

    /// Waits until each process has finished so many rounds from now, one of which it began after now.
    pub(crate) fn rounds(&self, count: u64) {
        let goal: Vec<u64> =
            self.board.0.lock().unwrap().rounds.iter().map(|rounds| rounds.saturating_add(count)).collect();
        self.wait_until(|reports| reports.rounds.iter().zip(&goal).all(|(rounds, goal)| rounds >= goal));
    }

    /// Waits until a process has stopped at its step.
    pub(crate) fn halt(&self) {
        self.wait_until(|reports| reports.halted > 0);
    }

    /// Ends the process that was added first, as `kill -9` does.
    pub(crate) fn kill_first(&mut self) {
        let mut child = self.processes.remove(0);
        child.kill().unwrap();
        child.wait().unwrap();
        let (reports, changed) = &*self.board;
        let mut reports = changed.wait_while(reports.lock().unwrap(), |reports| reports.ended == 0).unwrap();
        // No more rounds are expected of it.
        reports.rounds[0] = u64::MAX;
    }

    /// The arguments of all processes, as every user of the machine can list them.
    pub(crate) fn arguments(&self) -> String {
        let of = |child: &Child| std::fs::read_to_string(format!("/proc/{}/cmdline", child.id())).unwrap_or_default();
        self.processes.iter().map(of).collect()
    }

    /// Ends all, and returns what failed; with what the processes printed on standard error.
    pub(crate) fn finish(mut self) -> (Vec<String>, String) {
        self.stopped.store(true, Ordering::SeqCst);
        let mut printed = String::new();
        for child in &mut self.processes {
            drop(child.stdin.take());
            child.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
            let status = child.wait().unwrap();
            assert!(status.success(), "{status}: {printed}");
        }
        self.threads.drain(..).for_each(|thread| thread.join().unwrap());
        let mut reports = self.board.0.lock().unwrap();
        (std::mem::take(&mut reports.failures), printed)
    }

    /// A process that ended by itself ends the wait: the test fails then.
    fn wait_until(&self, done: impl Fn(&Reports) -> bool) {
        let (reports, changed) = &*self.board;
        let mut reports = reports.lock().unwrap();
        let killed = reports.ended;
        while !done(&reports) {
            assert!(reports.ended <= killed, "a process ended: {:?}", reports.failures);
            reports = changed.wait(reports).unwrap();
        }
    }
}

impl Reports {
    fn take(&mut self, number: usize, report: &str) {
        match report.split_once(' ').unwrap_or((report, "")) {
            ("round", _) => self.rounds[number] += 1,
            ("halt", _) => self.halted += 1,
            (_, failure) => self.failures.push(failure.to_owned()),
        }
    }
}

fn change(board: &Board, change: impl FnOnce(&mut Reports)) {
    change(&mut board.0.lock().unwrap());
    board.1.notify_all();
}

impl Drop for Fleet {
    /// After a failure, no process is left behind.
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        for child in &mut self.processes {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

//! The real binary as a process of its own, which can be asked to stop, and killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::database::TestDatabase;

/// A running `jenjang serve`.
pub struct Process {
    child: Child,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub base: String,
    /// How long it took from its start to the line that says it listens.
    pub ready_after: Duration,
    /// What it said before that line.
    pub said: Vec<String>,
}

impl Process {
    /// Starts `jenjang serve` on a database, at a free port, and waits until it listens.
    pub fn serve(database: &TestDatabase, more: &[&str]) -> Self {
        Self::serve_with(database, &[], more)
    }

    /// As [`Process::serve`], with settings besides the usual ones.
    pub fn serve_with(database: &TestDatabase, settings: &[(&str, &str)], more: &[&str]) -> Self {
        let begun = Instant::now();
        let child = command(&database.url, database.folder.path())
            .envs(settings.iter().copied())
            .arg("serve")
            .args(["--listen", "127.0.0.1:0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut process = Self { child, base: String::new(), ready_after: Duration::ZERO, said: Vec::new() };
        process.waits_until_ready();
        process.ready_after = begun.elapsed();
        process
    }

    /// Starts `jenjang work` on a database: the jobs alone.
    pub fn works(database: &TestDatabase) -> Self {
        let child = command(&database.url, database.folder.path())
            .arg("work")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Self { child, base: String::new(), ready_after: Duration::ZERO, said: Vec::new() }
    }

    fn waits_until_ready(&mut self) {
        let lines = BufReader::new(self.child.stdout.take().unwrap()).lines();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // Nobody listens any more once it is ready; the pipe is emptied all the same.
                let _nobody = sender.send(line);
            }
        });
        loop {
            let line = receiver
                .recv_timeout(Duration::from_secs(60))
                .unwrap_or_else(|_| panic!("jenjang serve did not get ready; it said {:#?}", self.said));
            if let Some(at) = line.find("listening on ") {
                self.base = line[at + "listening on ".len()..].trim().trim_end_matches('/').to_owned();
                return;
            }
            self.said.push(line);
        }
    }

    /// Pulls the plug: `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop: SIGTERM.
    pub fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits until it is gone.
    pub async fn ends_within(&mut self, patience: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < patience, "it still runs after {patience:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its resident memory in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already, and then there is nothing to end.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Runs a command of the binary to its end.
pub fn run(database: &TestDatabase, arguments: &[&str]) -> Output {
    command(&database.url, database.folder.path()).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs a command of the binary with settings besides the usual ones.
pub fn run_with(database: &TestDatabase, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = command(&database.url, database.folder.path());
    command.envs(settings.iter().copied()).args(arguments).output().unwrap()
}

/// What a command printed, both streams, for messages.
pub fn printed(output: &Output) -> String {
    format!(
        "exit {:?}\n{}{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A command of the binary, as a process is started on a database.
pub fn command(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jenjang"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", url)
        .env("JENJANG_DATA", folder)
        .env("JENJANG_SECRET", "0123456789abcdef0123456789abcdef")
        .env("JENJANG_LOG", "warn")
        .env("JENJANG_PASSWORD_MEMORY_KIB", "64")
        .stdin(Stdio::null());
    command
}

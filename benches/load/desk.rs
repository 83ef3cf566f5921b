//! The real binary under load: started, asked for its memory, stopped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

/// A running desk.
pub struct Desk {
    child: Child,
    /// `address:port`.
    pub address: String,
    /// From its start until it listened.
    pub ready_after: Duration,
}

impl Desk {
    /// Starts `jenjang serve`, with `more` settings.
    pub fn start(
        program: &Path,
        url: &str,
        folder: &Path,
        more: &[(&'static str, String)],
    ) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("DATABASE_URL", url)
            .env("JENJANG_DATA", folder)
            .env("JENJANG_LOG", "warn")
            .envs(more.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let found = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once("listening on http://").map(|(_, address)| address.trim().to_owned())
        });
        let ready_after = begun.elapsed();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        match found {
            Some(address) => Ok(Self { child, address, ready_after }),
            None => {
                let status = child.wait()?;
                Err(anyhow!("jenjang serve ended with {status} before it listened"))
            }
        }
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kib / 1024.0)
    }

    /// Processor time it has used so far, in seconds.
    pub fn processor(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        Ok((ticks(11) + ticks(12)) / 100.0)
    }

    /// Waits until it has nothing more to do (letters that follow what was written), a minute at most.
    pub async fn rests(&self) -> anyhow::Result<()> {
        let mut before = self.processor()?;
        for _ in 0..120 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = self.processor()?;
            if now - before < 0.03 {
                return Ok(());
            }
            before = now;
        }
        Ok(())
    }

    /// Asks it to stop, and waits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may be gone already, and then there is nothing to end.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

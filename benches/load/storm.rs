//! Many callers at once for a while, and what they measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::line::Line;

/// What a storm measured.
pub struct Measured {
    /// What was done.
    pub name: String,
    /// How many were answered as they should be.
    pub count: u64,
    /// In what time.
    pub time: Duration,
    /// How long each took, in microseconds, in order.
    latencies: Vec<u32>,
}

impl Measured {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.time.as_secs_f64()
    }

    /// The latency that `share` of all stayed under, in milliseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = ((last as f64) * share).round() as usize;
        self.latencies.get(at).copied().map_or(0.0, |micros| f64::from(micros) / 1000.0)
    }
}

/// For `time`, lets `callers` ask for what `wish` says (it is given a number that nobody else gets) and insists on `status`.
pub async fn storm(
    name: &str,
    address: &str,
    callers: usize,
    time: Duration,
    status: u16,
    wish: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static,
) -> anyhow::Result<Measured> {
    let (turn, wish) = (Arc::new(AtomicU64::new(0)), Arc::new(wish));
    let begun = Instant::now();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (turn, wish, address) = (turn.clone(), wish.clone(), address.to_owned());
            tokio::spawn(async move {
                let mut line = Line::to(&address).await?;
                let mut latencies = Vec::with_capacity(16 * 1024);
                loop {
                    let number = turn.fetch_add(1, Ordering::Relaxed);
                    let over = begun.elapsed() >= time;
                    if over {
                        return anyhow::Ok(latencies);
                    }
                    let request = wish(number);
                    let asked = Instant::now();
                    let reply = line.ask(&request).await?;
                    latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
                    ensure!(
                        reply.status == status,
                        "{} instead of {status}: {}",
                        reply.status,
                        String::from_utf8_lossy(&reply.body)
                    );
                }
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for caller in callers {
        latencies.extend(caller.await?.with_context(|| name.to_owned())?);
    }
    let time = begun.elapsed();
    latencies.sort_unstable();
    Ok(Measured { name: name.to_owned(), count: latencies.len() as u64, time, latencies })
}

//! The pulse of the jobs: when each ran last and how it ended. Written by the heartbeat, read by `/readyz` and `/metrics`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::Timestamp;

/// What is known of one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// How often it is to run.
    pub every: Duration,
    /// When the heartbeat took it up.
    pub since: Timestamp,
    /// When it ended well last.
    pub last_success: Option<Timestamp>,
    /// When it failed last, and why.
    pub last_failure: Option<(Timestamp, String)>,
    /// How often it ran.
    pub runs: u64,
    /// How often it failed.
    pub failures: u64,
}

impl Beat {
    /// Whether it ended well within three of its rounds, or a minute if those are shorter.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        let patience =
            TimeDelta::from_std(self.every * 3).unwrap_or(TimeDelta::MAX).max(TimeDelta::minutes(1));
        self.last_success.unwrap_or(self.since).plus(patience) >= now
    }
}

/// What became of an attempt to send a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attempt {
    /// It was handed over.
    Sent,
    /// It is tried again later.
    Retried,
    /// It was given up.
    Failed,
}

impl Attempt {
    /// The word for it in figures and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Retried => "retried",
            Self::Failed => "failed",
        }
    }
}

/// All jobs of this process.
#[derive(Debug, Default)]
pub struct Pulse {
    beats: Mutex<BTreeMap<&'static str, Beat>>,
    attempts: Mutex<BTreeMap<Attempt, u64>>,
    lost_lines: AtomicU64,
}

impl Pulse {
    /// Takes up a job that is to run every so often.
    pub fn begins(&self, job: &'static str, every: Duration, now: Timestamp) {
        let beat = Beat { every, since: now, last_success: None, last_failure: None, runs: 0, failures: 0 };
        self.beats_mut().insert(job, beat);
    }

    /// Notes that a job ended well.
    pub fn succeeded(&self, job: &'static str, now: Timestamp) {
        if let Some(beat) = self.beats_mut().get_mut(job) {
            beat.runs += 1;
            beat.last_success = Some(now);
        }
    }

    /// Notes that a job failed.
    pub fn failed(&self, job: &'static str, now: Timestamp, why: String) {
        if let Some(beat) = self.beats_mut().get_mut(job) {
            beat.runs += 1;
            beat.failures += 1;
            beat.last_failure = Some((now, why));
        }
    }

    /// What is known of each job, by name.
    pub fn beats(&self) -> Vec<(&'static str, Beat)> {
        self.beats_mut().iter().map(|(name, beat)| (*name, beat.clone())).collect()
    }

    /// The jobs that should have ended well by `now` and did not.
    pub fn silent(&self, now: Timestamp) -> Vec<&'static str> {
        let beats = self.beats_mut();
        beats.iter().filter(|(_, beat)| !beat.is_alive(now)).map(|(name, _)| *name).collect()
    }

    /// Counts an attempt to send a letter.
    pub fn attempted(&self, outcome: Attempt) {
        *self.attempts.lock().unwrap_or_else(PoisonError::into_inner).entry(outcome).or_default() += 1;
    }

    /// Notes that a line to the mail server was lost; how many were, one after the other.
    pub fn line_lost(&self) -> u64 {
        self.lost_lines.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes that the mail server answered.
    pub fn line_held(&self) {
        self.lost_lines.store(0, Ordering::Relaxed);
    }

    /// How often letters were tried since the start, by outcome.
    pub fn attempts(&self) -> [(Attempt, u64); 3] {
        let counted = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        [Attempt::Sent, Attempt::Retried, Attempt::Failed]
            .map(|outcome| (outcome, counted.get(&outcome).copied().unwrap_or_default()))
    }

    fn beats_mut(&self) -> MutexGuard<'_, BTreeMap<&'static str, Beat>> {
        self.beats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_only_fails_falls_silent() {
        let pulse = Pulse::default();
        let start = Timestamp::from_micros(0);
        let at = |seconds| start.plus(TimeDelta::seconds(seconds));
        pulse.begins("letters", Duration::from_secs(2), start);
        pulse.begins("seal", Duration::from_secs(3600), start);
        assert_eq!(pulse.silent(at(60)), Vec::<&str>::new());
        pulse.failed("letters", at(61), "no database".into());
        assert_eq!(pulse.silent(at(62)), ["letters"]);
        pulse.succeeded("letters", at(63));
        assert_eq!(pulse.silent(at(64)), Vec::<&str>::new());
        assert_eq!(pulse.beats()[0].1.failures, 1);
    }
}

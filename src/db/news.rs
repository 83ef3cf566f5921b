//! What a process tells once it is durable: to itself at once, and on Postgres to every other process (`wire.rs`).
//!
//! A line is a short text; what it means is the business of who tells and who listens.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::Notify;

use super::connection::DbConn;

/// Lines that wait for whoever listens, at most; beyond them it is only said that some were missed.
const MOST: usize = 10_000;

thread_local! {
    /// What the transaction of this thread tells when it is durable.
    static WITHIN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Tells `line` once the transaction on `conn` is durable, and not at all if it is taken back.
pub fn tell_after(_conn: &mut DbConn, line: String) {
    WITHIN.with_borrow_mut(|lines| lines.push(line));
}

/// What the transaction that just ended on this thread wanted to tell.
pub(super) fn taken() -> Vec<String> {
    WITHIN.take()
}

/// What was told since the last time somebody listened.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The lines, in the order they were told.
    pub lines: Vec<String>,
    /// Whether others were told as well that nobody heard: more than can be kept, or the line to Postgres was down.
    pub missed: bool,
}

/// What is told, on its way to who listens.
#[derive(Default)]
pub(super) struct News {
    heard: Mutex<Heard>,
    bell: Notify,
    listened: AtomicBool,
    whole: AtomicBool,
    wire: OnceLock<Sender<String>>,
}

impl News {
    /// Begins to keep what is told; `wire` carries it to other processes.
    pub(super) fn listen(&self, wire: Option<Sender<String>>) {
        self.listened.store(true, Ordering::Release);
        match wire {
            // There is one wire; a second call changes nothing.
            Some(wire) => drop(self.wire.set(wire)),
            None => self.whole.store(true, Ordering::Release),
        }
    }

    /// Whether somebody listens.
    pub(super) fn is_listened(&self) -> bool {
        self.listened.load(Ordering::Acquire)
    }

    /// Tells this process and the others.
    pub(super) fn tell(&self, lines: Vec<String>) {
        if lines.is_empty() || !self.is_listened() {
            return;
        }
        if let Some(wire) = self.wire.get() {
            for line in &lines {
                // A wire that is gone goes with the process.
                let _gone = wire.send(line.clone());
            }
        }
        self.arrived(lines);
    }

    /// Lines that came in, from here or from elsewhere.
    pub(super) fn arrived(&self, lines: Vec<String>) {
        let mut heard = self.heard();
        if heard.lines.len() + lines.len() > MOST {
            *heard = Heard { lines: Vec::new(), missed: true };
        } else {
            heard.lines.extend(lines);
        }
        drop(heard);
        self.bell.notify_one();
    }

    /// The wire to the other processes holds, or not any more; whoever listens looks for what they missed.
    pub(super) fn hold(&self, whole: bool) {
        self.whole.store(whole, Ordering::Release);
        self.heard().missed = true;
        self.bell.notify_one();
    }

    /// Whether everything that is told anywhere arrives here.
    pub(super) fn is_whole(&self) -> bool {
        self.whole.load(Ordering::Acquire)
    }

    /// Waits until there is something to hear.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Takes what was told.
    pub(super) fn take(&self) -> Heard {
        std::mem::take(&mut *self.heard())
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize) -> String {
        format!("line {number}")
    }

    #[test]
    fn who_does_not_listen_keeps_nothing_and_who_listens_too_late_knows_it() {
        let news = News::default();
        news.tell(vec![line(1)]);
        assert_eq!(news.take(), Heard::default());
        news.listen(None);
        news.tell(vec![line(2), line(3)]);
        assert_eq!(news.take(), Heard { lines: vec![line(2), line(3)], missed: false });
        news.tell((0..MOST).map(line).collect());
        news.tell(vec![line(0)]);
        assert_eq!(news.take(), Heard { lines: vec![], missed: true });
    }
}

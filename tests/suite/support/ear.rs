//! Hears how many sentences the desk says to its database.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

use super::both::Fresh;
use super::database::Database;
use super::desk::TestDesk;

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Sits at one connection.
struct Ear;

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        if !LISTENING.load(Ordering::Relaxed) {
            return;
        }
        let text = query.to_string();
        let sentence = text.split("-- binds").next().unwrap_or_default().trim();
        // What frames a transaction, and what is told to other processes after one.
        let frame = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT pg_notify"];
        if !frame.iter().any(|word| sentence.starts_with(word)) {
            HEARD.lock().unwrap_or_else(PoisonError::into_inner).push(sentence.to_owned());
        }
    }
}

fn ear() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(Ear))
}

/// A desk whose every connection is heard. Each test is a process of its own, so no other desk is heard with it.
pub struct HeardDesk {
    /// The desk.
    pub desk: TestDesk,
}

impl Fresh for HeardDesk {
    async fn fresh(database: Database) -> Self {
        set_default_instrumentation(ear).unwrap();
        Self { desk: TestDesk::open(database, &[]).await }
    }
}

impl HeardDesk {
    /// The sentences that are said while `doing`.
    pub async fn said_while<T>(&self, doing: impl Future<Output = T>) -> (T, Vec<String>) {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).clear();
        LISTENING.store(true, Ordering::Relaxed);
        let done = doing.await;
        LISTENING.store(false, Ordering::Relaxed);
        (done, std::mem::take(&mut *HEARD.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

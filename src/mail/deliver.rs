//! Letters leave: taken in one transaction, carried without one, recorded in another. No lock is held on the way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::backoff::after;
use super::bundle::Bundle;
use super::error::MailError;
use super::letters::write;
use super::pace::{Pace, Stop};
use super::postman::{Line, Parcel, Postman, Refusal};
use crate::app::App;
use crate::desk::ids::PersonId;
use crate::desk::letters::store::Next;
use crate::desk::letters::{self, Letter};
use crate::pulse::Attempt;

/// Letters taken at once.
const BATCH: i64 = 20;
/// Letters on their way at once.
const LINES: usize = 4;
/// How long letters are taken for; after that somebody else may send them. Longer than [`PATIENCE`] and the slowest letter.
const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// A letter that was not begun in this time after it was taken is put back.
const PATIENCE: Duration = Duration::from_secs(300);
/// When the letters are tried again that nobody could be found for.
const WHILE_SHUT: TimeDelta = TimeDelta::minutes(1);

/// What became of the letters that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: usize,
    /// To be tried again, or given up.
    pub refused: usize,
    /// Put back untried.
    pub put_back: usize,
}

/// Sends all letters that are due.
///
/// # Errors
/// When the database fails. A letter that was handed over and could not be recorded is sent again later, under the same
/// Message-ID.
pub fn deliver(app: &App, postman: &Postman, stop: &Stop) -> Result<Delivered, MailError> {
    let mut all = Delivered::default();
    while !stop.is_set() && app.db.read_blocking(|conn| letters::store::any_due(conn, app.now()))? {
        let began = Instant::now();
        let batch = Batch::take(app)?;
        let (taken, shut) = (batch.letters.len(), AtomicBool::new(false));
        let outcome = batch.send(app, postman, stop, &shut)?;
        all.sent += outcome.sent;
        all.refused += outcome.refused;
        all.put_back += outcome.put_back;
        if taken == 0 || shut.into_inner() {
            break;
        }
        if taken == BATCH as usize {
            Pace::of(app).rest(began.elapsed(), stop);
        }
    }
    Ok(all)
}

/// Letters that are ours for a while.
struct Batch {
    letters: Vec<Letter>,
    taken: Instant,
}

impl Batch {
    fn take(app: &App) -> Result<Self, MailError> {
        let now = app.now();
        let until = now.plus(CLAIM);
        let taken = Instant::now();
        let letters = app.db.write_blocking(move |conn| letters::store::claim(conn, now, until, BATCH))?;
        Ok(Self { letters, taken })
    }

    fn send(
        self,
        app: &App,
        postman: &Postman,
        stop: &Stop,
        shut: &AtomicBool,
    ) -> Result<Delivered, MailError> {
        let now = app.now();
        let bundle = app.db.read_blocking(|conn| Bundle::read(conn, &self.letters, now))?;
        let Self { letters, taken } = self;
        let queues = by_person(letters);
        let lines = LINES.min(queues.len());
        let queue = Mutex::new(queues.into_iter());
        let round = Round { app, stop, shut, taken, bundle: &bundle, queue: &queue };
        std::thread::scope(|scope| {
            let carriers: Vec<_> =
                (0..lines).map(|_| scope.spawn(|| round.carry(&mut postman.line()))).collect();
            let mut all = Delivered::default();
            for carrier in carriers {
                let one = carrier.join().unwrap_or_else(|_| {
                    Err(MailError::Message("a letter brought its carrier down".into()))
                })?;
                all.sent += one.sent;
                all.refused += one.refused;
                all.put_back += one.put_back;
            }
            Ok(all)
        })
    }
}

/// The letters of each person in their order: they go one after the other, so that a conversation arrives as it was.
fn by_person(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let mut queues: BTreeMap<PersonId, Vec<Letter>> = BTreeMap::new();
    for letter in letters {
        queues.entry(letter.person_id).or_default().push(letter);
    }
    queues.into_values().collect()
}

/// One batch on its way, seen from one of its lines.
struct Round<'a> {
    app: &'a App,
    stop: &'a Stop,
    shut: &'a AtomicBool,
    taken: Instant,
    bundle: &'a Bundle,
    queue: &'a Mutex<std::vec::IntoIter<Vec<Letter>>>,
}

impl Round<'_> {
    fn carry(&self, line: &mut Line<'_>) -> Result<Delivered, MailError> {
        let mut done = Delivered::default();
        while let Some(letters) = self.next() {
            for letter in letters {
                self.carry_one(line, &letter, &mut done)?;
            }
        }
        Ok(done)
    }

    fn carry_one(&self, line: &mut Line<'_>, letter: &Letter, done: &mut Delivered) -> Result<(), MailError> {
        let now = self.app.now();
        if self.stop.is_set() || self.taken.elapsed() > PATIENCE {
            done.put_back += 1;
            return self.not_sent(letter, Next::Unspent(now), None);
        }
        if self.shut.load(Ordering::Relaxed) {
            done.put_back += 1;
            return self.not_sent(letter, Next::Unspent(now.plus(WHILE_SHUT)), None);
        }
        match self.write(letter).and_then(|parcel| line.hand_over(&parcel)) {
            Ok(()) => {
                done.sent += 1;
                self.sent(letter)
            }
            Err(refusal) => {
                done.refused += 1;
                self.refused(letter, &refusal)
            }
        }
    }

    fn next(&self) -> Option<Vec<Letter>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    fn write(&self, letter: &Letter) -> Result<Parcel, Refusal> {
        write(self.app, self.bundle, letter)
    }

    fn sent(&self, letter: &Letter) -> Result<(), MailError> {
        let (id, now) = (letter.id, self.app.now());
        self.app.db.write_blocking(move |conn| letters::store::sent(conn, id, now))?;
        self.app.pulse.attempted(Attempt::Sent);
        tracing::debug!(letter = %id, kind = %letter.kind, attempt = letter.attempts, "a letter left");
        Ok(())
    }

    fn refused(&self, letter: &Letter, refusal: &Refusal) -> Result<(), MailError> {
        if matches!(refusal, Refusal::Shut(_)) {
            self.shut.store(true, Ordering::Relaxed);
        }
        let next = after(letter.attempts, refusal, self.app.now());
        let outcome = if next == Next::Never { Attempt::Failed } else { Attempt::Retried };
        self.app.pulse.attempted(outcome);
        tracing::warn!(
            letter = %letter.id, kind = %letter.kind, attempt = letter.attempts, outcome = outcome.as_str(), %refusal,
            "a letter was not taken"
        );
        self.not_sent(letter, next, Some(refusal.to_string()))
    }

    fn not_sent(&self, letter: &Letter, next: Next, error: Option<String>) -> Result<(), MailError> {
        let (id, attempt) = (letter.id, letter.attempts);
        self.app.db.write_blocking(move |conn| {
            letters::store::not_sent(conn, id, attempt, next, error.as_deref())
        })?;
        Ok(())
    }
}

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
use super::limits::parted;
use super::pace::{Pace, Stop};
use super::postman::{Line, Parcel, Postman, Refusal};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;
use crate::desk::letters::relay::{self, Rate, Shown, Taken, Turned};
use crate::desk::letters::store::Next;
use crate::desk::letters::{self, Letter, LetterKind};
use crate::pulse::Attempt;

/// Letters taken at once.
const BATCH: i64 = 20;
/// Letters on their way at once.
const LINES: usize = 4;
/// How long letters are taken for; after that somebody else may send them. Longer than [`PATIENCE`] and the slowest letter.
const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// A letter that was not begun in this time after it was taken is put back.
const PATIENCE: Duration = Duration::from_secs(300);
/// Lines that were lost one after the other: then the mail server is taken for one that lets nobody in.
const LOST: u64 = 3;

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
    while !stop.is_set() && app.db.read_blocking(|conn| may_go(conn, app.now()))? {
        let began = Instant::now();
        let batch = Batch::take(app)?;
        let (taken, is_probe) = (batch.letters.len(), batch.is_probe);
        if taken == 0 {
            break;
        }
        let round = batch.send(app, postman, stop)?;
        all.sent += round.done.sent;
        all.refused += round.done.refused;
        all.put_back += round.done.put_back;
        note(app, &round.shown, is_probe)?;
        if matches!(round.shown, Shown::Shut(_)) {
            break;
        }
        if taken == BATCH as usize {
            Pace::of(app).rest(began.elapsed(), stop);
        }
    }
    Ok(all)
}

/// Whether a letter is due and there is somebody to give it to.
fn may_go(conn: &mut DbConn, now: Timestamp) -> Result<bool, DbError> {
    Ok(letters::store::any_due(conn, now)? && relay::read(conn)?.is_open(now))
}

/// Keeps what the letters have shown of the mail server, and tells it once when it is another than before.
fn note(app: &App, shown: &Shown, was_probe: bool) -> Result<(), MailError> {
    if !was_probe && !matches!(shown, Shown::Shut(_)) {
        return Ok(());
    }
    let (now, kept) = (app.now(), shown.clone());
    match app.db.write_blocking(move |conn| relay::note(conn, &kept, was_probe, now))? {
        Some(Turned::Shut) => {
            let reason = if let Shown::Shut(reason) = shown { reason.as_str() } else { "" };
            tracing::error!(
                reason,
                "the mail server takes no letters; they wait, and one is tried now and then"
            );
        }
        Some(Turned::Open) => tracing::info!("the mail server takes letters again"),
        None => {}
    }
    Ok(())
}

/// What became of a batch, and what it has shown of the mail server.
struct Outcome {
    done: Delivered,
    shown: Shown,
}

/// Letters that are ours for a while.
struct Batch {
    letters: Vec<Letter>,
    /// Whether it is one letter alone that finds out whether the mail server takes letters again.
    is_probe: bool,
    taken: Instant,
}

impl Batch {
    fn take(app: &App) -> Result<Self, MailError> {
        let (now, rate) = (app.now(), Rate::per_minute(app.config.mail_per_minute));
        let until = now.plus(CLAIM);
        let taken = Instant::now();
        let Taken { letters, is_probe } =
            app.db.write_blocking(move |conn| relay::take(conn, now, until, BATCH, rate))?;
        Ok(Self { letters, is_probe, taken })
    }

    fn send(self, app: &App, postman: &Postman, stop: &Stop) -> Result<Outcome, MailError> {
        let now = app.now();
        let (bundle, lately) = app.db.read_blocking(|conn| {
            let bundle = Bundle::read(conn, &self.letters, now)?;
            let addresses = self.letters.iter().map(|letter| letter.address.clone()).collect();
            let hour = now.minus(TimeDelta::hours(1));
            Ok::<_, DbError>((bundle, letters::store::sent_lately(conn, addresses, hour)?))
        })?;
        let Self { letters, is_probe, taken } = self;
        let (going, put_off) = parted(letters, lately, now);
        let queues = by_person(going);
        let lines = LINES.min(queues.len());
        let queue = Mutex::new(queues.into_iter());
        let round =
            Round { app, stop, taken, is_probe, bundle: &bundle, queue: &queue, seen: Seen::default() };
        let mut done = Delivered { put_back: put_off.len(), ..Delivered::default() };
        for (letter, next) in &put_off {
            round.not_sent(letter, *next, None)?;
        }
        std::thread::scope(|scope| {
            let carriers: Vec<_> =
                (0..lines).map(|_| scope.spawn(|| round.carry(&mut postman.line()))).collect();
            for carrier in carriers {
                let one = carrier.join().unwrap_or_else(|_| {
                    Err(MailError::Message("a letter brought its carrier down".into()))
                })?;
                done.sent += one.sent;
                done.refused += one.refused;
                done.put_back += one.put_back;
            }
            Ok::<_, MailError>(())
        })?;
        Ok(Outcome { done, shown: round.seen.shown() })
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

/// What is seen of the mail server while a batch is on its way.
#[derive(Default)]
struct Seen {
    answered: AtomicBool,
    shut: Mutex<Option<String>>,
}

impl Seen {
    fn is_shut(&self) -> bool {
        self.reason().is_some()
    }

    fn reason(&self) -> Option<String> {
        self.shut.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn shuts(&self, reason: &str) {
        let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        shut.get_or_insert_with(|| reason.to_owned());
    }

    fn shown(&self) -> Shown {
        match self.reason() {
            Some(reason) => Shown::Shut(reason),
            None if self.answered.load(Ordering::Relaxed) => Shown::Reached,
            None => Shown::Nothing,
        }
    }
}

/// One batch on its way, seen from one of its lines.
struct Round<'a> {
    app: &'a App,
    stop: &'a Stop,
    taken: Instant,
    is_probe: bool,
    seen: Seen,
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
        if self.seen.is_shut() {
            done.put_back += 1;
            return self.not_sent(letter, Next::Unspent(now), None);
        }
        // What cannot be written says nothing of the mail server.
        let outcome = self.write(letter).and_then(|parcel| {
            let outcome = line.hand_over(&parcel);
            self.sees(&outcome);
            outcome
        });
        match outcome {
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

    /// What the outcome of a letter shows of the mail server. A lost line may be an accident; several in a row are none, and
    /// neither is that of the one letter that was to find out.
    fn sees(&self, outcome: &Result<(), Refusal>) {
        match outcome {
            Ok(()) | Err(Refusal::Final(_) | Refusal::Passing(_)) => {
                self.app.pulse.line_held();
                self.seen.answered.store(true, Ordering::Relaxed);
            }
            Err(Refusal::Lost(reason)) => {
                if self.app.pulse.line_lost() >= LOST || self.is_probe {
                    self.seen.shuts(reason);
                }
            }
            Err(Refusal::Shut(reason)) => self.seen.shuts(reason),
        }
    }

    fn next(&self) -> Option<Vec<Letter>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    fn write(&self, letter: &Letter) -> Result<Parcel, Refusal> {
        write(self.app, self.bundle, letter)
    }

    fn sent(&self, letter: &Letter) -> Result<(), MailError> {
        let (id, now, gathers) = (letter.id, self.app.now(), letter.kind == LetterKind::Digest);
        self.app.db.write_blocking(move |conn| {
            letters::store::sent(conn, id, now)?;
            if gathers {
                letters::store::sent_along(conn, id, now)?;
            }
            Ok::<_, DbError>(())
        })?;
        self.app.pulse.attempted(Attempt::Sent);
        tracing::debug!(letter = %id, kind = %letter.kind, attempt = letter.attempts, "a letter left");
        Ok(())
    }

    fn refused(&self, letter: &Letter, refusal: &Refusal) -> Result<(), MailError> {
        let next = after(letter.attempts, refusal, self.app.now());
        let outcome = if next == Next::Never { Attempt::Failed } else { Attempt::Retried };
        self.app.pulse.attempted(outcome);
        // That nobody lets us in is told once for all letters.
        if matches!(refusal, Refusal::Shut(_)) {
            tracing::debug!(letter = %letter.id, kind = %letter.kind, %refusal, "a letter was not taken");
        } else {
            tracing::warn!(
                letter = %letter.id, kind = %letter.kind, attempt = letter.attempts, outcome = outcome.as_str(), %refusal,
                "a letter was not taken"
            );
        }
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

//! What waits in the ledger is read, decided and done: messages of different conversations side by side (on SQLite they share
//! commits), those of one conversation one after the other.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::ours::{ours, own};
use super::parts;
use super::reading::{self, OwnAddresses};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::DbError;
use crate::desk::inbox::{self, Case, Decision, InboxError, Ours, Part, Settled, Waiting, ledger};
use crate::desk::search::Guesser;
use crate::mail::error::MailError;
use crate::mail::pace::{Pace, Stop};

/// Messages taken at once.
const BATCH: i64 = 64;
/// Conversations worked on at once.
const LANES: usize = 8;
/// How often a message is looked at again at once when what it needs has changed.
const ROUNDS: usize = 4;
/// Categories its words may speak for.
const GUESSES: usize = 3;
/// When a message is looked at again that answers one which waits.
const SOON: TimeDelta = TimeDelta::seconds(2);

/// Works off all messages that are due; how many were decided. Ends early when told to stop.
///
/// # Errors
/// When the database fails. A message something failed with is tried again later, and no other waits for it.
pub fn work_off(app: &App, stop: &Stop) -> Result<usize, MailError> {
    let mut decided = 0;
    while !stop.is_set() && app.db.read_blocking(|conn| ledger::any_due(conn, app.now()))? {
        let (began, now) = (Instant::now(), app.now());
        let batch = app.db.write_blocking(move |conn| ledger::claim(conn, now, BATCH))?;
        let taken = batch.len();
        decided += Round::begin(app, stop)?.work(batch)?;
        if taken < BATCH as usize {
            break;
        }
        stop.wait(rest(app, began.elapsed()));
    }
    Ok(decided)
}

/// Between batches others have their turn, longer while they wait for the database.
fn rest(app: &App, work: Duration) -> Duration {
    match Pace::of(app) {
        Pace::Calm => (work / 8).min(Duration::from_millis(25)),
        Pace::Busy => work.min(Duration::from_millis(150)),
    }
}

/// What a batch is worked on with.
struct Round<'a> {
    app: &'a App,
    stop: &'a Stop,
    ours: Ours,
    own: OwnAddresses,
    guesser: Guesser,
}

impl<'a> Round<'a> {
    fn begin(app: &'a App, stop: &'a Stop) -> Result<Self, MailError> {
        let ours = ours(app);
        let (mailboxes, guesser) = app
            .db
            .read_blocking(|conn| Ok::<_, InboxError>((inbox::mailboxes(conn)?, Guesser::read(conn)?)))?;
        let addresses = mailboxes.into_iter().filter_map(|mailbox| mailbox.address).collect();
        let own = own(app, &ours, addresses);
        Ok(Self { app, stop, ours, own, guesser })
    }

    fn work(&self, batch: Vec<Waiting>) -> Result<usize, MailError> {
        let mut threads: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
        for waiting in batch {
            threads.entry(waiting.thread.clone()).or_default().push(waiting);
        }
        let mut queues: Vec<_> = threads.into_values().collect();
        queues.sort_by_key(|queue| queue.first().map(|waiting| waiting.id));
        let room = if self.app.db.is_sqlite() { LANES } else { self.app.db.connections() as usize / 2 };
        let lanes = room.clamp(1, LANES).min(queues.len());
        let queue = Mutex::new(queues.into_iter());
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..lanes).map(|_| scope.spawn(|| self.lane(&queue))).collect();
            let mut decided = 0;
            for worker in workers {
                decided += worker.join().unwrap_or_else(|_| {
                    Err(MailError::Message("a message brought its worker down".into()))
                })?;
            }
            Ok(decided)
        })
    }

    fn lane(&self, queue: &Mutex<std::vec::IntoIter<Vec<Waiting>>>) -> Result<usize, MailError> {
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let mut decided = 0;
        while let Some(conversation) = next() {
            for waiting in conversation {
                decided += usize::from(self.one(waiting)?);
            }
        }
        Ok(decided)
    }

    /// One message; whether it was decided.
    fn one(&self, waiting: Waiting) -> Result<bool, MailError> {
        let now = self.app.now();
        if self.stop.is_set() {
            self.app.db.write_blocking(move |conn| ledger::put_back(conn, &waiting, now))?;
            return Ok(false);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| self.settle(&waiting, now)))
            .unwrap_or_else(|_| Err(InboxError::Db(DbError::Panicked)));
        match outcome {
            Ok(Settled::Done(decision)) => {
                tracing::info!(message = %waiting.id, mailbox = %waiting.mailbox, ?decision, "a message was decided");
                Ok(true)
            }
            Ok(Settled::Later | Settled::NotReady(_)) => {
                let soon = now.plus(SOON);
                self.app.db.write_blocking(move |conn| ledger::put_back(conn, &waiting, soon))?;
                Ok(false)
            }
            Ok(Settled::NotOurs) => Ok(false),
            Err(error) => {
                let why = error.to_string();
                let id = waiting.id;
                let over = {
                    let why = why.clone();
                    self.app.db.write_blocking(move |conn| ledger::failed(conn, &waiting, &why, now))?
                };
                tracing::warn!(message = %id, error = why, over, "a message could not be worked off");
                Ok(false)
            }
        }
    }

    fn settle(&self, waiting: &Waiting, now: Timestamp) -> Result<Settled, InboxError> {
        let raw = waiting.raw.ok_or(InboxError::NotFound)?;
        let mut message = reading::read(&inbox::read(&self.app.post, raw)?, &self.own);
        // The files stay here: what is decided and written needs to know of them, and no more.
        let parts = parts::taken_out(&mut message);
        let mut case = Case {
            waiting: waiting.clone(),
            wordings: parts::wordings(self.app, &message, &[]),
            message,
            files: None,
            category: None,
            limits: self.app.attachment_limits(),
        };
        let mut expected = self.app.db.read_blocking(|conn| inbox::foresee(conn, &self.ours, &case, now))?;
        for _ in 0..ROUNDS {
            self.get_ready(&mut case, &parts, &expected, now)?;
            let (ours, ready) = (self.ours.clone(), case.clone());
            match self.app.db.write_blocking(move |conn| inbox::settle(conn, &ours, ready, now)) {
                Ok(Settled::NotReady(decision)) => expected = decision,
                // Somebody else acted on the ticket at the same moment: it is looked at anew.
                Err(InboxError::Ticket(error)) if error.is_overtaken() => {
                    tracing::debug!(message = %waiting.id, %error, "somebody was faster");
                }
                outcome => return outcome,
            }
        }
        Ok(Settled::Later)
    }

    /// Gets ready what the decision will need: files are looked into, a category is guessed.
    fn get_ready(
        &self,
        case: &mut Case,
        parts: &[Part],
        decision: &Decision,
        now: Timestamp,
    ) -> Result<(), InboxError> {
        if decision.takes_files() && case.files.is_none() && !parts.is_empty() {
            let (files, refused) = parts::prepare(self.app, parts)?;
            case.wordings = parts::wordings(self.app, &case.message, &refused);
            case.files = Some(files);
        }
        if let Decision::Ticket { agency, .. } = decision
            && case.category.is_none()
        {
            let agency = *agency;
            let text = format!("{}\n{}", case.message.subject, case.message.text);
            let guesses = self.guesser.guess(&text, GUESSES);
            let mailbox = case.waiting.mailbox.clone();
            let chosen =
                self.app.db.read_blocking(|conn| inbox::category(conn, &mailbox, agency, &guesses, now))?;
            case.category = Some(chosen);
        }
        Ok(())
    }
}

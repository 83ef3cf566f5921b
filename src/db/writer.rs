//! The one writer of SQLite: it drains its queue, runs each job in a savepoint, commits once, and only then answers all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::connection::DbConn;
use super::error::DbError;
use super::news::{self, News};

/// Jobs that share one commit at most.
const BATCH: usize = 64;

/// The queue in front of the writing thread.
pub(super) struct Writer {
    queue: Sender<Box<dyn Task>>,
    waiting: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the writing thread on its own connection.
    pub(super) fn start(conn: DbConn, news: Arc<News>) -> Result<Self, DbError> {
        let (queue, jobs) = channel();
        let waiting = Arc::new(AtomicU64::new(0));
        let counter = waiting.clone();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || work(conn, &jobs, &counter, &news))
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self { queue, waiting })
    }

    /// Jobs that have not been answered yet.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Queues a job; the receiver is answered after the commit, and dropped if the writer is gone.
    pub(super) fn submit<T, E, F>(&self, job: F) -> oneshot::Receiver<Result<T, E>>
    where
        F: FnOnce(&mut DbConn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let task = Job { job: Some(job), outcome: None, reply };
        if self.queue.send(Box::new(task)).is_err() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        answer
    }
}

trait Task: Send {
    /// Runs inside a savepoint; says whether its work shall be kept.
    fn run(&mut self, conn: &mut DbConn) -> bool;
    /// Takes back an outcome that could not be kept.
    fn fail(&mut self, error: DbError);
    /// Answers the caller.
    fn answer(self: Box<Self>);
}

struct Job<T, E, F> {
    job: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Task for Job<T, E, F>
where
    F: FnOnce(&mut DbConn) -> Result<T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, conn: &mut DbConn) -> bool {
        let Some(job) = self.job.take() else { return false };
        let outcome =
            catch_unwind(AssertUnwindSafe(|| job(conn))).unwrap_or_else(|_| Err(DbError::Panicked.into()));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn fail(&mut self, error: DbError) {
        // A refusal stays the refusal it was: nothing of it was to be kept anyway.
        if !matches!(self.outcome, Some(Err(_))) {
            self.outcome = Some(Err(error.into()));
        }
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // A caller that went away needs no answer; its work is done all the same.
            let _gone = self.reply.send(outcome);
        }
    }
}

fn work(mut conn: DbConn, jobs: &Receiver<Box<dyn Task>>, waiting: &AtomicU64, news: &News) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        if let Err(error) = conn.batch_execute("BEGIN IMMEDIATE") {
            while batch.len() < BATCH
                && let Ok(task) = jobs.try_recv()
            {
                batch.push(task);
            }
            give_up(batch, waiting, &error.to_string());
            continue;
        }
        let mut told = Vec::new();
        let mut whole = run_one(&mut conn, &mut batch[0], &mut told);
        while whole.is_ok()
            && batch.len() < BATCH
            && let Ok(mut task) = jobs.try_recv()
        {
            whole = run_one(&mut conn, &mut task, &mut told);
            batch.push(task);
        }
        match whole.and_then(|()| conn.batch_execute("COMMIT")) {
            Ok(()) => {
                waiting.fetch_sub(batch.len() as u64, Ordering::Relaxed);
                batch.into_iter().for_each(Task::answer);
                news.tell(told);
            }
            Err(error) => {
                // Where SQLite has rolled everything back by itself there is nothing left to be rolled back.
                if let Err(error) = conn.batch_execute("ROLLBACK") {
                    tracing::debug!(%error, "a batch was rolled back already");
                }
                give_up(batch, waiting, &error.to_string());
            }
        }
    }
}

/// Runs a job in a savepoint of its own. An error ends the batch: SQLite may have rolled all of it back by itself (the disk
/// is full, a page cannot be read), savepoints and all, and what ran after that would stand alone outside a transaction.
/// What the job tells joins `told` if its work is kept.
fn run_one(conn: &mut DbConn, task: &mut Box<dyn Task>, told: &mut Vec<String>) -> diesel::QueryResult<()> {
    conn.batch_execute("SAVEPOINT job")?;
    let keep = task.run(conn);
    let lines = news::taken();
    if keep {
        told.extend(lines);
    }
    conn.batch_execute(if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })
}

fn give_up(batch: Vec<Box<dyn Task>>, waiting: &AtomicU64, why: &str) {
    tracing::error!(error = why, jobs = batch.len(), "a batch was not committed");
    waiting.fetch_sub(batch.len() as u64, Ordering::Relaxed);
    for mut task in batch {
        task.fail(DbError::Commit(why.to_owned()));
        task.answer();
    }
}

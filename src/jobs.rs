//! The heartbeat: what the desk does by itself, each job in its own rhythm and off the async threads.
//!
//! Any number of processes may run it on one Postgres: every job takes what it works on by claim.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::watch::{self, Receiver, Sender};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep, sleep_until};

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::attachments::{self, AttachmentError};
use crate::desk::inbox::{self, InboxError};
use crate::desk::people::{sessions, sign_in};
use crate::desk::tickets::{self, TicketError};
use crate::desk::{answers, brand, events, notifications};
use crate::mail::inbox::{Mailbox, collect};
use crate::mail::{self, MailError, Postman, Stop};

/// One thing the desk does by itself.
struct Job {
    /// Its name in logs and metrics.
    name: &'static str,
    /// How often it runs at least.
    every: Duration,
    /// Whether it also runs soon after anything was written in this process.
    after_writes: bool,
    /// What it does.
    run: fn(&Work, Timestamp) -> Result<(), JobError>,
}

/// Everything the desk does by itself.
const JOBS: &[Job] = &[
    Job { name: "consider", every: Duration::from_secs(2), after_writes: true, run: consider },
    Job { name: "gather", every: Duration::from_secs(20), after_writes: false, run: gather },
    Job { name: "deliver", every: Duration::from_secs(2), after_writes: true, run: deliver },
    Job { name: "inbox", every: Duration::from_secs(2), after_writes: true, run: work_off },
    Job { name: "clocks", every: Duration::from_secs(5), after_writes: false, run: sweep_tickets },
    Job { name: "recompute", every: Duration::from_secs(15), after_writes: false, run: recompute },
    Job { name: "expiry", every: Duration::from_secs(600), after_writes: false, run: expire },
    Job { name: "attachments", every: Duration::from_secs(6 * 3600), after_writes: false, run: sweep_files },
    Job { name: "messages", every: Duration::from_secs(6 * 3600), after_writes: false, run: sweep_messages },
    Job { name: "brand", every: Duration::from_secs(10), after_writes: false, run: dress },
    Job { name: "checkpoint", every: Duration::from_secs(3600), after_writes: false, run: checkpoint },
];

/// How long after a write the jobs that follow it begin: what is written together is handled together.
const GATHER: Duration = Duration::from_millis(50);
/// Tickets of one sweep at most; the rest comes with the next.
const SWEEP: i64 = 200;

/// What the jobs work with.
struct Work {
    app: App,
    postman: Postman,
    stop: Stop,
}

/// Why a job failed. It is logged and tried again in its rhythm.
#[derive(Debug, thiserror::Error)]
enum JobError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error(transparent)]
    Ticket(#[from] TicketError),
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    #[error(transparent)]
    Inbox(#[from] InboxError),
}

/// The running jobs of this process.
pub struct Heartbeat {
    stop: Stop,
    ended: Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Heartbeat {
    /// Starts all jobs; each runs at once and then in its rhythm. Post is collected from the mailboxes all the while. To be called on a tokio runtime.
    pub fn start(app: App, postman: Postman, mailboxes: Vec<Mailbox>) -> Self {
        let stop = Stop::default();
        let (ended, listening) = watch::channel(false);
        let work = Arc::new(Work { app: app.clone(), postman, stop: stop.clone() });
        let mut wakers = Vec::new();
        let mut tasks = Vec::new();
        for job in JOBS {
            app.pulse.begins(job.name, job.every, app.now());
            let waker = Arc::new(Notify::new());
            if job.after_writes {
                wakers.push(waker.clone());
            }
            tasks.push(tokio::spawn(beat(job, work.clone(), waker, listening.clone())));
        }
        for mailbox in mailboxes {
            tasks.push(tokio::spawn(collect(app.clone(), mailbox, listening.clone())));
        }
        tasks.push(tokio::spawn(listen(app, wakers, listening)));
        Self { stop, ended, tasks }
    }

    /// Ends the jobs: what is running is finished (a letter on its way is waited for), nothing new is begun.
    pub async fn stop(self) {
        self.stop.set();
        self.ended.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a job did not end well");
            }
        }
    }
}

/// Wakes the jobs that follow a write.
async fn listen(app: App, wakers: Vec<Arc<Notify>>, mut ended: Receiver<bool>) {
    loop {
        tokio::select! {
            () = app.db.written() => wakers.iter().for_each(|waker| waker.notify_one()),
            _ = ended.wait_for(|ended| *ended) => return,
        }
    }
}

/// Runs one job in its rhythm, never twice at once.
async fn beat(job: &'static Job, work: Arc<Work>, waker: Arc<Notify>, mut ended: Receiver<bool>) {
    while !*ended.borrow() {
        let next = Instant::now() + job.every;
        run(job, work.clone()).await;
        tokio::select! {
            () = sleep_until(next) => {}
            () = async { waker.notified().await; sleep(GATHER).await } => {}
            _ = ended.wait_for(|ended| *ended) => return,
        }
    }
}

async fn run(job: &'static Job, work: Arc<Work>) {
    let app = work.app.clone();
    let outcome = spawn_blocking(move || (job.run)(&work, work.app.now())).await;
    let failure = match outcome {
        Ok(Ok(())) => return app.pulse.succeeded(job.name, app.now()),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic.to_string(),
    };
    tracing::error!(job = job.name, error = failure, "a job failed");
    app.pulse.failed(job.name, app.now(), failure);
}

fn consider(work: &Work, _: Timestamp) -> Result<(), JobError> {
    mail::consider(&work.app, &work.stop)?;
    Ok(())
}

/// In the morning, what waits for somebody becomes one letter.
fn gather(work: &Work, _: Timestamp) -> Result<(), JobError> {
    let people = mail::gather(&work.app, &work.stop)?;
    if people > 0 {
        tracing::info!(people, "what waited for the morning was gathered");
    }
    Ok(())
}

fn deliver(work: &Work, _: Timestamp) -> Result<(), JobError> {
    mail::deliver(&work.app, &work.postman, &work.stop)?;
    Ok(())
}

fn work_off(work: &Work, _: Timestamp) -> Result<(), JobError> {
    mail::inbox::work_off(&work.app, &work.stop)?;
    Ok(())
}

fn sweep_messages(work: &Work, now: Timestamp) -> Result<(), JobError> {
    let swept = inbox::sweep(&work.app.post, &work.app.db, now)?;
    if swept.removed > 0 {
        tracing::info!(removed = swept.removed, bytes = swept.bytes, "messages were kept long enough");
    }
    Ok(())
}

fn sweep_tickets(work: &Work, now: Timestamp) -> Result<(), JobError> {
    while !work.stop.is_set() {
        let swept = work.app.db.write_blocking(move |conn| tickets::sweep(conn, now, SWEEP))?;
        // What another process has claimed is its own; the next beat sees what is left.
        if !swept.any() {
            break;
        }
        tracing::info!(?swept, "clocks asked for something");
    }
    Ok(())
}

/// Looks again at open clocks after a calendar or a policy has changed.
fn recompute(work: &Work, now: Timestamp) -> Result<(), JobError> {
    while !work.stop.is_set() {
        if work.app.db.write_blocking(move |conn| tickets::recompute_behind(conn, now, SWEEP))? == 0 {
            break;
        }
    }
    Ok(())
}

/// Takes away what has had its time; how many rows.
type Forget = fn(&mut DbConn, Timestamp) -> Result<usize, DbError>;

/// Everything that is forgotten after a while.
const FORGET: [Forget; 5] = [
    sessions::expire,
    sign_in::forget_old_failures,
    answers::forget_old,
    attachments::uploads::forget_old,
    notifications::forget_old,
];

fn expire(work: &Work, now: Timestamp) -> Result<(), JobError> {
    for forget in FORGET {
        work.app.db.write_blocking(move |conn| forget(conn, now))?;
    }
    Ok(())
}

fn sweep_files(work: &Work, now: Timestamp) -> Result<(), JobError> {
    let swept = attachments::sweep(&work.app.vault, &work.app.db, now)?;
    if swept.removed > 0 {
        tracing::info!(removed = swept.removed, bytes = swept.bytes, "files nobody attached are gone");
    }
    Ok(())
}

/// Another process may have been told of another look.
fn dress(work: &Work, _: Timestamp) -> Result<(), JobError> {
    let brand = work.app.db.read_blocking(|conn: &mut DbConn| brand::read(conn))?;
    work.app.wear(&brand);
    Ok(())
}

fn checkpoint(work: &Work, now: Timestamp) -> Result<(), JobError> {
    while !work.stop.is_set() {
        match work.app.db.write_blocking(move |conn| events::checkpoint(conn, now)) {
            Ok(Some(written)) if written.is_full() => {}
            Ok(_) => break,
            // Another process was faster with this number.
            Err(error) if error.is_duplicate() => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

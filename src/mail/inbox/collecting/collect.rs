//! Post is fetched: what is new in a folder goes to the ledger, what took effect is marked on the server; then the server says
//! when there is more (IDLE), or is asked again.
//!
//! The order is what keeps everything exactly once: raw bytes and ledger line are durable before anything else, the effect and
//! its mark are one transaction, and only then the server hears of it. A crash anywhere fetches again what the ledger knows.

use std::time::Duration;

use tokio::sync::watch::Receiver;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::fetch::fetch_new;
use super::line::{self, Line, LineError, within};
use super::mailbox::Mailbox;
use super::mark::mark_done;
use crate::app::App;
use crate::db::DbConn;
use crate::desk::inbox::{self, turns};

/// How long the server is listened to before it is asked whether it is still there.
const LISTEN: Duration = Duration::from_secs(100);
/// A pause for what was taken down to take effect, before the server is told of it.
const MOMENT: Duration = Duration::from_millis(700);
/// After a failure the pause doubles from here …
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// … up to here.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// When it is looked again whether the process that collects is still there.
const OTHERS: Duration = Duration::from_secs(10);
/// How often the turn is taken anew while it lasts.
const RENEWAL: Duration = Duration::from_secs(10);

/// Collects from one mailbox until it is time to end.
pub async fn collect(app: App, mailbox: Mailbox, mut stop: Receiver<bool>) {
    // SQLite has one process: whoever comes next is the same one, and need not wait.
    let holder = if app.db.is_sqlite() { Uuid::nil() } else { Uuid::now_v7() };
    let turn = Turn { app, mailbox, holder };
    let mut pause = FIRST_PAUSE;
    loop {
        let outcome = tokio::select! {
            outcome = turn.attend() => outcome,
            outcome = turn.lasts() => outcome,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let rest = match outcome {
            Ok(Ended::Others) => OTHERS,
            Ok(Ended::Line) => {
                pause = FIRST_PAUSE;
                Duration::from_secs(1)
            }
            Err(error) => {
                tracing::warn!(mailbox = %turn.mailbox.name, %error, "no post can be collected");
                turn.note(Some(error.0)).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                pause / 2
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    turn.end().await;
}

/// Why a while at a mailbox ended.
enum Ended {
    /// The line is gone, as lines go now and then.
    Line,
    /// Another process collects from here.
    Others,
}

/// One process at one mailbox.
pub(super) struct Turn {
    pub(super) app: App,
    pub(super) mailbox: Mailbox,
    holder: Uuid,
}

impl Turn {
    /// One line to the server, from signing in until it breaks.
    async fn attend(&self) -> Result<Ended, LineError> {
        if !self.is_ours().await? {
            return Ok(Ended::Others);
        }
        let (mut session, opened) = line::open(&self.mailbox).await?;
        let can = within("capabilities", session.capabilities()).await?;
        let (idle, moves) = (can.has_str("IDLE"), can.has_str("MOVE"));
        let validity =
            opened.uid_validity.ok_or_else(|| LineError("the folder has no UIDVALIDITY".into()))?;
        loop {
            let taken = fetch_new(self, &mut session, &opened, validity).await?;
            let marked = mark_done(self, &mut session, validity, moves).await?;
            self.note(None).await;
            if taken + marked > 0 {
                sleep(MOMENT).await;
                continue;
            }
            session = match self.listen(session, idle).await? {
                Some(session) => session,
                None => return Ok(Ended::Line),
            };
        }
    }

    /// Keeps the turn for as long as it is ours: what is fetched may take longer than a turn.
    async fn lasts(&self) -> Result<Ended, LineError> {
        loop {
            sleep(RENEWAL).await;
            if !self.is_ours().await? {
                return Ok(Ended::Others);
            }
        }
    }

    /// Waits until there may be something new; nothing if the server is not there any more.
    async fn listen(&self, mut session: Line, idle: bool) -> Result<Option<Line>, LineError> {
        if !idle {
            sleep(self.mailbox.poll).await;
            within("noop", session.noop()).await?;
            return Ok(Some(session));
        }
        let mut handle = session.idle();
        within("IDLE", handle.init()).await?;
        // What was decided meanwhile is marked in the rhythm of asking; what comes in is heard of at once.
        let (news, interrupt) = handle.wait_with_timeout(LISTEN.min(self.mailbox.poll));
        let heard = timeout(LISTEN * 2, news).await;
        drop(interrupt);
        match heard {
            Ok(Ok(_)) => Ok(Some(within("IDLE", handle.done()).await?)),
            Ok(Err(error)) => {
                tracing::debug!(mailbox = %self.mailbox.name, %error, "the line to the mailbox is gone");
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    /// Whether it is this process that collects: the mailbox is made known, and the turn taken or kept.
    async fn is_ours(&self) -> Result<bool, LineError> {
        let (mailbox, holder, now) = (self.mailbox.clone(), self.holder, self.app.now());
        let taken = self.write(move |conn| {
            let bound = inbox::bound_as(conn, &mailbox.bound)?;
            let known =
                inbox::Mailbox { name: mailbox.name.clone(), bound, address: mailbox.address.clone() };
            inbox::bind(conn, &known, now)?;
            Ok(turns::take_turn(conn, &mailbox.name, holder, now)?)
        });
        taken.await
    }

    /// Notes how it went, for the administrator's page.
    async fn note(&self, failure: Option<String>) {
        let (name, now) = (self.mailbox.name.clone(), self.app.now());
        let noted = self.write(move |conn| Ok(turns::looked(conn, &name, failure.as_deref(), now)?));
        if let Err(error) = noted.await {
            tracing::warn!(mailbox = %self.mailbox.name, %error, "how collecting goes cannot be noted");
        }
    }

    async fn end(&self) {
        let (name, holder, now) = (self.mailbox.name.clone(), self.holder, self.app.now());
        let ended = self.write(move |conn| Ok(turns::end_turn(conn, &name, holder, now)?));
        if let Err(error) = ended.await {
            tracing::debug!(mailbox = %self.mailbox.name, %error, "the turn ends by itself");
        }
    }

    /// A sentence or two to the database.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        what: impl Fn(&mut DbConn) -> Result<T, inbox::InboxError> + Send + Sync + 'static,
    ) -> Result<T, LineError> {
        self.app.db.write(what).await.map_err(|error| LineError::at("database", &error))
    }
}

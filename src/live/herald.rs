//! The herald: hears what happened in any process, and tells each listener what they may see of it.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::memory::Memory;
use super::presence::Beat;
use super::room::{At, Live, Pass, Tidings};
use crate::clock::Clock;
use crate::db::{Db, DbConn, DbError};
use crate::desk::events::{self, Happened, RecordKind};
use crate::desk::ids::{NotificationId, PersonId, TicketId};
use crate::desk::notifications::{self, Rung};
use crate::desk::people::{Actor, sessions, tokens};
use crate::desk::tickets;

/// How long what happens is gathered before it is told.
const GATHER: Duration = Duration::from_millis(250);
/// How often a quiet line is used, so that nobody in between takes it for dead.
const QUIET: Duration = Duration::from_secs(15);
/// How often it is looked who still may listen.
const RENEW: Duration = Duration::from_secs(30);
/// How often it is looked whether something was missed: while everything arrives, and while it does not.
const LOOK: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(1));
/// How often it is looked who has left without a word.
const MISS: Duration = Duration::from_secs(3);
/// How often it is told who came and left.
const CALM: Duration = Duration::from_secs(1);
/// Tickets of one round; if more of them changed, everybody looks at everything.
const MANY: usize = 200;

/// What is on one's mind from round to round.
struct Herald {
    db: Db,
    clock: Clock,
    live: Arc<Live>,
    memory: Memory,
    quiet_at: Instant,
    renew_at: Instant,
    look_at: Instant,
    miss_at: Instant,
    /// Tickets that somebody came to or left, and from when on that may be told.
    moved: BTreeSet<TicketId>,
    moved_at: Instant,
}

/// What happened since the last round.
#[derive(Default)]
struct Round {
    tickets: BTreeSet<TicketId>,
    people: HashSet<PersonId>,
    everybody: bool,
    much: bool,
    moved: BTreeSet<TicketId>,
    /// Those who have other unseen lines than before.
    rung: HashSet<PersonId>,
}

/// Begins to tell those who listen in this process; to be called on a tokio runtime. Ends when `live` is closed.
///
/// # Errors
/// When this process cannot listen to the others.
pub fn begin(db: Db, clock: Clock, live: Arc<Live>) -> Result<(), DbError> {
    db.listen()?;
    let now = Instant::now();
    let herald = Herald {
        db,
        clock,
        live,
        memory: Memory::new(),
        quiet_at: now + QUIET,
        renew_at: now + RENEW,
        look_at: now + LOOK.0,
        miss_at: now + MISS,
        moved: BTreeSet::new(),
        moved_at: now,
    };
    tokio::spawn(herald.run());
    Ok(())
}

impl Herald {
    async fn run(mut self) {
        while !self.live.is_closed() {
            let mut next = self.quiet_at.min(self.renew_at).min(self.look_at).min(self.miss_at);
            if !self.moved.is_empty() {
                next = next.min(self.moved_at);
            }
            tokio::select! {
                () = self.db.rung() => sleep(GATHER).await,
                () = sleep_until(next) => {}
            }
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "those who listen could not be told");
            }
        }
    }

    async fn round(&mut self) -> Result<(), DbError> {
        let heard = self.db.heard();
        let now = Instant::now();
        self.come_and_go(&heard.lines, now);
        if self.live.is_empty() {
            self.rest(now);
            return Ok(());
        }
        let mut round = Round::default();
        for happened in heard.lines.iter().filter_map(|line| line.parse::<Happened>().ok()) {
            self.take_in(happened, &mut round);
        }
        round.rung.extend(heard.lines.iter().filter_map(|line| Some(line.parse::<Rung>().ok()?.0)));
        if heard.missed || now >= self.look_at {
            self.look_at = now + if self.db.hears_all() { LOOK.0 } else { LOOK.1 };
            self.catch_up(&mut round).await?;
        }
        if now >= self.renew_at {
            self.renew_at = now + RENEW;
            round.everybody = true;
        }
        if now >= self.moved_at && !self.moved.is_empty() {
            round.moved = std::mem::take(&mut self.moved);
            self.moved_at = now + CALM;
        }
        self.renew(&round).await?;
        self.ring(&round).await?;
        self.tell(round).await?;
        if now >= self.quiet_at {
            self.quiet_at = now + QUIET;
            self.live.tell_all(&Tidings::Quiet);
        }
        Ok(())
    }

    /// Who came to a ticket, began to write, left or was not heard of any more.
    fn come_and_go(&mut self, lines: &[String], now: Instant) {
        let presence = self.live.presence();
        for beat in lines.iter().filter_map(|line| line.parse::<Beat>().ok()) {
            let ticket = beat.ticket;
            if presence.note(beat, now.into_std()) {
                self.moved.insert(ticket);
            }
        }
        if now >= self.miss_at {
            self.miss_at = now + MISS;
            self.moved.extend(presence.forget(now.into_std()));
        }
    }

    /// Nobody listens: nothing to do until somebody does.
    fn rest(&mut self, now: Instant) {
        self.memory.look_after();
        self.moved.clear();
        (self.quiet_at, self.renew_at, self.look_at) = (now + QUIET, now + RENEW, now + LOOK.0);
    }

    fn take_in(&mut self, happened: Happened, round: &mut Round) {
        if !self.memory.is_new(happened.event) {
            return;
        }
        match happened.kind {
            RecordKind::Ticket => drop(round.tickets.insert(TicketId(happened.record.0))),
            RecordKind::Person => drop(round.people.insert(PersonId(happened.record.0))),
            RecordKind::Grant | RecordKind::Group | RecordKind::Agency => round.everybody = true,
            _ => {}
        }
    }

    /// Looks for what was not heard: by another program on this database, or while the wire was down.
    async fn catch_up(&mut self, round: &mut Round) -> Result<(), DbError> {
        let after = self.memory.look_after();
        let most = 1_000_i64;
        let (found, rung) = self
            .db
            .read(move |conn| {
                let found = events::happened_after(conn, after, most)?;
                let rung = notifications::rung_after(conn, NotificationId(after.0), most)?;
                Ok::<_, DbError>((found, rung))
            })
            .await?;
        round.rung.extend(rung);
        round.much |= found.len() as i64 == most;
        for happened in found {
            self.take_in(happened, round);
        }
        Ok(())
    }

    /// Looks again at those whose rights may have changed.
    async fn renew(&self, round: &Round) -> Result<(), DbError> {
        let passes = self.live.passes(|person| round.everybody || round.people.contains(&person));
        if passes.is_empty() {
            return Ok(());
        }
        let (live, now) = (self.live.clone(), self.clock.now());
        self.db
            .read(move |conn| {
                for pass in passes.into_iter().collect::<HashSet<_>>() {
                    let holder = match pass {
                        Pass::Session(id) => sessions::holder(conn, id, now)?,
                        Pass::Token(id) => tokens::holder(conn, id, now)?,
                    };
                    live.renew(pass, holder.as_ref());
                }
                Ok(())
            })
            .await
    }

    /// Tells those of them who listen how much they have not seen now.
    async fn ring(&self, round: &Round) -> Result<(), DbError> {
        let mut rung: Vec<_> = self.live.people().into_iter().map(|person| person.id).collect();
        rung.retain(|person| round.rung.contains(person));
        if rung.is_empty() {
            return Ok(());
        }
        let counts = self.db.read(move |conn| notifications::unseen(conn, &rung)).await?;
        for (person, count) in counts {
            self.live.tell(person, &Tidings::Unseen(count));
        }
        Ok(())
    }

    /// Tells each what they may see, with one question for each person.
    async fn tell(&self, round: Round) -> Result<(), DbError> {
        if round.much || round.tickets.len() > MANY {
            self.live.tell_all(&Tidings::Much);
            return Ok(());
        }
        if round.tickets.is_empty() && round.moved.is_empty() {
            return Ok(());
        }
        let (live, people) = (self.live.clone(), self.live.people());
        let outcome =
            self.db.read(move |conn| people.iter().try_for_each(|who| tell(conn, &live, who, &round)));
        if outcome.await.is_err() {
            // What they were not told they find by looking.
            self.live.tell_all(&Tidings::Much);
        }
        Ok(())
    }
}

/// Tells one person. Who is where is for the staff alone.
fn tell(conn: &mut DbConn, live: &Live, person: &Actor, round: &Round) -> Result<(), DbError> {
    let moved = person.standing.is_staff().then_some(&round.moved).into_iter().flatten();
    let ids: BTreeSet<TicketId> = round.tickets.iter().chain(moved).copied().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let seen = tickets::changed(conn, person, &ids.into_iter().collect::<Vec<_>>())?;
    let at = |number: String, ticket: TicketId| {
        let mut people = live.at(ticket);
        people.retain(|present| present.person != person.id);
        At { number, people }
    };
    let present: Vec<At> = seen
        .iter()
        .filter(|ticket| round.moved.contains(&ticket.id) && person.standing.is_staff())
        .map(|ticket| at(ticket.number.clone(), ticket.id))
        .collect();
    let changed: Vec<_> = seen.into_iter().filter(|ticket| round.tickets.contains(&ticket.id)).collect();
    if !changed.is_empty() {
        live.tell(person.id, &Tidings::Changed(changed.into()));
    }
    if !present.is_empty() {
        live.tell(person.id, &Tidings::Present(present.into()));
    }
    Ok(())
}

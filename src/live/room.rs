//! The room of those who listen: who they are, by which right, and the way to each.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{Receiver, Sender, channel};

use serde::Serialize;

use super::presence::{Presence, Present};
use crate::desk::ids::{PersonId, SessionId, TicketId, TokenId};
use crate::desk::people::Actor;
use crate::desk::tickets::Changed;

/// Streams of one person at once. Each open page has one, and that of a page one has left lasts until its next breath.
const EACH: usize = 32;
/// Streams of one process at once.
const ALL: usize = 2_000;
/// Tidings that wait for a slow line; who is slower comes again and looks at everything anew.
const WAITING: usize = 16;

/// By what right somebody listens: it ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pass {
    /// Signed in.
    Session(SessionId),
    /// With a token.
    Token(TokenId),
}

/// What is told to one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tidings {
    /// These tickets changed; all of them may be seen by who hears it.
    Changed(Arc<[Changed]>),
    /// Others came to these tickets, began to write or left.
    Present(Arc<[At]>),
    /// They have so many unseen lines now, counted up to a hundred.
    Unseen(i64),
    /// So much changed that one has to look at everything anew.
    Much,
    /// Nothing happened; the line is alive.
    Quiet,
}

/// Who else is at a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct At {
    /// Its number.
    pub number: String,
    /// The others.
    pub people: Vec<Present>,
}

/// No more streams: of this person, or of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many streams are open")]
pub struct Full;

/// Everybody who listens in this process.
#[derive(Default)]
pub struct Live {
    room: Mutex<Room>,
    presence: Presence,
}

#[derive(Default)]
struct Room {
    seats: BTreeMap<u64, Seat>,
    next: u64,
    closed: bool,
}

struct Seat {
    actor: Actor,
    pass: Pass,
    outbox: Sender<Tidings>,
}

/// A place in the room; it is free again when this is dropped.
pub struct Sitting {
    live: Arc<Live>,
    id: u64,
    inbox: Receiver<Tidings>,
}

impl Live {
    /// Takes a place for somebody.
    ///
    /// # Errors
    /// [`Full`] if they or all together have too many, or the process is about to stop.
    pub fn sit(self: &Arc<Self>, actor: Actor, pass: Pass) -> Result<Sitting, Full> {
        let mut room = self.room();
        let own = room.seats.values().filter(|seat| seat.actor.id == actor.id).count();
        if room.closed || own >= EACH || room.seats.len() >= ALL {
            return Err(Full);
        }
        let (outbox, inbox) = channel(WAITING);
        let id = room.next;
        room.next += 1;
        room.seats.insert(id, Seat { actor, pass, outbox });
        Ok(Sitting { live: self.clone(), id, inbox })
    }

    /// Who is at a ticket now, those who write first.
    pub fn at(&self, ticket: TicketId) -> Vec<Present> {
        self.presence.at(ticket)
    }

    /// What is known of who is where.
    pub(super) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// How many streams are open.
    pub fn len(&self) -> usize {
        self.room().seats.len()
    }

    /// Whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends all streams, and lets nobody in any more: the process is about to stop.
    pub fn close(&self) {
        let mut room = self.room();
        room.closed = true;
        room.seats.clear();
    }

    /// Whether the room is closed for good.
    pub(super) fn is_closed(&self) -> bool {
        self.room().closed
    }

    /// Everybody who listens, each once, as they are known.
    pub(super) fn people(&self) -> Vec<Actor> {
        let room = self.room();
        let each: HashMap<PersonId, &Actor> =
            room.seats.values().map(|seat| (seat.actor.id, &seat.actor)).collect();
        each.into_values().cloned().collect()
    }

    /// The passes of everybody, or of some.
    pub(super) fn passes(&self, of: impl Fn(PersonId) -> bool) -> Vec<Pass> {
        let room = self.room();
        room.seats.values().filter(|seat| of(seat.actor.id)).map(|seat| seat.pass).collect()
    }

    /// Tells one person, wherever they listen.
    pub(super) fn tell(&self, person: PersonId, tidings: &Tidings) {
        self.room().send(tidings, |seat| seat.actor.id == person);
    }

    /// Tells everybody.
    pub(super) fn tell_all(&self, tidings: &Tidings) {
        self.room().send(tidings, |_| true);
    }

    /// What a pass stands for now; if for nobody, its streams end.
    pub(super) fn renew(&self, pass: Pass, holder: Option<&Actor>) {
        let mut room = self.room();
        match holder {
            None => room.seats.retain(|_, seat| seat.pass != pass),
            Some(actor) => {
                for seat in room.seats.values_mut().filter(|seat| seat.pass == pass) {
                    seat.actor = actor.clone();
                }
            }
        }
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    /// Sends to those who fit. Whose line is too slow to take it is let go: they come again, and look at everything.
    fn send(&mut self, tidings: &Tidings, fits: impl Fn(&Seat) -> bool) {
        self.seats.retain(|_, seat| !fits(seat) || seat.outbox.try_send(tidings.clone()).is_ok());
    }
}

impl Sitting {
    /// The next tidings; `None` when the stream ends.
    pub async fn next(&mut self) -> Option<Tidings> {
        self.inbox.recv().await
    }
}

impl Drop for Sitting {
    fn drop(&mut self) {
        self.live.room().seats.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ids::AgencyId;
    use crate::desk::people::Standing;
    use crate::desk::words::Language;

    fn somebody() -> Actor {
        Actor {
            id: PersonId::new(),
            name: "Andi".into(),
            email: "andi@dinkes.demo.test".into(),
            agency_id: AgencyId::new(),
            agency_name: "Dinas Kesehatan".into(),
            zone: chrono_tz::Asia::Makassar,
            language: Language::Id,
            columns: None,
            standing: Standing::default(),
        }
    }

    #[test]
    fn a_person_takes_so_many_places_and_gives_them_back() {
        let live = Arc::new(Live::default());
        let (andi, pass) = (somebody(), Pass::Session(SessionId::new()));
        let mut held: Vec<Sitting> = (0..EACH).map(|_| live.sit(andi.clone(), pass).unwrap()).collect();
        assert_eq!(live.sit(andi.clone(), pass).err(), Some(Full));
        assert!(live.sit(somebody(), Pass::Session(SessionId::new())).is_ok(), "others are not kept out");
        held.pop();
        assert!(live.sit(andi.clone(), pass).is_ok());
        live.renew(pass, None);
        assert!(live.is_empty(), "a pass that ended takes its streams along");
        live.close();
        assert_eq!(live.sit(andi, pass).err(), Some(Full));
    }

    #[test]
    fn whose_line_is_too_slow_is_let_go() {
        let live = Arc::new(Live::default());
        let andi = somebody();
        let _slow = live.sit(andi.clone(), Pass::Session(SessionId::new())).unwrap();
        for _ in 0..WAITING {
            live.tell(andi.id, &Tidings::Much);
        }
        assert_eq!(live.len(), 1);
        live.tell_all(&Tidings::Quiet);
        assert!(live.is_empty());
    }
}

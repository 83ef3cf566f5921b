//! Who looks at which ticket now, and who writes an answer: in memory, for as long as they say so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::desk::ids::{PersonId, TicketId};
use crate::words;

/// Who has not said for so long that they are there, is not.
const LASTS: Duration = Duration::from_secs(16);
/// People that are named on one ticket.
const EACH: usize = 20;
/// Tickets that are looked at at once.
const ALL: usize = 5_000;

words! {
    /// What somebody does on the page of a ticket.
    Doing {
        /// Reads it.
        Looking = "looking",
        /// Writes on it.
        Writing = "writing",
        /// Has left it.
        Gone = "gone",
    }
}

/// That somebody is there, or has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    /// At which ticket.
    pub ticket: TicketId,
    /// Who.
    pub person: PersonId,
    /// Doing what.
    pub doing: Doing,
    /// Their name.
    pub name: String,
}

/// Somebody at a ticket, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Present {
    /// Who.
    #[serde(skip)]
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Doing what.
    pub doing: Doing,
}

/// Everybody who is at a ticket, as far as this process knows.
#[derive(Default)]
pub(super) struct Presence {
    known: Mutex<HashMap<TicketId, BTreeMap<PersonId, Being>>>,
}

struct Being {
    name: String,
    doing: Doing,
    until: Instant,
}

impl Presence {
    /// Takes in a beat; whether others see a difference.
    pub(super) fn note(&self, beat: Beat, now: Instant) -> bool {
        let mut known = self.known();
        if beat.doing == Doing::Gone {
            let Some(there) = known.get_mut(&beat.ticket) else { return false };
            let left = there.remove(&beat.person).is_some();
            if there.is_empty() {
                known.remove(&beat.ticket);
            }
            return left;
        }
        if known.len() >= ALL && !known.contains_key(&beat.ticket) {
            return false;
        }
        let there = known.entry(beat.ticket).or_default();
        if there.len() >= EACH && !there.contains_key(&beat.person) {
            return false;
        }
        let being = Being { name: beat.name, doing: beat.doing, until: now + LASTS };
        let before = there.insert(beat.person, being);
        before.is_none_or(|before| before.doing != beat.doing)
    }

    /// Forgets those who have not been heard of; the tickets they were at.
    pub(super) fn forget(&self, now: Instant) -> BTreeSet<TicketId> {
        let mut left = BTreeSet::new();
        self.known().retain(|ticket, there| {
            let before = there.len();
            there.retain(|_, being| being.until > now);
            if there.len() < before {
                left.insert(*ticket);
            }
            !there.is_empty()
        });
        left
    }

    /// Who is at a ticket, those who write first.
    pub(super) fn at(&self, ticket: TicketId) -> Vec<Present> {
        let known = self.known();
        let there = known.get(&ticket).into_iter().flatten();
        let mut there: Vec<Present> = there
            .map(|(person, being)| Present { person: *person, name: being.name.clone(), doing: being.doing })
            .collect();
        there.sort_by(|one, other| {
            (one.doing != Doing::Writing, &one.name).cmp(&(other.doing != Doing::Writing, &other.name))
        });
        there
    }

    fn known(&self) -> MutexGuard<'_, HashMap<TicketId, BTreeMap<PersonId, Being>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a line about presence begins with.
const LINE: &str = "present ";

impl fmt::Display for Beat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name: String = self.name.chars().filter(|letter| !letter.is_control()).take(100).collect();
        write!(out, "{LINE}{} {} {} {name}", self.ticket.0.simple(), self.person.0.simple(), self.doing)
    }
}

impl FromStr for Beat {
    type Err = &'static str;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        const ODD: &str = "expected a ticket, a person, what they do and their name";
        let mut words = line.strip_prefix(LINE).ok_or(ODD)?.splitn(4, ' ');
        let (Some(ticket), Some(person), Some(doing), Some(name)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(ODD);
        };
        Ok(Self {
            ticket: ticket.parse().map_err(|_| ODD)?,
            person: person.parse().map_err(|_| ODD)?,
            doing: doing.parse().map_err(|_| ODD)?,
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beat(ticket: TicketId, doing: Doing) -> Beat {
        Beat { ticket, person: PersonId::new(), doing, name: "Fajar Nugraha, S.Kom.".into() }
    }

    #[test]
    fn who_is_not_heard_of_is_gone_and_only_differences_are_told() {
        let (presence, now, ticket) = (Presence::default(), Instant::now(), TicketId::new());
        let fajar = beat(ticket, Doing::Looking);
        assert!(presence.note(fajar.clone(), now));
        assert!(!presence.note(fajar.clone(), now), "nothing new");
        assert!(presence.note(Beat { doing: Doing::Writing, ..fajar.clone() }, now));
        assert!(presence.note(Beat { name: "Andi".into(), ..beat(ticket, Doing::Looking) }, now + LASTS / 2));
        let names = |presence: &Presence| -> Vec<String> {
            presence.at(ticket).into_iter().map(|present| present.name).collect()
        };
        assert_eq!(names(&presence), ["Fajar Nugraha, S.Kom.", "Andi"], "who writes comes first");
        assert_eq!(presence.forget(now + LASTS), BTreeSet::from([ticket]));
        assert_eq!(names(&presence), ["Andi"]);
        assert!(presence.forget(now + LASTS).is_empty());
        assert!(!presence.note(Beat { doing: Doing::Gone, ..fajar }, now), "he had left before");
    }

    #[test]
    fn a_beat_is_read_as_it_was_written() {
        let told = beat(TicketId::new(), Doing::Writing);
        assert_eq!(told.to_string().parse(), Ok(told));
        for odd in ["", "present ", "present x y z n", "ticket a b"] {
            assert!(odd.parse::<Beat>().is_err(), "{odd}");
        }
    }

    #[test]
    fn a_ticket_holds_so_many() {
        let (presence, now, ticket) = (Presence::default(), Instant::now(), TicketId::new());
        let told = (0..EACH + 5).filter(|_| presence.note(beat(ticket, Doing::Looking), now)).count();
        assert_eq!(told, EACH);
    }
}

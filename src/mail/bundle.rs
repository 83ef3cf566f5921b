//! What a batch of letters is written from: read at once, as things stand when the letters leave.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::facts::{self, Reader};
use super::store::{self, Solution};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, Event, RecordKind};
use crate::desk::ids::{CommentId, EventId, LetterId, PersonId, TicketId};
use crate::desk::letters::store::Gathered;
use crate::desk::letters::{self, Letter, LetterKind, Why};
use crate::desk::tickets::{self, Names, PassKey, Promised, Purpose, Ticket};
use crate::desk::wording::{self, Own};
use crate::desk::words::{Language, Status, Tier};

const NO_EVENT: &str = "the event it tells of is not there";
const NO_READER: &str = "the person is not active any more, or has no e-mail address that letters arrive at";

/// Everything a batch of letters needs.
pub(super) struct Bundle {
    events: HashMap<EventId, Event>,
    tickets: HashMap<TicketId, Ticket>,
    readers: HashMap<PersonId, Reader>,
    names: Names,
    comments: HashMap<CommentId, String>,
    steps: HashMap<(TicketId, i32), String>,
    solutions: HashMap<TicketId, Vec<Solution>>,
    promised: HashMap<TicketId, Timestamp>,
    promises: HashMap<TicketId, Promised>,
    people: HashMap<PersonId, String>,
    own: HashMap<(LetterKind, Language), Own>,
    along: Gathered,
}

/// A letter that is about no ticket, with everything it is written from.
pub(super) struct Alone<'a> {
    pub(super) letter: &'a Letter,
    pub(super) event: &'a Event,
    pub(super) reader: &'a Reader,
    /// The name of the person it is about.
    pub(super) person: &'a str,
}

/// The last parts of the links of a letter that need no account.
#[derive(Clone, Debug, Default)]
pub(super) struct Passes {
    pub(super) status: Option<String>,
    pub(super) confirm: Option<String>,
    pub(super) rate: Option<String>,
}

/// A letter with everything it is written from.
pub(super) struct Scene<'a> {
    pub(super) letter: &'a Letter,
    pub(super) event: &'a Event,
    pub(super) ticket: &'a Ticket,
    pub(super) reader: &'a Reader,
    bundle: &'a Bundle,
}

impl Bundle {
    pub(super) fn read(conn: &mut DbConn, letters: &[Letter], now: Timestamp) -> Result<Self, DbError> {
        let digests = letters.iter().filter(|letter| letter.kind == LetterKind::Digest);
        let digests: Vec<LetterId> = digests.map(|letter| letter.id).collect();
        let along =
            if digests.is_empty() { Gathered::new() } else { letters::store::gathered(conn, digests)? };
        let all: Vec<&Letter> = letters.iter().chain(along.values().flatten()).collect();
        let ids: HashSet<_> = all.iter().map(|letter| letter.event_id).collect();
        let events = events::by_ids(conn, &ids.into_iter().collect::<Vec<_>>())?;
        let ids: BTreeSet<_> = all.iter().filter_map(|letter| letter.ticket_id).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let tickets_of = store::tickets(conn, &ids)?;
        let comments = events.iter().filter_map(|event| word(event, "comment")?.parse().ok()).collect();
        let rows: Vec<_> = tickets_of.values().cloned().collect();
        let actors = events.iter().filter_map(|event| event.actor_id).collect();
        Ok(Self {
            readers: readers(conn, &all, now)?,
            names: Names::collect(conn, &rows, actors)?,
            comments: store::comments(conn, comments)?,
            steps: store::attempted_steps(conn, &ids)?,
            solutions: store::solutions(conn, &ids)?,
            promised: store::promised(conn, &ids)?,
            promises: tickets::promised(conn, &ids, now)?,
            people: store::names_of(conn, people_in(&events))?,
            events: events.into_iter().map(|event| (event.id, event)).collect(),
            tickets: tickets_of,
            own: own(conn, letters)?,
            along,
        })
    }

    /// What a letter without a ticket is written from.
    ///
    /// # Errors
    /// Why it is not to be sent any more.
    pub(super) fn alone<'a>(&'a self, letter: &'a Letter) -> Result<Alone<'a>, &'static str> {
        let event = self.events.get(&letter.event_id).ok_or(NO_EVENT)?;
        let reader = self.reader(letter)?;
        let about = PersonId(event.record_id.0);
        Ok(Alone { letter, event, reader, person: self.people.get(&about).map_or("", String::as_str) })
    }

    /// The office's own words for a letter to this reader.
    pub(super) fn own(&self, kind: LetterKind, reader: &Reader) -> Option<&Own> {
        self.own.get(&(kind, reader.actor.language))
    }

    /// The letters that go along with one.
    pub(super) fn along_with(&self, digest: &Letter) -> &[Letter] {
        self.along.get(&digest.id).map_or(&[], Vec::as_slice)
    }

    /// Who gets a letter.
    ///
    /// # Errors
    /// Why nobody does.
    pub(super) fn reader(&self, letter: &Letter) -> Result<&Reader, &'static str> {
        self.readers.get(&letter.person_id).ok_or(NO_READER)
    }

    /// The scene of one letter.
    ///
    /// # Errors
    /// Why it is not to be sent any more.
    pub(super) fn scene<'a>(&'a self, letter: &'a Letter) -> Result<Scene<'a>, &'static str> {
        let event = self.events.get(&letter.event_id).ok_or(NO_EVENT)?;
        let ticket = letter.ticket_id.and_then(|id| self.tickets.get(&id));
        let ticket = ticket.ok_or("the ticket it is about is not there")?;
        let reader = self.reader(letter)?;
        if letter.why != Why::Requester && !reader.sees.contains(&ticket.id) {
            return Err("the person may not see the ticket any more");
        }
        Ok(Scene { letter, event, ticket, reader, bundle: self })
    }
}

/// What the office says in its own words in letters of these kinds.
fn own(conn: &mut DbConn, letters: &[Letter]) -> Result<HashMap<(LetterKind, Language), Own>, DbError> {
    let kinds: BTreeSet<_> = letters.iter().map(|letter| letter.kind).collect();
    let own = wording::of_kinds(conn, kinds.into_iter().collect())?;
    Ok(own.into_iter().map(|own| ((own.kind, own.language), own)).collect())
}

/// The people events speak of without being theirs.
fn people_in(events: &[Event]) -> Vec<PersonId> {
    let about = events.iter().filter(|event| event.record_kind == RecordKind::Person);
    let about = about.map(|event| PersonId(event.record_id.0));
    about.chain(events.iter().filter_map(|event| word(event, "person")?.parse().ok())).collect()
}

fn readers(
    conn: &mut DbConn,
    letters: &[&Letter],
    now: Timestamp,
) -> Result<HashMap<PersonId, Reader>, DbError> {
    let mut wanted: HashMap<PersonId, BTreeSet<TicketId>> = HashMap::new();
    for letter in letters {
        wanted.entry(letter.person_id).or_default().extend(letter.ticket_id);
    }
    let mailing = store::mailing(conn, &wanted.keys().copied().collect::<Vec<_>>())?;
    let mut readers = HashMap::new();
    for (person, tickets) in wanted {
        let Some(mailing) = mailing.get(&person).copied() else { continue };
        let reader = facts::reader(conn, person, mailing, tickets, now)?;
        if let Some(reader) = reader.filter(|reader| reader.has_address) {
            readers.insert(person, reader);
        }
    }
    Ok(readers)
}

impl Scene<'_> {
    /// The name of the one who did it; nobody for what the desk does by itself.
    pub(super) fn actor(&self) -> Option<&str> {
        self.event.actor_id.map(|id| self.bundle.names.person(id)).filter(|name| !name.is_empty())
    }

    /// Whose address letters come back from, and which it was.
    pub(super) fn unreached(&self) -> Option<(&str, &str)> {
        let person: PersonId = word(self.event, "person")?.parse().ok()?;
        Some((self.bundle.people.get(&person)?, word(self.event, "address")?))
    }

    /// The requester's name.
    pub(super) fn requester(&self) -> &str {
        self.bundle.names.person(self.ticket.requester_id)
    }

    /// The name of the ticket's agency.
    pub(super) fn agency(&self) -> &str {
        self.bundle.names.agency(self.ticket.agency_id)
    }

    /// Under which name the agency's letters come, and what stands below them. Of a restricted ticket a letter does not even
    /// say whose it is.
    pub(super) fn signs(&self) -> (Option<&str>, Vec<String>) {
        if self.ticket.restricted {
            return (None, Vec::new());
        }
        let (name, lines) = self.bundle.names.agency_signs(self.ticket.agency_id);
        // No form lets a line break into a name; a database filled by other hands might.
        let name = name.filter(|name| !name.contains(char::is_control));
        (name, lines.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default())
    }

    /// Who answers for it: the group, and the person if there is one. Nobody once it is over.
    pub(super) fn holder(&self) -> Option<String> {
        if matches!(self.ticket.status, Status::Closed | Status::Cancelled) {
            return None;
        }
        let group = self.bundle.names.group(self.ticket.group_id);
        let group = match self.ticket.tier {
            Tier::Two if !group.contains("Tier") => format!("{group} (Tier 2)"),
            _ => group.to_owned(),
        };
        Some(match self.ticket.assignee_id.map(|id| self.bundle.names.person(id)) {
            Some(person) if !person.is_empty() => format!("{person}, {group}"),
            _ => group,
        })
    }

    /// When the outside party it waits for promised to be done.
    pub(super) fn promised(&self) -> Option<Timestamp> {
        self.bundle.promised.get(&self.ticket.id).copied()
    }

    /// Until when an answer and a solution are promised, where the letter says so.
    pub(super) fn promise(&self) -> Promised {
        let promise = self.bundle.promises.get(&self.ticket.id).copied().unwrap_or_default();
        match self.letter.kind {
            LetterKind::Received => promise,
            LetterKind::Escalated | LetterKind::Reopened => Promised { answer: None, ..promise },
            _ => Promised::default(),
        }
    }

    /// When it closes by itself, if it waits for the requester's word.
    pub(super) fn closes(&self) -> Option<Timestamp> {
        match self.letter.kind {
            _ if self.ticket.status != Status::Resolved => None,
            LetterKind::Resolved | LetterKind::Reminder => word(self.event, "closes_at")?.parse().ok(),
            _ => None,
        }
    }

    /// Which clock the letter warns of: its name, tier, how much of it is used up, and when it is due.
    pub(super) fn clock(&self) -> Option<Value> {
        let fields = self.event.data.0.as_object().filter(|_| self.letter.kind.is_about_a_clock())?;
        let of = |name: &str| fields.get(name).cloned().unwrap_or(Value::Null);
        let name = fields.get("clock")?.as_str()?;
        let urge = name == "own_time" && fields.get("tier")?.as_i64() == Some(1);
        let seq = fields.get("seq").and_then(Value::as_i64).unwrap_or(0);
        Some(json!({
            "take": name == "take_over",
            "path": format!("clocks/{name}?seq={seq}"),
            "name": of("clock"),
            "tier": of("tier"),
            "percent": of("percent"),
            "due": of("due_at"),
            "urge": urge,
        }))
    }

    /// The instant the letter speaks of: of a new ticket the first contact, of anything else when it happened.
    pub(super) fn at(&self) -> Timestamp {
        match self.letter.kind {
            LetterKind::Received | LetterKind::NewTicket => self.ticket.reported_at,
            _ => self.event.at,
        }
    }

    /// The words the letter passes on; `spoken` gives the text of a key, where one of them is a word of the desk.
    pub(super) fn text(&self, spoken: impl Fn(&str) -> String) -> Option<String> {
        match self.letter.kind {
            LetterKind::Received
            | LetterKind::Escalated
            | LetterKind::Closed
            | LetterKind::ClockWarning
            | LetterKind::ClockOver
            | LetterKind::ClockLongOver => None,
            LetterKind::NewTicket | LetterKind::Assigned => Some(self.ticket.description.clone()),
            LetterKind::Question
            | LetterKind::RequesterReplied
            | LetterKind::PublicReply
            | LetterKind::Mentioned => {
                self.bundle.comments.get(&word(self.event, "comment")?.parse().ok()?).cloned()
            }
            LetterKind::Resolved | LetterKind::Reminder => self.solution().map(|given| given.words.clone()),
            LetterKind::Reopened | LetterKind::CameBack => word(self.event, "reason").map(str::to_owned),
            LetterKind::Escalation => self.steps(),
            LetterKind::Undeliverable => word(self.event, "words").map(str::to_owned),
            LetterKind::MailRefused | LetterKind::Trial | LetterKind::Digest => None,
            LetterKind::Returned | LetterKind::Bounced => {
                let reason = word(self.event, "reason").map(|why| spoken(&format!("return_reason.{why}")));
                let guidance = word(self.event, "guidance").map(str::to_owned);
                Some(reason.into_iter().chain(guidance).collect::<Vec<_>>().join("\n"))
            }
        }
    }

    /// The links of the letter that need no account: for the requester alone, and none for a restricted ticket.
    pub(super) fn passes(&self, key: &PassKey) -> Passes {
        let (ticket, reader) = (self.ticket, self.letter.person_id);
        if ticket.restricted || self.letter.why != Why::Requester || reader != ticket.requester_id {
            return Passes::default();
        }
        let asks = matches!(self.letter.kind, LetterKind::Resolved | LetterKind::Reminder);
        let solution = self.solution().filter(|_| asks && ticket.status == Status::Resolved);
        let over = self.letter.kind == LetterKind::Closed && ticket.status == Status::Closed;
        Passes {
            status: Some(key.token(Purpose::Status, ticket.id.0, reader)),
            confirm: solution.map(|given| key.token(Purpose::Confirm, given.id.0, reader)),
            rate: over.then(|| key.token(Purpose::Rate, ticket.id.0, reader)),
        }
    }

    fn solution(&self) -> Option<&Solution> {
        let given = self.bundle.solutions.get(&self.ticket.id)?;
        given.iter().find(|given| given.at == self.event.at).or(given.last())
    }

    fn steps(&self) -> Option<String> {
        let asked = self.event.data.0.get("escalation").and_then(Value::as_i64);
        let of_ticket = self.bundle.steps.iter().filter(|((ticket, _), _)| *ticket == self.ticket.id);
        of_ticket
            .filter(|((_, seq), _)| asked.is_none_or(|asked| asked == i64::from(*seq)))
            .max_by_key(|((_, seq), _)| *seq)
            .map(|(_, steps)| steps.clone())
    }
}

pub(super) fn word<'a>(event: &'a Event, name: &str) -> Option<&'a str> {
    event.data.0.get(name)?.as_str()
}

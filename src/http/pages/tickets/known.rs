//! The names of a ticket page: those of the ticket, and those only its history speaks of.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::db::{DbConn, DbError};
use crate::desk::events::Event;
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId};
use crate::desk::tickets::{Comment, Names, Ticket};
use crate::desk::words::Language;

/// Names, looked up in the ticket's first.
#[derive(Clone, Debug)]
pub struct Known {
    ticket: Names,
    history: Names,
}

impl Known {
    /// The names of a ticket together with those of its history.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn collect(conn: &mut DbConn, ticket: Names, events: &[Event]) -> Result<Self, DbError> {
        let mut people: BTreeSet<PersonId> = events.iter().filter_map(|event| event.actor_id).collect();
        people.extend(events.iter().filter_map(|event| id::<PersonId>(event, "assignee")));
        people.extend(events.iter().flat_map(mentions));
        people.retain(|person| ticket.person(*person).is_empty());
        Ok(Self { ticket, history: Names::collect(conn, &[], people)? })
    }

    /// A person's name.
    pub fn person(&self, id: PersonId) -> &str {
        or(self.ticket.person(id), || self.history.person(id))
    }

    /// A person's address.
    pub fn email(&self, id: PersonId) -> &str {
        or(self.ticket.email(id), || self.history.email(id))
    }

    /// Whether letters to the ticket's own people come back.
    pub fn bounces(&self, id: PersonId) -> bool {
        self.ticket.bounces(id)
    }

    /// A group's name.
    pub fn group(&self, id: GroupId) -> &str {
        self.ticket.group(id)
    }

    /// An agency's name.
    pub fn agency(&self, id: AgencyId) -> &str {
        self.ticket.agency(id)
    }

    /// A category's code and name.
    pub fn category(&self, id: CategoryId, language: Language) -> String {
        [self.ticket.category_code(id), " ", self.ticket.category(id, language)].concat()
    }

    /// The names of the ticket alone.
    pub fn of_ticket(&self) -> &Names {
        &self.ticket
    }
}

/// Those a history line says were named.
pub fn mentions(event: &Event) -> impl Iterator<Item = PersonId> + '_ {
    let named = event.data.0.get("mentions").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(|id| id.as_str()?.parse().ok())
}

/// An id among the particulars of a history line.
pub fn id<I: std::str::FromStr>(event: &Event, field: &str) -> Option<I> {
    event.data.0.get(field).and_then(Value::as_str)?.parse().ok()
}

fn or<'a>(first: &'a str, second: impl FnOnce() -> &'a str) -> &'a str {
    if first.is_empty() { second() } else { first }
}

/// A text among the particulars of a history line; empty if there is none.
pub fn text_of<'a>(event: &'a Event, field: &str) -> &'a str {
    event.data.0.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// A word among the particulars of a history line.
pub fn word_of<W: std::str::FromStr>(event: &Event, field: &str) -> Option<W> {
    text_of(event, field).parse().ok()
}

/// Where a comment becomes a ticket of its own.
pub fn split_of(ticket: &Ticket, comment: &Comment) -> String {
    format!("/tickets/{}/comments/{}/split", ticket.number, comment.id)
}

//! Message-IDs: the same for the same letter however often it is tried, and tied together so that mail programs show a
//! ticket's letters as one conversation.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::store;
use crate::config::Config;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{EventId, PersonId, TicketId};

/// The conversations a batch of letters goes on with.
pub(super) struct Threads {
    domain: String,
    last: HashMap<(TicketId, PersonId), String>,
}

impl Threads {
    pub(super) fn read(conn: &mut DbConn, config: &Config, tickets: Vec<TicketId>) -> Result<Self, DbError> {
        let last = store::last_message_ids(conn, &tickets)?;
        Ok(Self { domain: domain(config).to_owned(), last })
    }

    /// The Message-ID of the letter about this event to this person, and that of what they got or wrote before about the same
    /// ticket.
    pub(super) fn next(
        &mut self,
        event: EventId,
        ticket: TicketId,
        person: PersonId,
    ) -> (String, Option<String>) {
        let id = message_id(event, person, &self.domain);
        let before = self.last.insert((ticket, person), id.clone());
        (id.clone(), before.filter(|before| *before != id))
    }
}

impl Threads {
    /// The Message-ID of a letter about an event that belongs to no ticket.
    pub(super) fn alone(&self, event: EventId, person: PersonId) -> String {
        message_id(event, person, &self.domain)
    }
}

/// The letter all letters about a ticket refer to. It was never sent; mail programs gather around it all the same.
pub(super) fn root(ticket: TicketId, config: &Config) -> String {
    format!("<ticket.{}@{}>", ticket.0.simple(), domain(config))
}

fn message_id(event: EventId, person: PersonId, domain: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(event.0.as_bytes());
    digest.update(person.0.as_bytes());
    format!("<{}@{domain}>", hex::encode(&digest.finalize()[..16]))
}

/// The domain our letters come from.
pub(super) fn domain(config: &Config) -> &str {
    let address = config.mail_from.trim_end_matches('>');
    address.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_keeps_its_name_and_follows_the_one_before() {
        let mut threads = Threads { domain: "desk.test".into(), last: HashMap::new() };
        let (first, second, ticket, person) =
            (EventId::new(), EventId::new(), TicketId::new(), PersonId::new());
        let (id, before) = threads.next(first, ticket, person);
        assert_eq!(before, None);
        assert_eq!(threads.next(first, ticket, person), (id.clone(), None));
        let (other, before) = threads.next(second, ticket, person);
        assert_eq!(before, Some(id.clone()));
        assert_ne!(other, id);
        assert_ne!(threads.next(second, ticket, PersonId::new()).0, other);
    }
}

//! Who else is at a ticket, in words.

use super::rows::Row;
use super::visit::Visit;
use crate::desk::ids::TicketId;
use crate::desk::tickets::Ticket;

/// Who of the staff looks at a ticket or writes on it, besides the reader; nothing for those who are no staff.
pub fn said(visit: &Visit, ticket: TicketId) -> String {
    if !visit.actor.standing.is_staff() {
        return String::new();
    }
    let voice = visit.voice();
    let others = visit.app.live.at(ticket).into_iter().filter(|present| present.person != visit.actor.id);
    let sentences: Vec<String> = others
        .map(|present| {
            voice.with(&["presence.", present.doing.as_str()].concat(), &[("name", &present.name)])
        })
        .collect();
    sentences.join(" · ")
}

/// The lines of a list, each with who is at its ticket.
pub fn attended(visit: &Visit, rows: Vec<Row>, tickets: &[Ticket]) -> Vec<Row> {
    rows.into_iter().zip(tickets).map(|(row, ticket)| row.with_presence(said(visit, ticket.id))).collect()
}

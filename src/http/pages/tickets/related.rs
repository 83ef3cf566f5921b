//! The tickets a ticket is linked to, as its page shows them: its parts, and the others.

use super::known::Known;
use super::sheet::{Can, Linked};
use crate::desk::tickets::{LinkedTicket, Overview};
use crate::desk::words::{LinkKind, Status};
use crate::http::pages::frame::Voice;

/// Its parts that the reader may see.
pub fn children(overview: &Overview, names: &Known, voice: Voice<'_>, can: Can) -> Vec<Linked> {
    let parts = overview.links.iter().filter(|linked| is_child(linked));
    parts.map(|linked| row(overview, linked, names, voice, can)).collect()
}

/// What else it is linked to and the reader may see.
pub fn others(overview: &Overview, names: &Known, voice: Voice<'_>, can: Can) -> Vec<Linked> {
    let others = overview.links.iter().filter(|linked| !is_child(linked));
    others.map(|linked| row(overview, linked, names, voice, can)).collect()
}

/// Whether one of its parts still asks for work.
pub fn has_open_child(overview: &Overview) -> bool {
    overview.links.iter().any(|linked| is_child(linked) && is_open(linked))
}

fn row(overview: &Overview, linked: &LinkedTicket, names: &Known, voice: Voice<'_>, can: Can) -> Linked {
    let relation = if linked.outgoing { "link" } else { "link_in" };
    let holder = match linked.assignee_id {
        Some(person) => names.person(person),
        None => names.group(linked.group_id),
    };
    Linked {
        id: linked.link.id.to_string(),
        relation: voice.word(relation, linked.link.kind.as_str()),
        number: linked.number.clone(),
        title: linked.title.clone(),
        status: linked.status,
        holder: holder.to_owned(),
        open: is_open(linked),
        removable: can.link && !is_merged(overview, linked),
    }
}

/// Whether the other is a part of this one.
fn is_child(linked: &LinkedTicket) -> bool {
    linked.link.kind == LinkKind::ChildOf && !linked.outgoing
}

/// Whether the other still asks for work.
fn is_open(linked: &LinkedTicket) -> bool {
    !matches!(linked.status, Status::Resolved | Status::Closed | Status::Cancelled)
}

/// Whether one of the two was merged into the other: then they stay linked, for its people follow the other by it.
fn is_merged(overview: &Overview, linked: &LinkedTicket) -> bool {
    let duplicate = if linked.outgoing { overview.ticket.status } else { linked.status };
    linked.link.kind == LinkKind::DuplicateOf && duplicate == Status::Cancelled
}

//! What the history of one ticket says of others: no number of a ticket the reader may not see.

use std::collections::BTreeSet;

use super::number::Number;
use super::parts::LinkedTicket;
use super::store;
use crate::db::{DbConn, DbError};
use crate::desk::events::Event;
use crate::desk::people::Actor;

/// Where a line names another ticket.
const OTHERS: &[&str] = &["other", "duplicate_of"];

/// Takes from the lines the numbers of other tickets that the reader may not see; that they see those in `known` is known.
pub(super) fn leave_out(
    conn: &mut DbConn,
    actor: &Actor,
    lines: &mut [Event],
    known: &[LinkedTicket],
) -> Result<(), DbError> {
    let is_known = |text: &String| known.iter().any(|linked| linked.number == *text);
    let other = |line: &Event, field: &str| {
        let text = line.data.0.get(field).and_then(|text| text.as_str())?;
        Some(text.trim().parse::<Number>().map_or_else(|_| text.to_owned(), |number| number.to_string()))
    };
    let named: BTreeSet<String> =
        lines.iter().flat_map(|line| OTHERS.iter().filter_map(|field| other(line, field))).collect();
    let asked: Vec<String> = named.into_iter().filter(|text| !is_known(text)).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let seen = store::named(conn, actor, &asked)?;
    for line in lines {
        for field in OTHERS {
            let is_seen = |text: String| is_known(&text) || seen.iter().any(|ticket| ticket.number == text);
            if other(line, field).is_some_and(|text| !is_seen(text))
                && let Some(fields) = line.data.0.as_object_mut()
            {
                fields.remove(*field);
            }
        }
    }
    Ok(())
}

//! That a duty by law to report outside was met (Perban BSSN 1/2024, UU 27/2022 Pasal 46; `rules.md` 4.7).

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::people::access::Act;
use crate::desk::sla::{self, ClockName, Phase};

/// What was reported outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalNotice {
    /// Which duty it meets.
    pub clock: ClockName,
    /// To whom, in a line: `BSSN`, `Subjek data dan lembaga PDP`.
    pub party: String,
    /// The number of the report, or where its receipt is.
    pub reference: String,
    /// When; now if unset.
    pub notified_at: Option<Timestamp>,
}

/// Notes that a duty was met: its clock stops. Once for each duty.
///
/// # Errors
/// Not found, not theirs, stale, noted already, or a field that is wrong: a duty the ticket has not, a time before first
/// contact or to come.
pub fn note_legal_notice(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    notice: &LegalNotice,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let scene = act::load(conn, actor, number, expected)?;
    scene.may(actor, Act::ReportOutside)?;
    let ticket = &scene.ticket;
    let mut errors = FieldErrors::default();
    let notified_at = notice.notified_at.unwrap_or(now);
    let party = errors.line("party", &notice.party, 200);
    let reference = errors.line("reference", &notice.reference, 200);
    errors.check(notified_at <= now, "notified_at", "in_future");
    errors.check(notified_at >= ticket.reported_at, "notified_at", "before_contact");
    if !notice.clock.is_legal() {
        let expected = format!("{}, {}", ClockName::CyberIncident, ClockName::DataBreach);
        errors.add_with("clock", "not_one_of", json!({ "expected": expected }));
        return Err(errors.into());
    }
    let clocks = sla::store::clocks_of(conn, ticket.id)?;
    match clocks.iter().find(|clock| clock.name == notice.clock).map(|clock| clock.phase) {
        Some(Phase::Running | Phase::Paused) => {}
        Some(Phase::Stopped) => return Err(TicketError::NotedAlready { open: ticket.moves(actor) }),
        // Cancelled tickets, and those of which the law asks nothing.
        Some(Phase::Void) | None => errors.add("clock", "no_such_duty"),
    }
    errors.finish()?;
    let said = (notice.clock, party.as_str(), reference.as_str());
    store::insert_legal_notice(conn, (ticket.id, actor.id), said, notified_at, now)?;
    let data = json!({
        "clock": notice.clock,
        "party": party,
        "reference": reference,
        "notified_at": notified_at,
    });
    scene.finish(conn, Some(actor), EventKind::Notified, data, now)
}

//! All the small things that belong to a ticket, in one sentence.

use serde::Deserialize;

use super::super::parts::{Closure, Escalation, Link, Mailed, Resolution, StageSpan, Stay, Wait, Watcher};
use super::super::steps::Step;
use crate::clock::Timestamp;
use crate::db::documents::{Key, Part, Shape, documents, micros, some_micros};
use crate::db::types::RawId;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, StepId, TicketId};
use crate::desk::sla::{ClockName, Notice};
use crate::desk::words::Visibility;

/// What belongs to a ticket besides its comments, its files and its history.
#[derive(Debug, Default)]
pub(crate) struct Belongings {
    pub(crate) stays: Vec<Stay>,
    pub(crate) stages: Vec<StageSpan>,
    pub(crate) waits: Vec<Wait>,
    pub(crate) escalations: Vec<Escalation>,
    pub(crate) resolutions: Vec<Resolution>,
    pub(crate) closure: Option<Closure>,
    pub(crate) watchers: Vec<Watcher>,
    pub(crate) messages: Vec<Mailed>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) links: Vec<Link>,
    pub(crate) steps: Vec<Step>,
    /// What the reader began to reply.
    pub(crate) draft: Option<String>,
}

macro_rules! part {
    ($name:ident, $table:literal, $of:expr, $order:expr, $($column:ident $shape:ident),+ $(,)?) => {
        const $name: Part = Part {
            table: $table,
            columns: &[$((stringify!($column), Shape::$shape)),+],
            of: $of,
            order: $order,
        };
    };
}

const BY_SEQ: (&str, Shape) = ("seq", Shape::Plain);

part!(STAYS, "stays", &["ticket_id"], BY_SEQ,
    id Id, seq Plain, tier Plain, group_id Id, started_at Time, accepted_at Time, ended_at Time);
part!(STAGES, "stages", &["ticket_id"], BY_SEQ,
    id Id, seq Plain, stage Plain, tier Plain, group_id Id, started_at Time, ended_at Time);
part!(WAITS, "waits", &["ticket_id"], BY_SEQ,
    id Id, seq Plain, waiting_on Plain, question Plain, party Plain, party_name Plain, reference Plain,
    promised_at Time, started_by_id Id, started_at Time, ended_by_id Id, ended_at Time);
part!(ESCALATIONS, "escalations", &["ticket_id"], BY_SEQ,
    id Id, seq Plain, reason Plain, attempted_steps Plain, since Time, affected Plain, checklist Document,
    as_consultation Truth, group_id Id, escalated_by_id Id, escalated_at Time, accepted_by_id Id, accepted_at Time,
    returned_by_id Id, returned_at Time, return_reason Plain, guidance Plain);
part!(RESOLUTIONS, "resolutions", &["ticket_id"], BY_SEQ,
    id Id, seq Plain, tier Plain, solution Plain, cause Plain, tier1_could_have_solved Truth, article Plain,
    first_contact Truth, resolved_by_id Id, resolved_at Time, reminded_at Time, reopened_by_id Id, reopened_at Time,
    reopen_reason Plain);
part!(CLOSURE, "closures", &["ticket_id"], ("closed_at", Shape::Time),
    how Plain, closed_by_id Id, closed_at Time, reason Plain, rating Plain, comment Plain, rated_at Time);
part!(WATCHERS, "ticket_watchers", &["ticket_id"], ("created_at", Shape::Time), person_id Id, created_at Time);
part!(NOTICES, "legal_notices", &["ticket_id"], ("notified_at", Shape::Time), clock Plain, notified_at Time);
part!(LINKS_FROM, "ticket_links", &["from_id"], ("created_at", Shape::Time), id Id, from_id Id, to_id Id, kind Plain);
part!(LINKS_TO, "ticket_links", &["to_id"], ("created_at", Shape::Time), id Id, from_id Id, to_id Id, kind Plain);
part!(STEPS, "ticket_steps", &["ticket_id"], ("added_at", Shape::Time),
    id Id, text Plain, before_escalation Truth, added_by_id Id, added_at Time, ticked_by_id Id, ticked_at Time);
part!(MESSAGES, "incoming", &["ticket_id"], ("received_at", Shape::Time),
    id Id, comment_id Id, has_cut Truth, decided_at Time);
part!(DRAFT, "drafts", &["person_id", "ticket_id", "field"], ("updated_at", Shape::Time), body Plain);

#[derive(Deserialize)]
struct NoticeRow {
    clock: ClockName,
    #[serde(deserialize_with = "micros")]
    notified_at: Timestamp,
}

#[derive(Deserialize)]
struct StepRow {
    id: StepId,
    text: String,
    before_escalation: bool,
    added_by_id: PersonId,
    #[serde(deserialize_with = "micros")]
    added_at: Timestamp,
    ticked_by_id: Option<PersonId>,
    #[serde(deserialize_with = "some_micros")]
    ticked_at: Option<Timestamp>,
}

impl StepRow {
    fn step(self) -> Step {
        Step {
            id: self.id,
            text: self.text,
            before_escalation: self.before_escalation,
            added_by_id: self.added_by_id,
            added_at: self.added_at,
            ticked: self.ticked_by_id.zip(self.ticked_at),
        }
    }
}

#[derive(Deserialize)]
struct DraftRow {
    body: String,
}

/// Everything of a ticket, and the public reply `reader` began; who sees what of it is for the caller to say.
pub(crate) fn belongings(
    conn: &mut DbConn,
    ticket: TicketId,
    reader: PersonId,
) -> Result<Belongings, DbError> {
    let of_ticket = [Key::Id(RawId(ticket.0))];
    let of_ticket = of_ticket.as_slice();
    let of_reader =
        [Key::Id(RawId(reader.0)), Key::Id(RawId(ticket.0)), Key::Word(Visibility::Public.as_str())];
    let asked: [(&Part, &[Key<'_>]); 13] = [
        (&STAYS, of_ticket),
        (&STAGES, of_ticket),
        (&WAITS, of_ticket),
        (&ESCALATIONS, of_ticket),
        (&RESOLUTIONS, of_ticket),
        (&CLOSURE, of_ticket),
        (&WATCHERS, of_ticket),
        (&NOTICES, of_ticket),
        (&LINKS_FROM, of_ticket),
        (&LINKS_TO, of_ticket),
        (&DRAFT, &of_reader),
        (&STEPS, of_ticket),
        (&MESSAGES, of_ticket),
    ];
    let found = documents(conn, &asked)?;
    let notices: Vec<NoticeRow> = found.rows(7)?;
    let mut notices: Vec<_> =
        notices.into_iter().map(|row| Notice { clock: row.clock, at: row.notified_at }).collect();
    notices.sort_by_key(|notice| notice.clock);
    let mut links: Vec<Link> = found.rows(8)?;
    links.extend(found.rows::<Link>(9)?);
    let mut steps: Vec<StepRow> = found.rows(11)?;
    steps.sort_by_key(|row| row.id);
    Ok(Belongings {
        stays: found.rows(0)?,
        stages: found.rows(1)?,
        waits: found.rows(2)?,
        escalations: found.rows(3)?,
        resolutions: found.rows(4)?,
        closure: found.rows(5)?.pop(),
        watchers: found.rows(6)?,
        messages: found.rows(12)?,
        notices,
        links,
        steps: steps.into_iter().map(StepRow::step).collect(),
        draft: found.rows::<DraftRow>(10)?.pop().map(|row| row.body),
    })
}
